"""payments (统一支付): collects the fee of a case (办件), and gives back what may not be kept."""

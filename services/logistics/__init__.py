"""logistics (统一物流): carries results and originals, and tells received from handed over."""

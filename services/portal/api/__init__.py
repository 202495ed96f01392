"""The portal's HTTP API: reads the views, sends commands, and answers only when the broker holds them."""

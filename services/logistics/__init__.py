"""logistics (统一物流): sends results by post, and tells received from handed over."""

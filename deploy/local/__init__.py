"""One machine: a private broker, a store, the stand-ins and every service, all under `.local/`."""

"""How Tongban is run: on one machine (`local`), by hand (`cli`), and further on in a cluster."""

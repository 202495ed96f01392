"""How fast a hop and a case are, beside what else one could build on: `make bench`."""

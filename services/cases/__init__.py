"""cases (办件): one application for one item, from submission to rating."""

"""The structure of the code, held by tests: rooms, imports, sizes, names."""

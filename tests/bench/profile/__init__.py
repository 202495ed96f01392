"""Where the time of a hop goes: `python -m tests.bench.profile` writes a table and a flame graph under build/."""

"""What importing many items costs: `python -m tests.bench.items --items 100000` prints one line of JSON."""

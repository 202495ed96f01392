"""The main job while everything under it breaks: `make faults`, or `python -m tests.faults`."""

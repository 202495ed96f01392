"""The command line `tongban`: one file per group of commands, registered in `main.py`."""

"""Makes the standard library cooperative for nameko: import this first in every `__main__`, and nowhere else."""

import eventlet

eventlet.monkey_patch()

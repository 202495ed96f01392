"""What else one could build on. Each file is a program that runs in an environment of its own, without this suite."""

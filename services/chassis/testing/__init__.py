"""What every service inherits to be tested with."""

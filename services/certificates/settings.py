"""What certificates must be told before it starts: nothing of its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """Bus and store are the chassis's; the rules of issuing are the law's."""

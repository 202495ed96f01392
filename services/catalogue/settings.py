"""What catalogue must be told before it starts; the environment names are CATALOGUE_<FIELD>."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """items: folder of the items (事项), one YAML file for each version of one; it comes with a set of its own."""

    items: Path = Path(__file__).parent / "items"

"""Who there is on the bus: one `contracts/<capability>/capability.json` each, says whom it hears and whom it asks."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Capability:
    """One responsibility, whoever serves it.

    title: `zh` and `en`. streams: the types in `contracts/types` that its streams' names have, one a kind of stream.
    hears: events of others it subscribes to. asks: commands of others it sends.
    """

    word: str
    title: Mapping[str, str]
    description: str
    streams: tuple[str, ...]
    hears: tuple[str, ...]
    asks: tuple[str, ...]


def load(folder: Path) -> dict[str, Capability]:
    """Every capability by its word, in order."""
    return {file.parent.name: _read(file) for file in sorted(folder.glob("*/capability.json"))}


def _read(file: Path) -> Capability:
    said = json.loads(file.read_text(encoding="utf-8"))
    return Capability(
        word=file.parent.name,
        title=said["name"],
        description=said["description"],
        streams=tuple(said["streams"]),
        hears=tuple(said["hears"]),
        asks=tuple(said["asks"]),
    )

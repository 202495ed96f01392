"""One case as the projector told it (see progress.py), read from the view."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from services.chassis import codec
from services.portal.api.reading import Reading

VIEW = "cases"

Told: TypeAlias = dict[str, Any]
"""What `progress.show_case` makes of a case's events."""


def told(doc: Mapping[str, Any]) -> Told:
    """Read the text that the view keeps of a case."""
    found: Told = codec.decode(doc["told"].encode())
    return found


async def find(reading: Reading, case: str) -> Told | None:
    """The case, or None while the projector has not heard of it; raises Unavailable."""
    document = await reading.find(VIEW, case)
    return told(document["doc"]) if document else None

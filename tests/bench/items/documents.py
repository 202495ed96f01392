"""Made-up items in the shape of the catalogue's own: the same law, steps and rules under other codes and names."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.catalogue.effects import read_documents
from services.catalogue.settings import Settings
from services.chassis import codec

PREFIX = "9"
"""No real item's code begins with it."""


def code_of(number: int) -> str:
    """The code (基本编码) of an item by its number."""
    return f"{PREFIX}{number:011}"


def documents(count: int) -> Iterator[dict[str, Any]]:
    """So many items, 2 KB each on the average; those of several parts (一件事) are left out, for they name others."""
    models = [one for one in read_documents(Settings().items).values() if "parts" not in one]
    for number, model in zip(range(count), itertools.cycle(models), strict=False):
        name = {"zh": f"{model['name']['zh']}（{number}）", "en": f"{model['name']['en']} ({number})"}
        yield {**model, "code": code_of(number), "version": 1, "name": name}


def write(file: Path, count: int) -> int:
    """JSON lines; returns how many bytes there are."""
    with file.open("wb") as lines:
        for document in documents(count):
            lines.write(codec.encode(document) + b"\n")
    return file.stat().st_size

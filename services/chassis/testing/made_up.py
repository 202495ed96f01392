"""Contracts made up for a test: the real envelope and types, with messages that no service has."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.chassis.contracts import FOLDER, Contracts
from services.chassis.names import from_path
from services.chassis.schemas import read_schemas


@dataclass(frozen=True, slots=True)
class MadeUp:
    """`messages`: the properties of each, all of them required, by path as in `teahouse/events/cup-served.v1.json`."""

    messages: Mapping[str, Mapping[str, Any]]

    def schemas(self) -> dict[str, dict[str, Any]]:
        """By path, as `schemas.read_schemas` gives them."""
        shared = {path: one for path, one in read_schemas(FOLDER).items() if path.startswith(("types/", "envelope"))}
        return shared | {path: _schema(path, properties) for path, properties in self.messages.items()}

    def contracts(self) -> Contracts:
        """Compiled."""
        return Contracts(self.schemas(), {})

    def write(self, folder: Path) -> Path:
        """As a folder, for a process of its own."""
        for path, schema in self.schemas().items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(schema))
        (folder / "reasons.json").write_text("[]")
        return folder


def _schema(path: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    name = from_path(path)
    return {
        "$id": name.id,
        "title": name.type,
        "type": "object",
        "properties": dict(properties),
        "required": [*properties],
    }

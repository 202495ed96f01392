"""The ticket machine's contracts: the real envelope and types, with these two messages."""

import json
from pathlib import Path
from typing import Any

from services.chassis.contracts import FOLDER, Contracts, read_schemas
from services.chassis.names import from_path

_TEXT = {"type": "string", "minLength": 1, "maxLength": 500}
_PERSON = {"type": "string", "pattern": "^person-[0-9a-f]{24}$"}
_WINDOW = {"type": "integer", "minimum": 1, "maximum": 99}
_NUMBER = {"type": "integer", "minimum": 1, "maximum": 2**53 - 1}
_TAKEN: dict[str, Any] = {"visitor": _PERSON, "window": _WINDOW, "purpose": _TEXT}

_MESSAGES: dict[str, dict[str, Any]] = {
    "tickets/commands/take-number.v1.json": _TAKEN,
    "tickets/events/number-taken.v1.json": {**_TAKEN, "number": _NUMBER},
}


def schemas() -> dict[str, dict[str, Any]]:
    """By path, as `contracts.read_schemas` gives them."""
    shared = {path: one for path, one in read_schemas(FOLDER).items() if path.startswith(("types/", "envelope"))}
    return shared | {path: _schema(path, properties) for path, properties in _MESSAGES.items()}


def _schema(path: str, properties: dict[str, Any]) -> dict[str, Any]:
    name = from_path(path)
    return {"$id": name.id, "title": name.type, "type": "object", "properties": properties, "required": [*properties]}


def contracts() -> Contracts:
    """Compiled."""
    return Contracts(schemas(), {})


def write(folder: Path) -> Path:
    """As a folder, for a process of its own."""
    for path, schema in schemas().items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(schema))
    (folder / "reasons.json").write_text("[]")
    return folder

"""The teahouse's contracts, and its kitchen's: the real envelope and types, with these messages."""

import json
from pathlib import Path
from typing import Any

from services.chassis.contracts import FOLDER, Contracts, read_schemas
from services.chassis.names import from_path
from tests.chassis.teahouse.messages import DEAR

_FEN = {"type": "integer", "minimum": 0, "maximum": 2**53 - 1}
_TEXT = {"type": "string", "maxLength": 200}
_COUNT = {"type": "integer", "minimum": 0, "maximum": 1_000}

_MESSAGES: dict[str, dict[str, Any]] = {
    "teahouse/commands/serve-cup.v1.json": {"cup": _TEXT, "fen": _FEN},
    "teahouse/commands/close-table.v1.json": {"cups": _COUNT},
    "teahouse/commands/record-bill.v1.json": {"number": _TEXT},
    "teahouse/commands/lapse-table.v1.json": {},
    "teahouse/effects/print-bill.v1.json": {"total_fen": _FEN},
    "teahouse/events/cup-served.v1.json": {"cup": _TEXT, "fen": {**_FEN, "maximum": DEAR}},
    "teahouse/events/table-done.v1.json": {"how": _TEXT},
    "kitchen/commands/wash-cups.v1.json": {"cups": _COUNT},
    "kitchen/events/tea-priced.v1.json": {"tea": _TEXT, "fen": _FEN},
    "kitchen/events/kettle-broke.v1.json": {"table": _TEXT},
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

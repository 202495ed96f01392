"""The teahouse's contracts, and its kitchen's: the real envelope and types, with these messages."""

from services.chassis.testing.made_up import MadeUp
from tests.chassis.teahouse.messages import DEAR

_FEN = {"type": "integer", "minimum": 0, "maximum": 2**53 - 1}
_TEXT = {"type": "string", "maxLength": 200}
_COUNT = {"type": "integer", "minimum": 0, "maximum": 1_000}

_MADE_UP = MadeUp(
    {
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
)

contracts, write = _MADE_UP.contracts, _MADE_UP.write

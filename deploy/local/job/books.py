"""Everything there is to read after a run: every store, and what the outside parties have written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deploy.cli.walking import Walked, settled, walk

SERVICES = ("cases", "identity", "payments", "certificates", "seals", "logistics", "catalogue")


@dataclass(frozen=True, slots=True)
class Books:
    """Stores by service, the channel's orders and the carrier's parcels by their number."""

    stores: Mapping[str, Walked]
    orders: Mapping[str, list[dict[str, Any]]]
    parcels: Mapping[str, list[dict[str, Any]]]

    @classmethod
    def open(cls, mongodb_uri: str, statement: dict[str, Any], parcels: dict[str, Any]) -> "Books":
        """`statement` is the channel's, `parcels` the carrier's list. What is just being sent is waited for."""
        settled(mongodb_uri, SERVICES)
        return cls(
            {name: walk(mongodb_uri, name) for name in SERVICES},
            _grouped(statement["orders"], "order"),
            _grouped(parcels["parcels"], "parcel"),
        )


def _grouped(rows: list[dict[str, Any]], name: str) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row[name], []).append(row)
    return groups


def stream(case: str, kind: str) -> str:
    """The stream of this kind that bears the case's number."""
    return case.replace("case-", f"{kind}-", 1)

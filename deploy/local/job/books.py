"""Everything there is to read after a run: every store, and what the outside parties have written down."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession

from deploy.cli.walking import Walked, settled, walk
from deploy.local.job.portal import Portal
from deploy.local.machine import Machine
from deploy.local.suite import STAND_INS, url

SERVICES = ("cases", "identity", "payments", "certificates", "seals", "logistics", "catalogue")


@dataclass(frozen=True, slots=True)
class Books:
    """Stores by service, the channel's orders and the carrier's parcels by their number.

    answered: how an outside party answered badly whom it asked about: by order, by parcel, by digest of a person.
    """

    stores: Mapping[str, Walked]
    orders: Mapping[str, list[dict[str, Any]]]
    parcels: Mapping[str, list[dict[str, Any]]]
    answered: Mapping[str, str]

    @classmethod
    async def read(cls, session: ClientSession, machine: Machine) -> "Books":
        """Ask the outside parties first, then the stores. What is just being sent is waited for."""
        statement = await Portal(session, url(machine, "channel")).get("/statement")
        parcels = await Portal(session, url(machine, "carrier")).get("/parcels")
        badly = [await Portal(session, url(machine, one)).get("/answered") for one in STAND_INS]
        return cls(
            await asyncio.to_thread(_stores, machine.mongodb_uri),
            _grouped(statement["orders"], "order"),
            _grouped(parcels["parcels"], "parcel"),
            {subject: answered for one in badly for subject, answered in one["answered"].items()},
        )


def _stores(mongodb_uri: str) -> Mapping[str, Walked]:
    settled(mongodb_uri, SERVICES)
    return {name: walk(mongodb_uri, name) for name in SERVICES}


def _grouped(rows: list[dict[str, Any]], name: str) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row[name], []).append(row)
    return groups


def stream(case: str, kind: str) -> str:
    """The stream of this kind that bears the case's number."""
    return case.replace("case-", f"{kind}-", 1)

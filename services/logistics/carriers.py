"""What every carrier (承运方) can be asked, whatever it speaks; and which of them serves a province.

A new kind is a class with these methods, its lines in `words.py` and a canned test of its vectors; nothing else of
the service changes.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from services.chassis.errors import CannotStart
from services.logistics.messages import Kind, Status


@dataclass(frozen=True, slots=True)
class Office:
    """The authority's counter: from where results go and to where originals come."""

    name: str = "政务服务中心"
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One parcel to be carried. `key`: the same key is the same parcel. `to`: the applicant's address, in clear.

    by_code: the courier is to ask the recipient for the parcel's code.
    """

    key: str
    parcel: str
    notify_url: str
    kind: Kind
    materials: tuple[str, ...]
    to: Mapping[str, str] = field(repr=False)
    office: Office
    by_code: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What a genuine call says, in our words. `code`: what the recipient told the courier, if anything."""

    tracking_number: str
    sequence: int
    status: Status
    at: datetime
    incident: str = ""
    code: str = field(default="", repr=False)


class Carrier(Protocol):
    """One carrier. Whatever is to be tried again raises OutsideUnavailable."""

    name: str

    def book(self, wanted: Wanted) -> str | None:
        """The tracking number of a parcel that it takes; None for one that it does not."""
        ...

    def disbelief(self, body: str, signature: str) -> str | None:
        """Why a call is not this carrier's word; None if it is."""
        ...

    def step(self, body: str) -> Step:
        """What a genuine call says; raises Unusable for what cannot be read."""
        ...


class UnknownCarrier(CannotStart):
    """The table of provinces names a carrier that the settings do not, or asks for what there is not."""


@dataclass(frozen=True, slots=True)
class Terms:
    """A province's line in the table: its carrier ("" is the usual one), and whether a delivery is proved by code."""

    carrier: str = ""
    proof: bool = True


class Carriers:
    """All carriers by name. `terms` sends a province's new parcels to one of them; the first serves the others.

    A parcel stays with the carrier that booked it: moving a province moves no parcel.
    """

    def __init__(self, carriers: Sequence[Carrier], terms: Mapping[str, Terms]) -> None:
        self._by_name, self._usual = {carrier.name: carrier for carrier in carriers}, carriers[0]
        self._terms = terms
        if unknown := sorted({one.carrier for one in terms.values()} - {"", *self._by_name}):
            raise UnknownCarrier(f"the table of provinces names carriers that are not set up: {', '.join(unknown)}")

    def of_province(self, province: str) -> Carrier:
        """Who carries this province's parcels."""
        return self._by_name.get(self.terms(province).carrier, self._usual)

    def known(self, name: str) -> Carrier | None:
        """The carrier that calls itself so, if there is one."""
        return self._by_name.get(name)

    def terms(self, province: str) -> Terms:
        """The province's line, or the usual terms."""
        return self._terms.get(province, Terms())


def terms_in(file: Path | None) -> Mapping[str, Terms]:
    """A table with the columns `province`, `carrier` and `proof` (`code`, the usual, or `none`)."""
    return {row["province"]: _terms(row) for row in _rows(file)}


def _terms(row: Mapping[str, str]) -> Terms:
    proof = row.get("proof") or "code"
    if proof not in ("code", "none"):
        raise UnknownCarrier(f"proof of province {row['province']} is {proof!r}: it must be `code` or `none`")
    return Terms(row["carrier"], proof == "code")


def offices_in(file: Path | None) -> Mapping[str, Office]:
    """A table with the columns `province`, `name`, `address` and `phone`."""
    return {row["province"]: Office(row["name"], row["address"], row["phone"]) for row in _rows(file)}


def _rows(file: Path | None) -> list[dict[str, str]]:
    if file is None:
        return []
    with file.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))

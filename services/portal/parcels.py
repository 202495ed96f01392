"""What travels in a case: results to the applicant, and originals (材料原件) with whoever holds them. Pure.

Handed over is never received: a result is when its recipient has it, an original when the authority says so itself.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from services.chassis.vocabulary import Data
from services.portal.beside import Told, picked

APPLICANT, CARRIER, AUTHORITY = "applicant", "carrier", "authority"

_RESULTS = {
    "booking-refused": "refused",
    "parcel-booked": "booked",
    "parcel-handed-over": "handed-over",
    "parcel-returned": "returned",
    "parcel-delivered": "delivered",
}
"""What each notice makes of a parcel; a later one in this list outweighs the earlier ones."""

_ORIGINALS = {
    "originals-booked": ("booked", None, "at"),
    "original-collected": ("under-way", CARRIER, "collected_at"),
    "original-returned": ("returned", APPLICANT, "returned_at"),
    "original-received": ("received", AUTHORITY, "received_at"),
}
"""The same for originals: what it makes of the parcel, who holds it then, since when."""

CUSTODY = tuple(f"logistics.{step}.v1" for step in _ORIGINALS)

INCIDENT = "logistics.incident-reported.v1"

OPEN = frozenset({"booked", "under-way"})
"""States of originals that are on their way, or about to be."""

_CARRIED = ("carrier", "tracking_number", "proved_by", "incident", "at_fault")


def parcels(told: Told) -> list[Data]:
    """Each parcel with a result once; what is only handed over is never shown as received."""
    found: dict[str, dict[str, Any]] = {}
    for step, state in _RESULTS.items():
        for part in told.get(step, ()):
            parcel = found.setdefault(part["subject"], {"parcel": part["subject"]})
            parcel.update({"state": state, "at": part["at"], **picked(part, *_CARRIED, "reason", "delivered_at")})
    return _in_trouble(told, found)


def _in_trouble(told: Told, found: dict[str, dict[str, Any]]) -> list[Data]:
    """With the last incident of those that have not ended; by number."""
    for part in told.get("incident-reported", ()):
        parcel = found.get(part["subject"], {})
        if parcel.get("state") in ("booked", "handed-over", "under-way"):
            parcel.update(picked(part, "incident", "at_fault"))
    return [found[name] for name in sorted(found, key=number_of)]


def number_of(parcel: str) -> int:
    """How a case counts its parcels: results from 1, originals from 501."""
    return int(parcel.rpartition("-")[2])


def custody(told: Told) -> Data:
    """Originals by parcel, with every hand they went through, and who holds each of them now."""
    if told.keys().isdisjoint(_ORIGINALS):
        return {}
    found: dict[str, dict[str, Any]] = {}
    for step, (state, holder, since) in _ORIGINALS.items():
        for part in told.get(step, ()):
            parcel = found.setdefault(part["subject"], {"parcel": part["subject"], "hands": []})
            parcel.update({"state": state, "at": part["at"], **picked(part, *_CARRIED, "materials", "to", "missing")})
            origin = APPLICANT if part.get("to") == AUTHORITY else AUTHORITY
            parcel["hands"].append({"holder": holder or origin, "at": part[since]})
    originals = _in_trouble(told, found)
    held = dict(pair for parcel in originals for pair in _held(parcel))
    return {
        "originals": originals,
        "custody": [{"material": code, "holder": held[code]} for code in sorted(held)],
    }


def _held(parcel: Data) -> Iterator[tuple[str, str]]:
    """What became of everything in a parcel; of what is missing the carrier was the last who held it."""
    holder = parcel["hands"][-1]["holder"]
    yield from ((code, holder) for code in parcel["materials"])
    yield from ((code, CARRIER) for code in parcel.get("missing", ()))


def refusals(told: Told) -> list[Data]:
    """What was asked for in vain: of the case, and about originals."""
    asked: list[Data] = [picked(part, "at", "request", "reason") for part in told.get("request-refused", ())]
    if "originals-refused" not in told:
        return asked
    carried = [
        {"request": _REQUESTS.get(part["reason"], "carry-originals"), "parcel": part["subject"]}
        | picked(part, "at", "reason", "materials")
        for part in told["originals-refused"]
    ]
    return sorted([*asked, *carried], key=lambda one: str(one["at"]))


_REQUESTS: Mapping[str, str] = {"originals-unknown": "acknowledge-originals"}


def show_expected(parts: list[Data]) -> Data:
    """Originals in one parcel, as an authority waits for them; `open` names the province whose staff do. Of a parcel
    with a result there is nothing but the case.
    """
    story = sorted(parts, key=lambda part: str(part["at"]))
    told: dict[str, list[Data]] = {}
    for part in story:
        told.setdefault(part["is"], []).append(part)
    case, originals = story[0]["case"], custody(told).get("originals")
    if not originals:
        return {"case": case}
    (shown,) = originals
    awaited = shown.get("to") == AUTHORITY and shown["state"] in OPEN
    return {"case": case, **shown, **({"open": case.split("-")[1]} if awaited else {})}

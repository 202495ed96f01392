"""Originals (材料原件) as their applicant sends them, and parcels that the recipient says are there."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.api import moments, rules, showing
from services.portal.api.answers import Accepted
from services.portal.api.callers import Theirs
from services.portal.api.case_view import Told, find
from services.portal.api.describing import Responses, answers, problems
from services.portal.api.originals_models import Carriage
from services.portal.api.problems import Problem
from services.portal.api.reading_json import Strictly
from services.portal.api.rules import Fault
from services.portal.api.sending import Command, about
from services.portal.api.window import Here, Window, said
from services.portal.parcels import APPLICANT, AUTHORITY, CARRIER, OPEN, number_of

router = APIRouter(prefix="/cases", tags=["cases 办件"], route_class=Strictly)

FIRST, LAST = 501, 999
"""Numbers of parcels with originals, as logistics counts them."""


class Way(NamedTuple):
    """One of the two ways: what logistics is asked, whom that names, and between whom it is."""

    command: str
    whose: str
    origin: str
    to: str


TO_AUTHORITY = Way("logistics.collect-originals.v1", "sender", APPLICANT, AUTHORITY)
TO_APPLICANT = Way("logistics.return-originals.v1", "recipient", AUTHORITY, APPLICANT)

_ACTS: Responses = {
    **answers(202, Accepted, "On its way"),
    **problems("code-needed", "code-wrong", "not-found", "unreadable", "wrong-moment", "too-large", "invalid"),
    **problems("unavailable", "unserved"),
}


@router.post("/{case}/originals", status_code=202, responses=_ACTS)
async def send_originals(here: Here, theirs: Theirs, body: Carriage) -> Response:
    """Have originals fetched, while the case is open. Who holds them, the case tells: the carrier's word makes nothing
    received, only the authority's own does.
    """
    told = await find(here.reading, theirs.id) or {}
    moments.check(here.contracts, moments.ORIGINALS, told)
    if faults := await _unasked(here, told, body):
        raise Problem("invalid", faults)
    if "applicant" not in told:
        raise elsewhere(here, told)
    return await carry(here, told, TO_AUTHORITY, body, theirs.person or told["applicant"])


@router.post("/{case}/parcels/{parcel}/receipt", status_code=202, responses={**_ACTS, **problems("role-missing")})
async def confirm_receipt(here: Here, theirs: Theirs, parcel: str) -> Response:
    """Say that a parcel has come, where the courier did not ask for its code: the recipient's word is the last one."""
    told = await find(here.reading, theirs.id) or {}
    moments.ensure_applicants(told, theirs.person)
    coming = [one for one in told.get("originals", ()) if one.get("to") == APPLICANT]
    if parcel not in {one["parcel"] for one in (*told.get("parcels", ()), *coming) if one["state"] != "refused"}:
        raise Problem("not-found")
    sent = ("logistics.confirm-receipt.v1", parcel, theirs.id, theirs.province)
    await here.sender.send(Command(*sent, {}, about(parcel), theirs.person or told.get("applicant")))
    return _accepted(theirs.id)


async def carry(here: Window, told: Told, way: Way, body: Carriage, actor: str) -> Response:
    """Ask logistics to carry originals to the authority, or back to the applicant; the same again, while it is on its
    way, is one parcel, at the address that was said first.
    """
    case, wanted = str(told["case"]), sorted(set(body.materials))
    parcel = f"parcel{case.removeprefix('case')}-{_number(here, told, way, set(wanted))}"
    data = {
        "materials": wanted,
        way.whose: told["applicant"],
        "address_sealed": here.privacy.whereabouts(body.model_dump(exclude_none=True, exclude={"materials"})),
    }
    one = about(actor, body.model_dump())
    await here.sender.send(Command(way.command, parcel, case, told["province"], data, one, actor))
    return _accepted(case)


def _number(here: Window, told: Told, way: Way, wanted: set[str]) -> int:
    """The parcel's: of the one that carries just these already, or the next. Raises Problem where others hold them."""
    known = told.get("originals", ())
    holder = {one["material"]: one["holder"] for one in told.get("custody", ())}
    under_way = [one for one in known if one["state"] in OPEN]
    booked = {code for one in under_way for code in one["materials"]}
    lacking = {code for one in known if way is TO_AUTHORITY for code in one.get("missing", ())}
    there = {code for code in wanted if holder.get(code, APPLICANT) == way.origin}
    if not booked & wanted and wanted <= there | {code for code in lacking if holder[code] == CARRIER}:
        return _next(told)
    for one in under_way:
        if one.get("to") == way.to and set(one["materials"]) == wanted:
            return number_of(one["parcel"])
    raise elsewhere(here, told)


def elsewhere(here: Window, told: Told) -> Problem:
    """Not here, not now: others hold them."""
    reason = here.contracts.reasons()["originals-elsewhere"]
    return Problem("wrong-moment", text=reason.text, remedy=reason.remedy, stage=told["stage"])


def _next(told: Told) -> int:
    taken: Iterable[Any] = (*told.get("originals", ()), *told["refusals"])
    number = max((number_of(one["parcel"]) for one in taken if "parcel" in one), default=FIRST - 1) + 1
    if number > LAST:
        raise Problem("wrong-moment", stage=told["stage"])
    return max(number, FIRST)


async def _unasked(here: Window, told: Told, body: Carriage) -> tuple[Fault, ...]:
    """Materials that no version of the item, the nation's or any province's, knows."""
    document = await here.catalogue.document(str(told.get("item"))) or {"versions": ()}
    offered = (*document["versions"], *(one["item"] for one in document.get("provincial", ())))
    asked = {one["code"] for item in offered for one in item["materials"]}
    reason = here.contracts.reasons()["material-unknown"]
    return tuple(
        rules.refusal(f"materials[{index}]", reason) for index, code in enumerate(body.materials) if code not in asked
    )


def _accepted(case: str) -> Response:
    return said({"case": case, "links": showing.links(case)}, 202)

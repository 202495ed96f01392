"""What is mine: a citizen who has signed in sees cases, payments, parcels, certificates, and who used their data."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.chassis import clock, codec
from services.portal.api import certificates, showing
from services.portal.api.callers import Person
from services.portal.api.case_view import VIEW, Told, told
from services.portal.api.describing import Responses, answers, problems
from services.portal.api.mine_answers import MyCases, MyCertificates, MyParcels, MyPayments, MyUses
from services.portal.api.window import Here, Window, said
from services.portal.views import month_of

router = APIRouter(prefix="/me", tags=["me 我的"])

_NOES = ("citizens-sign-in-needed", "role-missing", "invalid", "unavailable")
_READS: Responses = problems(*_NOES)

Limit = Annotated[int, Query(ge=1, le=100, description="how many cases a page goes through")]
After = Annotated[str, Query(max_length=160, description="`next` of the page before")]
Month = Annotated[
    str | None,
    Query(pattern=r"^[0-9]{4}-[0-9]{2}$", description="a month (UTC), as in 2026-11; left out, the present one"),
]

As = Annotated[
    Literal["applicant", "agent"],
    Query(alias="as", description="agent: the cases that the person handed in for others (代办)"),
]

_IN_LIST = ("case", "province", "stage", "outcome", "item", "submitted_at", "promised_due", "due", "certificate")


@router.get("/cases", responses={**answers(200, MyCases, "A page of cases"), **_READS})
async def my_cases(
    here: Here, citizen: Person, limit: Limit = 50, after: After = "", part: As = "applicant"
) -> Response:
    """The person's cases, by case number; each is opened at /cases/{case} with the same token."""
    where = "person" if part == "applicant" else "agent"
    found, following = await _cases(here, citizen.person, limit, after, where)
    return said({"cases": [_in_list(case) for case in found], "next": following})


@router.get("/payments", responses={**answers(200, MyPayments, "Fees"), **_READS})
async def my_payments(here: Here, citizen: Person, limit: Limit = 50, after: After = "") -> Response:
    """What the person's cases cost: due, paid, given back, with receipts."""
    found, following = await _cases(here, citizen.person, limit, after)
    payments = [
        {"case": case["case"], "item": case.get("item"), "fee": case["fee"], "pay_url": case.get("pay_url")}
        for case in found
        if "fee" in case
    ]
    return said({"payments": payments, "next": following})


@router.get("/parcels", responses={**answers(200, MyParcels, "Parcels"), **_READS})
async def my_parcels(here: Here, citizen: Person, limit: Limit = 50, after: After = "") -> Response:
    """What is on its way in the person's cases, what has come, and who holds originals."""
    found, following = await _cases(here, citizen.person, limit, after)
    carried = {kind: [one for case in found for one in _parcels(here, case, kind)] for kind in ("parcels", "originals")}
    return said({**carried, "next": following})


@router.get("/certificates", responses={**answers(200, MyCertificates, "Certificates"), **_READS})
async def my_certificates(here: Here, citizen: Person, limit: Limit = 50, after: After = "") -> Response:
    """The certificates of which the person is the holder, with their state of today."""
    found = await here.reading.page(certificates.VIEW, {"holder": citizen.person}, limit, after)
    shown = [_certificate(document) for document in found]
    return said({"certificates": shown, "next": shown[-1]["identifier"] if len(shown) == limit else None})


@router.get("/uses", responses={**answers(200, MyUses, "Uses of the person's data"), **_READS})
async def my_uses(here: Here, citizen: Person, month: Month = None) -> Response:
    """Who used the person's data in a month: certificates presented, and what was read."""
    asked = month or clock.now_stamp()[:7]
    document = await here.reading.find("uses", month_of(citizen.person, asked))
    return said({"month": asked, "uses": document["doc"]["uses"] if document else []})


async def _cases(
    here: Window, person: str, limit: int, after: str, where: str = "person"
) -> tuple[list[Told], str | None]:
    found = [told(document) for document in await here.reading.page(VIEW, {where: person}, limit, after)]
    return found, found[-1]["case"] if len(found) == limit else None


def _in_list(case: Told) -> dict[str, Any]:
    return {"stage_text": showing.stage_text(case["stage"]), **{name: case.get(name) for name in _IN_LIST}}


def _parcels(here: Window, case: Told, kind: str) -> list[dict[str, Any]]:
    found = showing.parcels(here.contracts.reasons(), case, kind)
    return [{"case": case["case"], **showing.received_by_code(here.case_ids, one)} for one in found]


def _certificate(document: Mapping[str, Any]) -> dict[str, Any]:
    """As verification tells it, from what the view keeps; whoever wants the seal checked asks for verification."""
    facts: Mapping[str, Any] = codec.decode(document["content"].encode())
    told = certificates.unsealed(facts, document)
    return {"identifier": facts["identifier"], **told, "verification": f"/certificates/{facts['identifier']}"}

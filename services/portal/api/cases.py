"""Cases (办件): apply, follow, and what an applicant can do on the way."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import Response

from services.portal.api import moments, showing
from services.portal.api.answers import Accepted, Applied, CaseShown, Payment
from services.portal.api.callers import Caller, Case, Theirs
from services.portal.api.case_view import find
from services.portal.api.describing import Responses, answers, problems
from services.portal.api.door import Lasting
from services.portal.api.models import Application, DeliveryChoice, Entry, Rating, Supplement, Withdrawal
from services.portal.api.moments import Moment
from services.portal.api.problems import Problem
from services.portal.api.reading_json import Strictly
from services.portal.api.sending import Command, about
from services.portal.api.window import Here, Window, said

router = APIRouter(prefix="/cases", tags=["cases 办件"], route_class=Strictly)

_TOLD = 'event: case\ndata: {"case": "case-530000-0123456789ABCDEFGHIJ", "stage": "review"}\n\n'

_THEIRS = ("code-needed", "code-wrong", "not-found", "unavailable")
_READS: Responses = problems(*_THEIRS)
_ACTS: Responses = {
    **answers(202, Accepted, "On its way"),
    **problems(*_THEIRS, "unreadable", "wrong-moment", "too-large", "invalid", "unserved"),
}

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x20-\x7e]{1,255}$",
        description="Names this application in this province: sent again, with the same body, nothing happens twice.",
    ),
]


@router.post(
    "",
    status_code=202,
    responses={
        **answers(202, Applied, "The application is on its way"),
        **problems(
            "unreadable", "citizens-sign-in-needed", "too-large", "invalid", "key-reused", "unavailable", "unserved"
        ),
    },
)
async def apply(
    here: Here, caller: Caller, application: Application, idempotency_key: IdempotencyKey = None
) -> Response:
    """Apply for an item. Keep the access code: it opens the case, and nobody can look it up.

    Whoever applies for somebody else (代办) signs in and names the mandate; an organisation's is granted by its legal
    representative.
    """
    command = await here.applications.command(application, idempotency_key, caller)
    await here.sender.send(command)
    case = command.case
    return said(showing.opened(here.case_ids, case), 202, {"Location": f"/cases/{case}"})


@router.get("/{case}", responses={**answers(200, CaseShown, "The case"), **_READS})
async def get_case(here: Here, theirs: Theirs) -> Response:
    """Where the case stands, what is asked of the applicant now, and what happened so far."""
    told = await find(here.reading, theirs.id)
    return said(showing.case(here.contracts.reasons(), here.case_ids, theirs.id, theirs.person, told))


@router.get(
    "/{case}/events",
    response_class=Response,
    responses={
        200: {
            "description": "Events `case` with the case as in GET /cases/{case}",
            "content": {"text/event-stream": {"schema": {"type": "string"}, "example": _TOLD}},
        },
        **_READS,
    },
)
async def follow(here: Here, theirs: Theirs) -> Response:
    """The case now, and again with every change, as server-sent events; comments keep the line open."""
    show = partial(showing.case, here.contracts.reasons(), here.case_ids, theirs.id, theirs.person)
    return Lasting(partial(here.follower.serve, theirs.id, show), "text/event-stream", {"X-Accel-Buffering": "no"})


@router.get("/{case}/payment", responses={**answers(200, Payment, "The fee"), **_READS})
async def get_payment(here: Here, theirs: Theirs) -> Response:
    """The fee and, while it is due, the address where to pay it."""
    told = await find(here.reading, theirs.id)
    if told is None or "fee" not in told:
        raise Problem("not-found", text={"zh": "此件目前没有费用。", "en": "No fee has been asked for."})
    return said({"case": theirs.id, "fee": told["fee"], "pay_url": told.get("pay_url")})


@router.post("/{case}/materials", status_code=202, responses=_ACTS)
async def supplement(here: Here, theirs: Theirs, body: Supplement) -> Response:
    """Hand in materials that were missing (补正)."""
    return await _act(here, theirs, moments.MATERIALS, "cases.supplement-materials.v1", body)


@router.post("/{case}/withdrawal", status_code=202, responses=_ACTS)
async def withdraw(here: Here, theirs: Theirs, body: Withdrawal) -> Response:
    """Withdraw the application (撤回); possible until the decision."""
    return await _act(here, theirs, moments.WITHDRAWAL, "cases.withdraw-application.v1", body)


@router.post("/{case}/rating", status_code=202, responses=_ACTS)
async def rate(here: Here, theirs: Theirs, body: Rating) -> Response:
    """Rate the service (好差评), once, when the case is over."""
    return await _act(here, theirs, moments.RATING, "cases.rate-service.v1", body)


@router.post("/{case}/delivery-choice", status_code=202, responses={**_ACTS, **problems("role-missing")})
async def choose_delivery(here: Here, theirs: Theirs, body: DeliveryChoice) -> Response:
    """Say what becomes of a returned parcel: it is sent once more, or kept at the counter. Not for agents to say."""
    told = await find(here.reading, theirs.id) or {}
    moments.ensure_applicants(told, theirs.person)
    moments.check(here.contracts, moments.DELIVERY_CHOICE, told)
    data: dict[str, str | int] = {"method": body.method, "attempt": told["choice"]["attempt"]}
    if body.address is not None:
        data["address_sealed"] = here.privacy.address(None, body.address)
    about_what = about(body.model_dump(), told["choice"]["attempt"])
    actor = theirs.person or told.get("applicant")
    command = Command("cases.choose-delivery.v1", theirs.id, theirs.id, theirs.province, data, about_what, actor)
    await here.sender.send(command)
    return accepted(theirs.id)


async def _act(here: Window, theirs: Case, moment: Moment, message_type: str, body: Entry) -> Response:
    told = await find(here.reading, theirs.id) or {}
    moments.check(here.contracts, moment, told)
    data, actor = body.model_dump(exclude_none=True), theirs.person or told.get("applicant")
    await here.sender.send(Command(message_type, theirs.id, theirs.id, theirs.province, data, about(data), actor))
    return accepted(theirs.id)


def accepted(case: str) -> Response:
    """It is with the broker."""
    return said({"case": case, "links": showing.links(case)}, 202)

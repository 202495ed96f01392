"""What a citizen who has signed in does beside applying: lets others act, takes that back, has data erased."""

import hashlib
import re
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field

from services.chassis import clock
from services.portal.access import Citizen
from services.portal.api.answers import Shown
from services.portal.api.callers import Person
from services.portal.api.cases import IdempotencyKey
from services.portal.api.describing import Responses, answers, problems
from services.portal.api.models import Entry, ItemCode, Number
from services.portal.api.problems import Problem
from services.portal.api.reading_json import Strictly
from services.portal.api.sending import Command, about
from services.portal.api.window import Here, Window, said
from services.portal.views import NATION

router = APIRouter(prefix="/me", tags=["me 我的"], route_class=Strictly)

MANDATE = re.compile("mandate-[0-9a-f]{24}")


class Mandate(Entry):
    """Who may do what for the citizen, for which items (none: all of them), to the end of which day in China."""

    agent: Number
    scope: Annotated[list[Literal["submit", "pay", "collect"]], Field(min_length=1, max_length=3)]
    items: Annotated[list[ItemCode], Field(max_length=100)] = Field(default_factory=list)
    ends_on: date


class Erasure(Entry):
    """Why what is kept of the person is to be erased (个人信息保护法 47)."""

    ground: Literal["asked-for", "purpose-reached", "consent-withdrawn", "unlawful"]


class Requested(Shown):
    """It is on its way. `subject` names it: for a mandate, what the agent applies with."""

    subject: Annotated[str, Field(examples=["mandate-2b7f90c1d4e85a6633f0a1bc"])]


_NOES = ("citizens-sign-in-needed", "role-missing", "unreadable", "too-large", "invalid", "unavailable", "unserved")
_ACTS: Responses = {**answers(202, Requested, "On its way"), **problems(*_NOES)}


@router.post("/mandates", status_code=202, responses=_ACTS)
async def grant(here: Here, citizen: Person, body: Mandate, idempotency_key: IdempotencyKey = None) -> Response:
    """Let somebody act for oneself (授权委托). Under one Idempotency-Key it is one mandate."""
    named = f"{citizen.person}\n{idempotency_key or clock.new_id()}".encode()
    mandate = f"mandate-{hashlib.sha256(named).hexdigest()[:24]}"
    data = {
        "principal": citizen.person,
        "agent": here.privacy.person_of(body.agent),
        **body.model_dump(mode="json", include={"scope", "items", "ends_on"}),
    }
    return await _send(here, citizen, "identity.grant-mandate.v1", mandate, data)


@router.post("/mandates/{mandate}/revocation", status_code=202, responses={**_ACTS, **problems("not-found")})
async def revoke(here: Here, citizen: Person, mandate: str) -> Response:
    """Take a mandate back: it holds no more for what is said from now on. Identity refuses who is no party to it."""
    if not MANDATE.fullmatch(mandate):
        raise Problem("not-found")
    return await _send(here, citizen, "identity.revoke-mandate.v1", mandate, {})


@router.post("/erasure", status_code=202, responses=_ACTS)
async def erase(here: Here, citizen: Person, body: Erasure) -> Response:
    """Have what identity keeps of oneself erased; with the next case, verification starts anew."""
    return await _send(here, citizen, "identity.erase-person.v1", citizen.person, body.model_dump())


async def _send(here: Window, citizen: Citizen, message_type: str, subject: str, data: dict[str, object]) -> Response:
    one = about(citizen.person, data, "" if message_type == "identity.grant-mandate.v1" else clock.new_id())
    await here.sender.send(Command(message_type, subject, subject, NATION, data, one, citizen.person))
    return said({"subject": subject}, 202)

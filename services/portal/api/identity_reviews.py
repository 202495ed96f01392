"""The queue of persons whose identity a clerk is to look at (人工核验), and the clerk's decision."""

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import Field

from services.portal.access import EVERYWHERE, Officer
from services.portal.api.answers import CaseId, Shown, Stamp
from services.portal.api.callers import staff
from services.portal.api.describing import answers, problems
from services.portal.api.models import Entry, Opinion, Province
from services.portal.api.orders import ORDERS, STAFF, known_reason, order
from services.portal.api.problems import Problem
from services.portal.api.reading_json import Strictly
from services.portal.api.window import Here, said

router = APIRouter(prefix="/officer/identity-reviews", tags=["identity 人工核验"], route_class=Strictly)

VIEW = "reviews"

PERSON = re.compile("person-[0-9a-f]{24}")

Clerk = Annotated[Officer, Depends(staff("clerk", "supervisor"))]
Person = Annotated[str, Field(examples=["person-ed4cc7fa5db1146c87668043"])]


class Queue(Entry):
    """Which province's queue; left out, the clerk's own."""

    province: Province | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: Annotated[str, Field(max_length=40, description="`next` of the page before")] = ""


class Verdict(Entry):
    """What the clerk found, in the round of asking that the queue shows."""

    round: Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
    decision: Literal["confirm", "refuse"]
    opinion: Opinion
    reason: Annotated[str, Field(pattern=r"^[a-z][a-z-]{0,63}$", examples=["review-refused"])] | None = None


class Waiting(Shown):
    """A person who waits, by pseudonym: who it is, the papers show that the clerk is brought."""

    person: Person
    round: int
    ground: Literal["register-refused", "name-rare", "review-wanted"]
    due: Stamp
    flag: Literal["yellow"] | None
    case: CaseId
    at: Stamp


class Waitings(Shown):
    """A page of the queue. `next` is what to send as `after`; null: this is the last."""

    reviews: list[Waiting]
    next: str | None


@router.get("", responses={**answers(200, Waitings, "A page of the queue"), **problems(*STAFF, "invalid")})
async def list_reviews(here: Here, clerk: Clerk, asked: Annotated[Queue, Query()]) -> Response:
    """Persons of a province who wait for a clerk, by pseudonym, each with the day it is due."""
    province = asked.province or clerk.province
    if province == EVERYWHERE or not clerk.serves(province):
        raise Problem("other-province")
    found = await here.reading.page(VIEW, {"open": province}, asked.limit, asked.after)
    shown = [{name: value for name, value in one.items() if name not in ("open", "province")} for one in found]
    return said({"reviews": shown, "next": found[-1]["person"] if len(found) == asked.limit else None})


@router.post("/{person}", status_code=202, responses=ORDERS)
async def decide_review(here: Here, clerk: Clerk, person: str, body: Verdict) -> Response:
    """Confirm or refuse that a person is who they say; identity takes no decision on oneself, nor one too late."""
    document = await here.reading.find(VIEW, person) if PERSON.fullmatch(person) else None
    if document is None or "open" not in document["doc"]:
        raise Problem("not-found")
    doc = document["doc"]
    if not clerk.serves(doc["open"]):
        raise Problem("other-province")
    if body.reason is not None:
        known_reason(here, body.reason)
    about_what = ("identity.decide-review.v1", person, doc["case"], doc["open"])
    return await order(here, clerk, about_what, body.model_dump(exclude_none=True))

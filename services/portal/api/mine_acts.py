"""What a citizen who has signed in does beside applying: lets others act, takes that back, has data erased; and acts
for an organisation as its legal representative.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field

from services.chassis import clock
from services.portal.access import Citizen
from services.portal.acting import MANDATES, REPRESENTATIVES, claim_of
from services.portal.api import plain, rules, showing
from services.portal.api.answers import Bilingual, Shown, Stamp
from services.portal.api.callers import Person
from services.portal.api.cases import IdempotencyKey
from services.portal.api.describing import Responses, answers, problems
from services.portal.api.mine_answers import MyMandate, MyOrganisation
from services.portal.api.models import Applicant, Entry, ItemCode, Number
from services.portal.api.problems import Problem
from services.portal.api.reading_json import Strictly
from services.portal.api.sending import Command, about
from services.portal.api.window import Here, Window, said
from services.portal.views import NATION

router = APIRouter(prefix="/me", tags=["me 我的"], route_class=Strictly)

MANDATE = re.compile("mandate-[0-9a-f]{24}")

CreditCode = Annotated[
    Number | None,
    Field(
        description="统一社会信用代码 of the organisation in whose name its legal representative says so",
        examples=["91350100M000100Y43"],
    ),
]


class Mandate(Entry):
    """Who may do what for the citizen, for which items (none: all of them), to the end of which day in China.

    organisation: for that one and not for the citizen, who is its legal representative (see /me/organisations).
    """

    agent: Number
    scope: Annotated[list[Literal["submit", "pay", "collect"]], Field(min_length=1, max_length=3)]
    items: Annotated[list[ItemCode], Field(max_length=100)] = Field(default_factory=list)
    ends_on: date
    organisation: CreditCode = None


class Revocation(Entry):
    """In whose name a mandate is taken back, where it is an organisation's."""

    organisation: CreditCode = None


class Representation(Entry):
    """An organisation, and the citizen as the register knows them: names and numbers leave the portal only sealed."""

    organisation: Applicant
    representative: Applicant


class Erasure(Entry):
    """Why what is kept of the person is to be erased (个人信息保护法 47)."""

    ground: Literal["asked-for", "purpose-reached", "consent-withdrawn", "unlawful"]


class Requested(Shown):
    """It is on its way. `subject` names it: for a mandate, what the agent applies with."""

    subject: Annotated[str, Field(examples=["mandate-2b7f90c1d4e85a6633f0a1bc"])]


class Erased(Requested):
    """Identity's own records are unreadable as soon as it has heard of it. Sealed copies on their way between services,
    and in their records, can be opened until their keys are destroyed: no later than this; null: no day is set.
    """

    identity_until: Annotated[Stamp | None, Field(description="name, number, telephone")]
    address_until: Annotated[Stamp | None, Field(description="delivery address")]
    text: Bilingual


_READS: Responses = problems("citizens-sign-in-needed", "role-missing", "not-found", "unavailable")
_NOES = ("citizens-sign-in-needed", "role-missing", "unreadable", "too-large", "invalid", "unavailable", "unserved")
_ACTS: Responses = {**answers(202, Requested, "On its way"), **problems(*_NOES)}


@router.post("/organisations", status_code=202, responses=_ACTS)
async def represent(here: Here, citizen: Person, body: Representation) -> Response:
    """Say that one is an organisation's legal representative (法定代表人). The register says yes or no."""
    _credit_code(here, "organisation.number", body.organisation.number)
    if here.privacy.person(body.representative) != citizen.person:
        reason = here.contracts.reasons()["identity-forged"]
        raise Problem("invalid", (rules.refusal("representative.number", reason),))
    organisation = here.privacy.organisation_of(body.organisation.number)
    sealed = here.privacy.claim(body.organisation, body.representative)
    data = {"person": citizen.person, "claim_sealed": sealed, "level": citizen.level}
    return await _send(here, citizen, "identity.confirm-representative.v1", organisation, data)


@router.get(
    "/organisations/{organisation}",
    responses={**answers(200, MyOrganisation, "Whether the citizen may act for it"), **_READS},
)
async def my_organisation(here: Here, citizen: Person, organisation: str) -> Response:
    """What the register said; not found while it has not said anything about the citizen."""
    found = await here.reading.find(REPRESENTATIVES.name, claim_of(organisation, citizen.person))
    if found is None:
        raise Problem("not-found")
    return said(_with_grounds(here, {name: value for name, value in found["doc"].items() if name != "person"}))


@router.post("/mandates", status_code=202, responses=_ACTS)
async def grant(here: Here, citizen: Person, body: Mandate, idempotency_key: IdempotencyKey = None) -> Response:
    """Let somebody act for oneself, or for an organisation that one represents (授权委托). Under one Idempotency-Key it
    is one mandate; what became of it, /me/mandates/{mandate} tells.
    """
    named = f"{citizen.person}\n{idempotency_key or clock.new_id()}".encode()
    mandate = f"mandate-{hashlib.sha256(named).hexdigest()[:24]}"
    data = {
        "principal": _in_whose_name(here, body.organisation) or citizen.person,
        "agent": here.privacy.person_of(body.agent),
        **body.model_dump(mode="json", include={"scope", "items", "ends_on"}),
    }
    return await _send(here, citizen, "identity.grant-mandate.v1", mandate, data)


@router.get("/mandates/{mandate}", responses={**answers(200, MyMandate, "The mandate"), **_READS})
async def my_mandate(here: Here, citizen: Person, mandate: str) -> Response:
    """A mandate as it stands, for its parties and for whoever granted it, or wanted to."""
    found = await here.reading.find(MANDATES.name, mandate)
    told = found["doc"] if found else {}
    if citizen.person not in {told.get("principal"), told.get("agent"), told.get("by")}:
        raise Problem("not-found")
    return said(_with_grounds(here, {**told, "mandate": mandate}))


@router.post("/mandates/{mandate}/revocation", status_code=202, responses={**_ACTS, **problems("not-found")})
async def revoke(here: Here, citizen: Person, mandate: str, body: Revocation | None = None) -> Response:
    """Take a mandate back: it holds no more for what is said from now on. Identity refuses who is no party to it, and
    represents none.
    """
    principal = _in_whose_name(here, body.organisation if body else None)
    if not MANDATE.fullmatch(mandate) or await here.reading.find(MANDATES.name, mandate) is None:
        raise Problem("not-found")
    data: dict[str, object] = {"principal": principal} if principal else {}
    return await _send(here, citizen, "identity.revoke-mandate.v1", mandate, data)


@router.post(
    "/erasure", status_code=202, responses={**_ACTS, **answers(202, Erased, "On its way; until when copies remain")}
)
async def erase(here: Here, citizen: Person, body: Erasure) -> Response:
    """Have what is kept of oneself erased; with the next case, verification starts anew. Cases that are open end
    with what they have.
    """
    await _order(here, citizen, "identity.erase-person.v1", citizen.person, body.model_dump())
    until = {"identity_until": here.privacy.identity.last_end(), "address_until": here.privacy.logistics.last_end()}
    days = {name: clock.stamp(at) if at else None for name, at in until.items()}
    return said({"subject": citizen.person, **days, "text": _told(days)}, 202)


def _told(until: Mapping[str, str | None]) -> dict[str, str]:
    """The same in words."""
    zh, en = ([said_of % (at[:10] if at else unset) for said_of, at in zip(parts, until.values(), strict=True)]
              for parts, unset in _COPIES)  # fmt: skip
    return {
        "zh": f"身份信息的存档正在销毁。办理途中的加密副本在密钥销毁前仍可解密：{'，'.join(zh)}（协调世界时）。",
        "en": "What identity keeps is being destroyed. Sealed copies made on the way can be opened until their keys "
        f"are destroyed: {', '.join(en)} (UTC).",
    }


_COPIES = (
    (("姓名、证件号码和电话最迟至%s", "收件地址最迟至%s"), "运营方更换密钥之日"),
    (
        ("name, number and telephone until %s at the latest", "the address until %s at the latest"),
        "the operator replaces the keys",
    ),
)


def _in_whose_name(here: Window, number: str | None) -> str | None:
    if number is None:
        return None
    _credit_code(here, "organisation", number)
    return here.privacy.organisation_of(number)


def _credit_code(here: Window, field: str, number: str) -> None:
    """Raise Problem for a person's number where an organisation's is wanted."""
    if not plain.is_credit_code(number):
        raise Problem("invalid", (rules.refusal(field, here.contracts.reasons()["identifier-invalid"]),))


def _with_grounds(here: Window, told: dict[str, Any]) -> dict[str, Any]:
    reasons = here.contracts.reasons()
    return {**told, "reason": showing.grounds(reasons, told["reason"])} if "reason" in told else told


async def _send(here: Window, citizen: Citizen, message_type: str, subject: str, data: dict[str, object]) -> Response:
    await _order(here, citizen, message_type, subject, data)
    return said({"subject": subject}, 202)


async def _order(here: Window, citizen: Citizen, message_type: str, subject: str, data: dict[str, object]) -> None:
    one = about(citizen.person, data, "" if message_type == "identity.grant-mandate.v1" else clock.new_id())
    await here.sender.send(Command(message_type, subject, subject, NATION, data, one, citizen.person))

"""Who is calling: an applicant by the case's access code or as a citizen, citizens and officers by a token."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from services.portal.access import Citizen, NotSignedIn, Officer, Role
from services.portal.api.case_ids import province_of
from services.portal.api.case_view import find
from services.portal.api.problems import Problem
from services.portal.api.window import Here, Window

ACCESS_CODE = "X-Access-Code"

_code = APIKeyHeader(
    name=ACCESS_CODE,
    scheme_name="AccessCode",
    description="What the answer to the application gave out.",
    auto_error=False,
)
_token = HTTPBearer(
    scheme_name="Officer",
    description="An access token that the sign-in (OpenID Connect) gave to a member of staff.",
    auto_error=False,
)
_citizens_token = HTTPBearer(
    scheme_name="Citizen",
    description="An access token that the sign-in (OpenID Connect) gave to a citizen.",
    auto_error=False,
)

Bearer = HTTPAuthorizationCredentials | None


@dataclass(frozen=True, slots=True)
class Case:
    """A case that the caller has a right to. person: who that is, where they have signed in."""

    id: str
    province: str
    person: str | None = None


async def _applicants_case(
    case: str,
    here: Here,
    code: Annotated[str | None, Security(_code)],
    token: Annotated[Bearer, Security(_citizens_token)],
) -> Case:
    province = province_of(case)
    if province is None:
        raise Problem("not-found")
    if token and not code:
        return await _citizens_case(here, Case(case, province), token.credentials)
    if not code:
        raise Problem("code-needed")
    if not here.case_ids.opens(case, code):
        raise Problem("code-wrong")
    return Case(case, province)


async def _citizens_case(here: Window, case: Case, token: str) -> Case:
    """A case of the person who has signed in, or that they handed in for somebody else (代办); whether it exists at
    all, others do not learn.
    """
    holder = await _holder(here, token, "citizens-sign-in-needed")
    told = await find(here.reading, case.id)
    if (
        not isinstance(holder, Citizen)
        or told is None
        or holder.person not in {told.get("applicant"), told.get("agent")}
    ):
        raise Problem("not-found")
    return Case(case.id, case.province, holder.person)


async def _holder(here: Window, token: str, otherwise: str) -> Officer | Citizen:
    try:
        holder = await here.signed_in.holder(token)
    except NotSignedIn:
        raise Problem(otherwise) from None
    here.paces.check("account", holder.name)
    return holder


async def _citizen(here: Here, token: Annotated[Bearer, Security(_citizens_token)]) -> Citizen:
    holder = await _holder(here, token.credentials if token else "", "citizens-sign-in-needed")
    if not isinstance(holder, Citizen):
        raise Problem("role-missing")
    here.paces.check("person", holder.person)
    return holder


async def _caller(here: Here, token: Annotated[Bearer, Security(_citizens_token)]) -> Citizen | None:
    """Nobody needs to sign in to apply; who has, is known."""
    holder = await _holder(here, token.credentials, "citizens-sign-in-needed") if token else None
    return holder if isinstance(holder, Citizen) else None


Caller = Annotated[Citizen | None, Depends(_caller)]
"""A citizen who has signed in, or whoever else comes."""

Person = Annotated[Citizen, Depends(_citizen)]
"""A citizen who has signed in."""

Theirs = Annotated[Case, Depends(_applicants_case)]
"""The case in the path, once its access code was right."""


def staff(*roles: Role) -> Callable[..., Awaitable[Officer]]:
    """A dependency that lets members of staff of these roles through."""

    async def let_through(here: Here, token: Annotated[Bearer, Security(_token)]) -> Officer:
        officer = await _holder(here, token.credentials if token else "", "sign-in-needed")
        if isinstance(officer, Citizen) or officer.roles.isdisjoint(roles):
            raise Problem("role-missing")
        return officer

    return let_through


def officers_case(officer: Officer, case: str) -> Case:
    """The case in the path, if it is in the officer's province."""
    province = province_of(case)
    if province is None:
        raise Problem("not-found")
    if not officer.serves(province):
        raise Problem("other-province")
    return Case(case, province)

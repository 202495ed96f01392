"""Who is calling: an applicant by the case's access code, an officer by a token."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from services.portal.access import NotAnOfficer, Officer, Role
from services.portal.api.case_ids import province_of
from services.portal.api.problems import Problem
from services.portal.api.window import Here

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


@dataclass(frozen=True, slots=True)
class Case:
    """A case that the caller has a right to."""

    id: str
    province: str


async def _applicants_case(case: str, here: Here, code: Annotated[str | None, Security(_code)]) -> Case:
    province = province_of(case)
    if province is None:
        raise Problem("not-found")
    if not code:
        raise Problem("code-needed")
    if not here.case_ids.opens(case, code):
        raise Problem("code-wrong")
    return Case(case, province)


Theirs = Annotated[Case, Depends(_applicants_case)]
"""The case in the path, once its access code was right."""


def staff(*roles: Role) -> Callable[..., Awaitable[Officer]]:
    """A dependency that lets members of staff of these roles through."""

    async def let_through(
        here: Here, token: Annotated[HTTPAuthorizationCredentials | None, Security(_token)]
    ) -> Officer:
        try:
            officer = await here.signed_in.officer(token.credentials if token else "")
        except NotAnOfficer:
            raise Problem("sign-in-needed") from None
        if officer.roles.isdisjoint(roles):
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

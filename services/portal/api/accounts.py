"""Citizens' accounts, opened and closed at a service counter by a clerk who has seen the identity card.

An account shows everything of a person, so name and number are not enough: whoever knows a neighbour's could see the
neighbour's cases. The card, seen by a clerk, is level 3. The clerk hands out a code; the
citizen sets the password at the sign-in, where no clerk sees it.
"""

from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import AfterValidator, Field

from services.chassis import clock
from services.portal.access import Officer
from services.portal.api import plain
from services.portal.api.answers import Shown, Stamp
from services.portal.api.callers import staff
from services.portal.api.cases import IdempotencyKey
from services.portal.api.describing import answers, problems
from services.portal.api.models import Entry, Number
from services.portal.api.orders import ORDERS, STAFF, order
from services.portal.api.reading_json import Strictly
from services.portal.api.sending import Command, about
from services.portal.api.window import Here, said
from services.portal.views import NATION

router = APIRouter(prefix="/officer/accounts", tags=["accounts 个人账号"], route_class=Strictly)

SEEN_AT_THE_COUNTER = 3
"""The level of an account whose holder a clerk has seen with the identity card."""

GOOD_FOR = timedelta(days=7)
"""How long an activation code is good."""

Clerk = Annotated[Officer, Depends(staff("clerk"))]
Login = Annotated[
    str,
    AfterValidator(plain.line),
    Field(min_length=4, max_length=128, description="what the citizen signs in with", examples=["13800138000"]),
]


class Opening(Entry):
    """Whose account, and what they sign in with. `seen`: the document that the clerk has compared with the person."""

    login: Login
    number: Number
    seen: Literal["identity-card"]


class Closing(Entry):
    """Which account, whose it is, and why it is closed; also for a password that is lost: then it is opened anew."""

    login: Login
    number: Number
    ground: Literal["password-lost", "asked-for", "opened-in-error"]


class Opened(Shown):
    """To be printed for the citizen: it is shown here only. The password is set at `activate_at`, until then."""

    account: Annotated[str, Field(examples=["account-5f0c2a9be17d4863a1c0e2f4"])]
    activation_code: Annotated[str, Field(examples=["MFRGGZDFMZTWQ2LKNNWG23TP"])]
    activate_at: Annotated[str, Field(examples=["https://sign-in.example/activate"])]
    until: Stamp


@router.post(
    "",
    status_code=202,
    responses={
        **answers(202, Opened, "On its way; the code to hand out"),
        **problems(*STAFF, "unreadable", "too-large", "invalid", "unserved"),
    },
)
async def open_account(here: Here, clerk: Clerk, body: Opening, idempotency_key: IdempotencyKey = None) -> Response:
    """Open a citizen's account. One that is open stays as it is, and the code then opens nothing: close it first."""
    account, person = here.privacy.account(body.login), here.privacy.person_of(body.number)
    code = here.case_ids.activation_code(account, person, idempotency_key or clock.new_id())
    until = clock.stamp(clock.now() + GOOD_FOR)
    data = {
        "kind": "citizen",
        "credential_sealed": here.privacy.activation(code, until),
        "person": person,
        "level": SEEN_AT_THE_COUNTER,
    }
    command = Command("identity.open-account.v1", account, account, NATION, data, about(person, code), clerk.name)
    await here.sender.send(command)
    at = f"{here.settings.issuer}/activate"
    return said({"account": account, "activation_code": code, "activate_at": at, "until": until}, 202)


@router.post("/closing", status_code=202, responses=ORDERS)
async def close_account(here: Here, clerk: Clerk, body: Closing) -> Response:
    """Close a citizen's account, of whom the clerk has seen the card; another person's account stays as it is."""
    account, person = here.privacy.account(body.login), here.privacy.person_of(body.number)
    data = {"ground": body.ground, "person": person}
    return await order(here, clerk, ("identity.close-account.v1", account, account, NATION), data, clock.new_id())

"""What staff order of other capabilities than cases: sent in their name, answered when the broker has it."""

from typing import Any

from fastapi.responses import Response

from services.portal.access import Officer
from services.portal.api import rules
from services.portal.api.answers import Shown
from services.portal.api.describing import Responses, answers, problems
from services.portal.api.problems import Problem
from services.portal.api.sending import Command, about
from services.portal.api.window import Window, said


class Ordered(Shown):
    """It is on its way: the broker holds it. `subject` is what it is about."""

    subject: str


STAFF = ("sign-in-needed", "role-missing", "other-province", "unavailable")

ORDERS: Responses = {
    **answers(202, Ordered, "On its way"),
    **problems(*STAFF, "not-found", "unreadable", "too-large", "invalid", "unserved"),
}


def known_reason(here: Window, reason: str) -> None:
    """Raise Problem for a reason that does not stand in contracts/reasons.json."""
    if reason not in here.contracts.reasons():
        raise Problem("invalid", (rules.fault("reason", "reason-unknown"),))


async def order(
    here: Window, officer: Officer, said_of: tuple[str, str, str, str], data: dict[str, Any], *again: object
) -> Response:
    """Send a command (type, subject, case, province). The same again is one, unless `again` tells them apart."""
    message_type, subject, case, province = said_of
    one = about(officer.name, data, *again)
    await here.sender.send(Command(message_type, subject, case, province, data, one, officer.name))
    return said({"subject": subject}, 202)

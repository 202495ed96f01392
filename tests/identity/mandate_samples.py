"""One mandate: Li Lei lets Han Meimei hand in and collect one item for him until the end of March."""

from dataclasses import replace
from datetime import UTC, date, datetime

from services.identity.mandate_messages import (
    Asked,
    CheckMandate,
    EndMandate,
    GrantMandate,
    MandateGranted,
    RevokeMandate,
    Scope,
)

MANDATE = "mandate-2b7f90c1d4e85a6633f0a1bc"
PRINCIPAL, AGENT = "person-0123456789abcdef01234567", "person-89abcdef0123456789abcdef"
ITEM, OTHER_ITEM = "000122008000", "000122009000"
CASE = "case-530000-7K2M9QX4TB3ZP8WN5RJD"
LAST_DAY = date(2027, 3, 31)
GRANTED_AT = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
DURING = datetime(2027, 1, 15, 2, 0, tzinfo=UTC)
LAST_SECOND = datetime(2027, 3, 31, 15, 59, 59, tzinfo=UTC)
"""23:59:59 in China."""

GRANT = GrantMandate(MANDATE, GRANTED_AT, PRINCIPAL, AGENT, ("submit", "collect"), (ITEM,), LAST_DAY, PRINCIPAL)
GRANTED = MandateGranted(MANDATE, PRINCIPAL, AGENT, ("submit", "collect"), (ITEM,), LAST_DAY)
END = EndMandate(MANDATE)


def check(scope: Scope = "submit", at: datetime = DURING, item: str = ITEM, case: str = CASE) -> CheckMandate:
    """A case asks whether the agent may do this."""
    return CheckMandate(MANDATE, at, "530000", case, PRINCIPAL, AGENT, item, scope)


def too_late(scope: Scope = "submit") -> CheckMandate:
    """The same, where the grant has had time enough to arrive."""
    return replace(check(scope), waited=True)


def asked(command: CheckMandate) -> Asked:
    """What is remembered of it."""
    parties = (command.principal, command.agent)
    return Asked(command.case, command.province, command.subject, *parties, command.item, command.scope)


def revoke(at: datetime = DURING, actor: str | None = PRINCIPAL) -> RevokeMandate:
    """It shall hold no more."""
    return RevokeMandate(MANDATE, at, actor)

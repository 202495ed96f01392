"""One company, whose legal representative Han Meimei is, and Li Lei who says that he is."""

from dataclasses import replace
from datetime import timedelta

from services.identity.mandate_messages import RevokeMandate
from services.identity.organisation_messages import (
    ConfirmRepresentative,
    RecordRepresentativeAnswer,
    Representative,
    RepresentativeClaimed,
    RepresentativeConfirmed,
    RepresentativeRefused,
)
from tests.identity.mandate_samples import AGENT, GRANT, GRANTED_AT, PRINCIPAL, revoke

ORGANISATION = "organisation-5b1f0c77a9e24d6830c2be41"
AS_APPLICANT = "person-5b1f0c77a9e24d6830c2be41"
"""As cases and the register know it: the same digest of the same number."""

HAN, LI = AGENT, PRINCIPAL
CLAIMED_AT = GRANTED_AT - timedelta(days=1)
CHECKED_AT = CLAIMED_AT + timedelta(seconds=2)
UNTIL = CHECKED_AT + timedelta(days=30)

OF_RECORD = Representative(HAN, CHECKED_AT, UNTIL)
CONFIRMED = RepresentativeConfirmed(ORGANISATION, HAN, CHECKED_AT, UNTIL)
COMPANY_GRANT = replace(GRANT, principal=ORGANISATION, agent=LI, actor=HAN, representative=OF_RECORD)
"""Han Meimei lets Li Lei hand in for the company."""


def claim(person: str = HAN, level: int = 3, fault: str | None = None) -> ConfirmRepresentative:
    """Somebody says that they represent the company."""
    return ConfirmRepresentative(ORGANISATION, CLAIMED_AT, person, f"{person}.b.c.d.e", level, fault)


def claimed(person: str = HAN, round_: int = 1) -> RepresentativeClaimed:
    """The register is asked."""
    return RepresentativeClaimed(ORGANISATION, person, round_, f"{person}.b.c.d.e")


def register_says(*, yes: bool, round_: int = 1, later: int = 0) -> RecordRepresentativeAnswer:
    """Its answer; `later`: by so many days."""
    at = CHECKED_AT + timedelta(days=later)
    if yes:
        return RecordRepresentativeAnswer(ORGANISATION, round_, True, at, at + timedelta(days=30))
    return RecordRepresentativeAnswer(ORGANISATION, round_, False, at, reason="not-representative")


def refused(person: str = HAN, reason: str = "not-representative", round_: int = 0) -> RepresentativeRefused:
    """This person does not act for it."""
    return RepresentativeRefused(ORGANISATION, person, reason, round_)


def taken_back(actor: str = HAN, known: Representative | None = OF_RECORD) -> RevokeMandate:
    """The company's mandate shall hold no more."""
    at = GRANTED_AT + timedelta(days=1)
    return replace(revoke(at, actor), principal=ORGANISATION, representative=known)


def later(command: ConfirmRepresentative) -> ConfirmRepresentative:
    """The same person says so again, a week on."""
    return replace(command, at=command.at + timedelta(days=7))

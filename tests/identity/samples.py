"""One person about whom two cases ask, as every test of this folder knows them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from services.identity.messages import (
    Asker,
    DecideReview,
    ErasePerson,
    LapseReview,
    RecordBankAnswer,
    RecordReading,
    RecordRegisterAnswer,
    VerifyPerson,
    WarnReview,
)
from services.identity.person_messages import Claim

PERSON = "person-0123456789abcdef01234567"
LICENCE = Asker("case-530000-LICENCE0000000000000", "530000")
PERMIT = Asker("case-430000-PERMIT00000000000000", "430000")
TOKEN, OTHER_TOKEN = "aa.bb.cc.dd.ee", "ff.gg.hh.ii.jj"
NOON = datetime(2026, 5, 6, 4, 0, tzinfo=UTC)


def verify(asker: Asker, token: str = TOKEN) -> VerifyPerson:
    """A case asks about the person."""
    return VerifyPerson(PERSON, asker.province, asker.case, token)


def yes(round_: int = 1, level: int = 2) -> RecordRegisterAnswer:
    """The register knows the person."""
    return RecordRegisterAnswer(PERSON, round_, found=True, checked_at=NOON, level=level)


def no(round_: int = 1, reason: str = "name-mismatch") -> RecordRegisterAnswer:
    """It does not, or not by this name."""
    return RecordRegisterAnswer(PERSON, round_, found=reason == "name-mismatch", checked_at=NOON, reason=reason)


def cannot_tell(round_: int = 1) -> RecordRegisterAnswer:
    """The register will not have the question."""
    return no(round_, "register-refused")


def higher() -> VerifyPerson:
    """A case that needs level 3."""
    return replace(verify(PERMIT, OTHER_TOKEN), required_level=3)


def forged() -> VerifyPerson:
    """A case with somebody else's number."""
    return replace(verify(PERMIT, OTHER_TOKEN), claim=Claim("identity-forged"))


def bank(round_: int = 1) -> RecordBankAnswer:
    """The bank knows the card."""
    return RecordBankAnswer(PERSON, round_, NOON, 3)


def review(decision: Literal["confirm", "refuse"], actor: str = "yn-0317") -> DecideReview:
    """A clerk decides."""
    return DecideReview(PERSON, NOON, 1, decision, "证件与本人相符。", actor=actor)


def warn() -> WarnReview:
    """Time runs out."""
    return WarnReview(PERSON, 1)


def lapse() -> LapseReview:
    """Time is out."""
    return LapseReview(PERSON, 1)


def read() -> RecordReading:
    """A clerk looks."""
    return RecordReading(PERSON, NOON, "yn-0317", "review", ("name", "number"))


def erase() -> ErasePerson:
    """The person asked for it."""
    return ErasePerson(PERSON, "asked-for")

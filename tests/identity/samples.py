"""One person about whom two cases ask, as every test of this folder knows them."""

from datetime import UTC, datetime

from services.identity.messages import Asker, RecordRegisterAnswer, VerifyPerson

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

"""One certificate's content to be sealed by Yunnan's authority, and that authority's seal."""

from dataclasses import replace
from datetime import UTC, datetime

from services.seals.ledger import Place, link
from services.seals.messages import (
    AnchorUses,
    Known,
    RecordSignature,
    RegisterSeal,
    RestoreSeal,
    RevokeSeal,
    SealDocument,
    Signature,
    SuspendSeal,
    Use,
)

SEALING = "sealing-530000-7K2M9QX4TB3ZP8WN5RJD"
DOCUMENT = "certificate-530000-7K2M9QX4TB3ZP8WN5RJD"
CASE = "case-530000-7K2M9QX4TB3ZP8WN5RJD"
YUNNAN = "11530000TB5300011J"
CONTENT = '{"holder":"person-0123456789abcdef01234567"}'
MADE = Signature("1.2.156.10197.1.501", "c2ln", "Y2VydA==", "0" * 64, "2026-05-06T04:30:03.000Z")
DAY = datetime(2026, 5, 6, 4, 30, 2, tzinfo=UTC)

SEAL = SealDocument(SEALING, CASE, DAY, DOCUMENT, YUNNAN, CONTENT, Known(approved=True, standing=None))


def used(segment: str, number: int, before: Use | None = None, *, anchored: bool = False) -> Use:
    """A use of the seal on this sealing, in its place in the chain."""
    previous = before.link if before else None
    made = link(Place(segment, number, previous), SEALING, MADE.digest, MADE.signed_at)
    return Use(segment, number, previous, made, anchored)


USE = used("a" * 32, 1)
SIGNED = RecordSignature(
    SEALING, MADE.algorithm, MADE.signature, MADE.certificate, MADE.digest, MADE.signed_at, use=USE
)
SIGNED_AGAIN = replace(SIGNED, signature="b3RoZXI=", use=used("b" * 32, 1))
"""SM2 signatures differ each time they are made, and each is a use of its own."""

UNSIGNED = RecordSignature(SEALING, refused="seal-unknown")

OF_YUNNAN = f"seal-{YUNNAN}"
REGISTER = RegisterSeal(
    subject=OF_YUNNAN,
    authority=YUNNAN,
    name="云南省行政审批局电子印章",
    certificate="Y2VydA==",
    valid_from=datetime(2026, 1, 1, tzinfo=UTC),
    valid_until=datetime(2031, 1, 1, tzinfo=UTC),
)
RENEW = replace(REGISTER, certificate="bmV3", valid_until=datetime(2036, 1, 1, tzinfo=UTC))
SUSPEND = SuspendSeal(OF_YUNNAN, DAY, "seal-under-inquiry", "检查期间冻结。")
RESTORE = RestoreSeal(OF_YUNNAN, DAY, "inquiry-closed")
REVOKE = RevokeSeal(OF_YUNNAN, DAY, "seal-key-lost")
ANCHOR = AnchorUses(OF_YUNNAN, used("a" * 32, 100, USE, anchored=True))
LATER_ANCHOR = AnchorUses(OF_YUNNAN, used("a" * 32, 200, USE, anchored=True))

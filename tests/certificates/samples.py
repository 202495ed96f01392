"""A guide's certificate, as every test of this folder issues it."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from services.certificates.events import CertificateDrafted
from services.certificates.messages import (
    AttachSeal,
    CertificateType,
    ChangeStatus,
    Consent,
    Draft,
    ExpireCertificate,
    Holding,
    IssueCertificate,
    Issuer,
    LapsePresentation,
    LocalizedName,
    PresentCertificate,
    RecordReliance,
    RefuseIssuance,
    ReleaseReliance,
    Seal,
)

STREAM = "certificate-530000-7K2M9QX4TB3ZP8WN5RJD"
SEALING = "sealing-530000-7K2M9QX4TB3ZP8WN5RJD"
YUNNAN = Issuer("云南省行政审批局", "11530000TB5300011J")

ISSUE = IssueCertificate(
    subject=STREAM,
    province="530000",
    at=datetime(2026, 5, 6, 4, 30, 2, tzinfo=UTC),
    item="000122008000",
    item_version=3,
    certificate_type=CertificateType("11100000000013338W009", LocalizedName("导游证", "Tour guide certificate")),
    holder="person-0123456789abcdef01234567",
    issuer=YUNNAN,
    valid_years=3,
)

IDENTIFIER = "1.2.156.3005.2.11100000000013338W009.11530000TB5300011J.5300007K2M9QX4TB3ZP8WN5RJD.001.E"

CONTENT = (
    '{"certificate_type":{"name":{"en":"Tour guide certificate","zh":"导游证"},"type_code":"11100000000013338W009"},'
    '"holder":"person-0123456789abcdef01234567",'
    f'"identifier":"{IDENTIFIER}",'
    '"issued_on":"2026-05-06","issuer":{"name":"云南省行政审批局","uscc":"11530000TB5300011J"},'
    '"item":"000122008000","item_version":3,"number":"5300007K2M9QX4TB3ZP8WN5RJD","province":"530000",'
    '"valid_until":"2029-05-06","version":"001"}'
)

DRAFT = Draft(
    document=STREAM,
    identifier=IDENTIFIER,
    certificate_type=ISSUE.certificate_type,
    holder=ISSUE.holder,
    issuer=YUNNAN,
    issued_at=ISSUE.at,
    valid_until=ISSUE.at.date().replace(year=2029),
    content=CONTENT,
)
DRAFTED = CertificateDrafted(DRAFT)

SEAL = Seal("1.2.156.10197.1.501", "c2ln", "Y2VydA==", hashlib.new("sm3", CONTENT.encode()).hexdigest())
OTHER_SEAL = replace(SEAL, signature="b3RoZXI=")
ATTACH = AttachSeal(STREAM, SEAL)
REFUSE = RefuseIssuance(STREAM, "seal-unknown")

SUSPEND = ChangeStatus(
    STREAM, datetime(2026, 7, 1, 1, tzinfo=UTC), "03", "certificate-under-inquiry", ground="立案调查。"
)
RESTORE = ChangeStatus(STREAM, datetime(2026, 8, 1, 1, tzinfo=UTC), "06", "inquiry-closed")
REVOKE = ChangeStatus(STREAM, datetime(2026, 9, 1, 1, tzinfo=UTC), "05", "certificate-revoked-as-penalty", state="07")
EXPIRE = ExpireCertificate(STREAM)

CASE = "case-530000-3F8Q1YB6ZK0M4VN7XWTE"
PRESENTATION = "presentation-530000-3F8Q1YB6ZK0M4VN7XWTE-guide-card"
PURPOSE = "旅行社设立许可"
RELY = RecordReliance(STREAM, PRESENTATION, PURPOSE)
RELEASE = ReleaseReliance(STREAM, PRESENTATION)

HELD = Holding(IDENTIFIER, STREAM, "11100000000013338W009", DRAFT.valid_until, "01")
PRESENT = PresentCertificate(
    subject=PRESENTATION,
    case=CASE,
    at=datetime(2026, 6, 1, 2, 0, 5, tzinfo=UTC),
    holder=ISSUE.holder,
    material="guide-card",
    certificate_type="11100000000013338W009",
    purpose=PURPOSE,
    consent=Consent(datetime(2026, 6, 1, 2, tzinfo=UTC)),
    held=(HELD,),
)
LAPSE = LapsePresentation(PRESENTATION)

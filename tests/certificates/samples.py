"""A guide's certificate, as every test of this folder issues it."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from services.certificates.messages import (
    AttachSeal,
    CertificateDrafted,
    CertificateType,
    Draft,
    IssueCertificate,
    Issuer,
    LocalizedName,
    RefuseIssuance,
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

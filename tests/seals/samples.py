"""One certificate's content to be sealed by Yunnan's authority, as every test of this folder knows it."""

from dataclasses import replace

from services.seals.messages import RecordSignature, SealDocument, Signature

SEALING = "sealing-530000-7K2M9QX4TB3ZP8WN5RJD"
DOCUMENT = "certificate-530000-7K2M9QX4TB3ZP8WN5RJD"
YUNNAN = "11530000TB5300011J"
CONTENT = '{"holder":"person-0123456789abcdef01234567"}'
MADE = Signature("1.2.156.10197.1.501", "c2ln", "Y2VydA==", "0" * 64, "2026-05-06T04:30:03.000Z")

SEAL = SealDocument(SEALING, DOCUMENT, YUNNAN, CONTENT)
SIGNED = RecordSignature(SEALING, MADE.algorithm, MADE.signature, MADE.certificate, MADE.digest, MADE.signed_at)
SIGNED_AGAIN = replace(SIGNED, signature="b3RoZXI=")
"""SM2 signatures differ each time they are made."""

UNSIGNED = RecordSignature(SEALING, refused="seal-unknown")

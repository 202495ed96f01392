"""The ways a certificate and a presentation can go, as commands in turn; the README's diagram is drawn from them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.certificates.messages import AttachSeal, Command, Issuer
from tests.certificates.samples import (
    ATTACH,
    EXPIRE,
    ISSUE,
    LAPSE,
    PRESENT,
    REFUSE,
    RELEASE,
    RELY,
    RESTORE,
    REVOKE,
    SEAL,
    STREAM,
    SUSPEND,
)

SCENARIOS: Mapping[str, Sequence[Command]] = {
    "issued": (ISSUE, ATTACH),
    "not sealed": (ISSUE, REFUSE),
    "sealed over other content": (ISSUE, AttachSeal(STREAM, replace(SEAL, digest="0" * 64))),
    "an issuer whose credit code is none": (replace(ISSUE, issuer=Issuer("云南省行政审批局", "11530000TB5300011X")),),
    "its term over": (ISSUE, ATTACH, EXPIRE),
    "revoked": (ISSUE, ATTACH, REVOKE),
    "presented": (PRESENT, LAPSE),
    "nothing to present": (replace(PRESENT, held=()),),
}

FURTHER: Mapping[str, Sequence[Command]] = {
    "relied on for a while": (ISSUE, ATTACH, RELY, RELEASE),
    "relied on and revoked": (ISSUE, ATTACH, RELY, REVOKE, RELEASE),
    "suspended, given back": (ISSUE, ATTACH, SUSPEND, RESTORE),
    "revoked, then asked to be given back": (ISSUE, ATTACH, REVOKE, RESTORE),
}

ORDER_TELLS = {
    "suspended, given back": "what is given back before it is withheld is withheld",
    "revoked, then asked to be given back": "what is given back while it is in force stays as it is",
}

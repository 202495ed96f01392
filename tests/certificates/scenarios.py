"""The ways a certificate can go, as commands in turn; the diagram in the README is drawn from them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.certificates.messages import AttachSeal, Command, Issuer
from tests.certificates.samples import ATTACH, ISSUE, REFUSE, SEAL, STREAM

SCENARIOS: Mapping[str, Sequence[Command]] = {
    "issued": (ISSUE, ATTACH),
    "not sealed": (ISSUE, REFUSE),
    "sealed over other content": (ISSUE, AttachSeal(STREAM, replace(SEAL, digest="0" * 64))),
    "an issuer whose credit code is none": (replace(ISSUE, issuer=Issuer("云南省行政审批局", "11530000TB5300011X")),),
}

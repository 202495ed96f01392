"""Certificates (电子证照): anyone may check one by its identifier; the holder stays masked."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from services.chassis import codec, sm2
from services.chassis.errors import Malformed
from services.portal.api import showing
from services.portal.api.answers import Verification
from services.portal.api.dates import today
from services.portal.api.describing import answers, problems
from services.portal.api.problems import Problem
from services.portal.api.window import Here, said

router = APIRouter(prefix="/certificates", tags=["certificates 电子证照"])

VIEW = "certificates"

_TOLD = ("certificate_type", "issuer", "issued_on", "valid_until", "province")
"""Facts that anybody may see; the holder is shown masked."""


@router.get(
    "/{identifier}",
    responses={**answers(200, Verification, "What the seal says"), **problems("not-found", "unavailable")},
)
async def verify(here: Here, identifier: str) -> Response:
    """Check a certificate by its identifier (证照标识): the seal is verified anew each time."""
    document = await here.reading.find(VIEW, identifier)
    if document is None:
        text = {"zh": "没有这个证照标识对应的证照。", "en": "There is no certificate with this identifier."}
        raise Problem("not-found", text=text)
    return said(verification(identifier, document["doc"], today().isoformat()))


def verification(identifier: str, doc: Mapping[str, Any], day: str) -> dict[str, Any]:
    """What can be said of a certificate on that day. Of an altered one nothing is repeated."""
    facts = sealed_facts(doc)
    if facts is None or facts.get("identifier") != identifier:
        return {"identifier": identifier, "valid": False, "state": "altered"}
    until = facts.get("valid_until")
    over = until is not None and until < day
    told = {name: facts.get(name) for name in ("certificate_type", "issuer", "issued_on", "valid_until", "province")}
    state = "expired" if over else "in-force"
    return {
        "identifier": identifier,
        "valid": not over,
        "state": state,
        **told,
        "holder": showing.masked(facts["holder"]),
    }


def sealed_facts(doc: Mapping[str, Any]) -> dict[str, Any] | None:
    """The facts that the seal signs, or None where the seal does not hold."""
    content, seal = doc["content"].encode(), doc["seal"]
    try:
        certificate, signature = (base64.b64decode(seal[part], validate=True) for part in ("certificate", "signature"))
        if not sm2.verify(certificate, content, signature) or sm2.sm3_hex(content) != seal["digest"]:
            return None
        facts = codec.decode(content)
    except (binascii.Error, sm2.UnreadableKey, Malformed):
        return None
    return facts if isinstance(facts, dict) else None

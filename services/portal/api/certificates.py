"""Certificates (电子证照): anyone may check one by its identifier; the holder stays masked."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from services.chassis import clock, codec, sm2
from services.chassis.errors import Malformed
from services.portal.api import showing
from services.portal.api.dates import today
from services.portal.api.describing import answers, problems
from services.portal.api.problems import Problem
from services.portal.api.verdict import Verification
from services.portal.api.window import Here, said

router = APIRouter(prefix="/certificates", tags=["certificates 电子证照"])

VIEW, SEALS = "certificates", "seals"

IN_FORCE, ENDED = "01", "05"

_STATES = {
    "01": "in-force",
    "02": "suspended",
    "03": "withdrawn",
    "04": "cancelled",
    "05": "expired",
    "06": "transferred",
    "07": "revoked",
    "99": "other",
}

Day = Annotated[str | None, Query(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="a day in China, ISO 8601")]

_TOLD = ("certificate_type", "issuer", "issued_on", "valid_until", "province")
"""Facts that anybody may see; the holder is shown masked."""


@router.get(
    "/{identifier}",
    responses={**answers(200, Verification, "What the seal says"), **problems("not-found", "invalid", "unavailable")},
)
async def verify(here: Here, identifier: str, on: Day = None) -> Response:
    """Check a certificate by its identifier (证照标识), today or on an earlier day: the seal is verified each time."""
    document = await here.reading.find(VIEW, identifier)
    if document is None or "content" not in document["doc"]:
        text = {"zh": "没有这个证照标识对应的证照。", "en": "There is no certificate with this identifier."}
        raise Problem("not-found", text=text)
    doc = document["doc"]
    facts = sealed_facts(doc)
    if facts is None or facts.get("identifier") != identifier:
        return said({"identifier": identifier, "valid": False, "state": "altered"})
    seal = await here.reading.find(SEALS, facts["issuer"]["uscc"])
    fault = here.trust.fault(*_sealing(doc, facts), seal["doc"]["standing"] if seal else (), _moment(doc))
    told = verification(identifier, facts, doc, on or today().isoformat(), fault)
    if "reason" in told:
        told["reason"] = showing.grounds(here.contracts.reasons(), told["reason"])
    return said(told)


def verification(
    identifier: str, facts: Mapping[str, Any], doc: Mapping[str, Any], day: str, fault: str | None = None
) -> dict[str, Any]:
    """What can be said of a certificate on that day. `fault`: why its seal is not to be believed."""
    if fault is not None:
        return {"identifier": identifier, "valid": False, "state": "untrusted", "on": day, "reason": fault}
    standing = standing_on(facts, doc.get("history", ()), day)
    told = {name: facts.get(name) for name in _TOLD}
    valid = standing["state"] == "in-force"
    holder = showing.masked(facts["holder"])
    return {"identifier": identifier, "valid": valid, "on": day, **standing, **told, "holder": holder}


def unsealed(facts: Mapping[str, Any], doc: Mapping[str, Any]) -> dict[str, Any]:
    """What a holder's own list tells of a certificate today; the seal is checked where one verifies it."""
    return {**standing_on(facts, doc.get("history", ()), today().isoformat()), **{one: facts.get(one) for one in _TOLD}}


def standing_on(facts: Mapping[str, Any], history: Sequence[Mapping[str, Any]], day: str) -> dict[str, Any]:
    """The state on that day, from what was published: its seal's facts, and every change since with its first day."""
    if day < facts["issued_on"]:
        return {"state": "not-yet"}
    over = facts.get("valid_until") is not None and facts["valid_until"] < day
    changes = [change for change in history if change["since"] <= day]
    if changes and (changes[-1]["state"] != IN_FORCE):
        last = changes[-1]
        replaced = last["state"] == ENDED and last["reason"] == "certificate-replaced"
        state = "replaced" if replaced else _STATES[last["state"]]
        return {"state": state, "code": last["state"], "since": last["since"], "reason": last["reason"]}
    return {"state": "expired", "code": ENDED} if over else {"state": "in-force", "code": IN_FORCE}


def _sealing(doc: Mapping[str, Any], facts: Mapping[str, Any]) -> tuple[bytes, str]:
    """The seal's certificate, and whose it should be."""
    return base64.b64decode(doc["seal"]["certificate"]), str(facts["issuer"]["uscc"])


def _moment(doc: Mapping[str, Any]) -> datetime:
    """When it was sealed, as this platform heard it; the signer's own word would prove nothing."""
    return datetime.fromisoformat(doc["sealed_at"]) if "sealed_at" in doc else clock.now()


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

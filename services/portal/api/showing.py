"""From a view's document to what the API's readers see."""

from collections.abc import Mapping
from typing import Any

from services.chassis.stored import ViewDocument
from services.portal.api import words
from services.portal.api.case_ids import province_of
from services.portal.api.rules import Reasons

_INNER = ("desk", "applicant", "timeline", "reason")
"""Fields of the view that readers do not get, or get in other words."""


def case(reasons: Reasons, name: str, document: ViewDocument | None) -> dict[str, Any]:
    """A case as its applicant sees it. One that the projector has not heard of yet is received, and no more."""
    doc = document["doc"] if document else _just_received(name)
    return {
        **{field: value for field, value in doc.items() if field not in _INNER},
        "stage_text": words.STAGES[doc["stage"]],
        "timeline": [{**entry, "what": words.STEPS[entry["step"]]} for entry in doc["timeline"]],
        **_reason(reasons, doc),
    }


def officers_case(reasons: Reasons, doc: Mapping[str, Any]) -> dict[str, Any]:
    """A case as an officer finds it on the desk: with the applicant's pseudonym, without the way to pay."""
    shown = case(reasons, doc["case"], {"_id": doc["case"], "rev": 0, "changed": "", "parts": {}, "doc": dict(doc)})
    shown.pop("pay_url", None)
    return {**shown, "applicant": doc.get("applicant")}


def masked(person: str) -> str:
    """Enough of a pseudonym to tell two holders apart, too little to look one up."""
    return f"{person[:11]}…"


def _just_received(name: str) -> dict[str, Any]:
    province = province_of(name)
    return {"case": name, "province": province, "stage": "received", "outcome": None, "parcels": [], "timeline": []}


def _reason(reasons: Reasons, doc: Mapping[str, Any]) -> dict[str, Any]:
    if "reason" not in doc:
        return {}
    name = doc["reason"]
    known = reasons.get(name)
    told = {"code": known.code, "text": known.text, "remedy": known.remedy} if known else {}
    return {"reason": {"name": name, **told}}

"""From a view's document to what the API's readers see."""

from collections.abc import Mapping
from typing import Any

from services.portal.api import words
from services.portal.api.case_ids import CaseIds, province_of
from services.portal.api.case_view import Told
from services.portal.api.rules import Reasons
from services.portal.beside import show_bundle
from services.portal.guide import IDENTITY_LEVELS
from services.portal.workload import FOR_OFFICERS, INTERNAL

_ON_DESK = ("case", "province", "stage", "item", "channel", "applicant", "submitted_at", "promised_due", "work")

_TO_BE_PROVED = frozenset({"booked", "handed-over", "under-way"})
"""States in which a courier may yet ask for a parcel's code."""


def is_applicants(told: Told, person: str | None) -> bool:
    """Whether this is the applicant, and not the agent (代办), who has the access code too: where an agent handed it
    in, the applicant is whoever has signed in as such.
    """
    return "agent" not in told or person == told.get("applicant")


def case(reasons: Reasons, codes: CaseIds, name: str, person: str | None, told: Told | None) -> dict[str, Any]:
    """A case as its applicant sees it; `person`: who has signed in. One that the projector has not heard of yet is
    received, and no more. An agent sees no code for the courier, and not what opens the case elsewhere.
    """
    shown, own = _shown(reasons, told or _just_received(name)), is_applicants(told or {}, person)
    for field in FOR_OFFICERS:
        shown.pop(field, None)
    shown["timeline"] = [entry for entry in shown["timeline"] if entry["step"] not in INTERNAL]
    for kind in ("parcels", "originals"):
        if kind in shown and own:
            shown[kind] = [received_by_code(codes, one) for one in shown[kind]]
    there = shown.pop("decided_as", None)
    if there and own:
        shown["continued"] = opened(codes, there)
    return shown


def parcels(reasons: Reasons, told: Told, kind: str) -> list[dict[str, Any]]:
    """Parcels with results, or with originals; what went wrong with one comes in words, with what to do."""
    return [_parcel(reasons, one) for one in told.get(kind, ())]


def _parcel(reasons: Reasons, parcel: Mapping[str, Any]) -> dict[str, Any]:
    why = parcel.get("reason") or parcel.get("incident")
    return {**parcel, "why": grounds(reasons, why)} if why else dict(parcel)


def received_by_code(codes: CaseIds, parcel: dict[str, Any]) -> dict[str, Any]:
    """With the code that its recipient tells the courier, as long as one may ask for it."""
    awaited = parcel.get("proved_by") == "code" and parcel["state"] in _TO_BE_PROVED
    code = codes.delivery_code(parcel["parcel"]) if awaited else None
    return {**parcel, "delivery_code": code} if code else parcel


def opened(codes: CaseIds, name: str) -> dict[str, Any]:
    """A case of the same applicant, with what opens it."""
    return {"case": name, "access_code": codes.access_code(name), "links": links(name)}


def links(name: str) -> dict[str, str]:
    """Where a case is followed and paid."""
    return {"self": f"/cases/{name}", "events": f"/cases/{name}/events", "payment": f"/cases/{name}/payment"}


def bundle(reasons: Reasons, codes: CaseIds, name: str, told: Told | None) -> dict[str, Any]:
    """One thing (一件事) as its applicant sees it: every part with what opens its case."""
    found = told or show_bundle(name, {})
    shown = {field: value for field, value in found.items() if field not in ("applicant", "case")}
    shown["bundle"] = name
    shown["parts"] = [_part(reasons, codes, part) for part in found["parts"]]
    shown["timeline"] = [{**entry, "what": words.STEPS[entry["step"]]} for entry in found["timeline"]]
    return {**shown, "reason": grounds(reasons, shown["reason"])} if "reason" in shown else shown


def _part(reasons: Reasons, codes: CaseIds, part: dict[str, Any]) -> dict[str, Any]:
    why = {"reason": grounds(reasons, part["reason"])} if "reason" in part else {}
    return {**part, **opened(codes, part["case"]), **why}


def _shown(reasons: Reasons, told: Told) -> dict[str, Any]:
    shown = {field: value for field, value in told.items() if field != "applicant"}
    shown["stage_text"] = words.STAGES[told["stage"]]
    shown["timeline"] = [{**entry, "what": words.STEPS[entry["step"]]} for entry in told["timeline"]]
    shown["refusals"] = [{**entry, "reason": grounds(reasons, entry["reason"])} for entry in told["refusals"]]
    shown |= {kind: parcels(reasons, told, kind) for kind in ("parcels", "originals") if kind in told}
    if "reason" in told:
        shown["reason"] = grounds(reasons, told["reason"])
    if "identity" in told:
        shown["identity"] = {**told["identity"], "name": IDENTITY_LEVELS[told["identity"]["level"]]}
    if "choice" in told:
        shown["choice"] = {**told["choice"], "incident": grounds(reasons, told["choice"]["incident"])}
    return shown


def officers_case(reasons: Reasons, told: Told) -> dict[str, Any]:
    """A case as an officer finds it on the desk: with the applicant's pseudonym, without the way to pay."""
    shown = _shown(reasons, told)
    shown.pop("pay_url", None)
    if "office_refusals" in told:
        refused = [{**one, "reason": grounds(reasons, one["reason"])} for one in told["office_refusals"]]
        shown["office_refusals"] = refused
    return {**shown, "applicant": told.get("applicant")}


def on_desk(told: Told) -> dict[str, Any]:
    """A case in the list of a desk: what it is about and how long it waits."""
    return {"stage_text": words.STAGES[told["stage"]], **{name: told.get(name) for name in _ON_DESK}}


def in_inbox(told: Told) -> dict[str, Any]:
    """A case in an officer's inbox: when it is due, how late it is, and who has it."""
    due = told.get("work", {}).get("due") or told.get("due") or told.get("promised_due")
    return {**on_desk(told), "due": due, "flag": told.get("flag"), "officer": told.get("officer")}


def stage_text(stage: str) -> Mapping[str, str]:
    """A stage in words."""
    return words.STAGES[stage]


def masked(person: str) -> str:
    """Enough of a pseudonym to tell two holders apart, too little to look one up."""
    return f"{person[:11]}…"


def _just_received(name: str) -> dict[str, Any]:
    found: dict[str, Any] = {"case": name, "province": province_of(name), "stage": "received", "outcome": None}
    return {**found, "parcels": [], "refusals": [], "timeline": []}


def grounds(reasons: Reasons, name: str) -> dict[str, Any]:
    """A reason in the words of contracts/reasons.json; one that a newer service gives keeps its name alone."""
    known = reasons.get(name)
    return {"name": name, **({"code": known.code, "text": known.text, "remedy": known.remedy} if known else {})}

"""What a case has beside the usual course, and what it asks of officers: certificates that stand for materials, another
province, a promise, a review by departments. And one thing (一件事), which is several cases. Pure, like progress.py.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from services.chassis.vocabulary import Data

Told: TypeAlias = Mapping[str, list[Data]]
"""The parts of one case by step, each list oldest first."""

_CHECKED = {"commitment-kept": "kept", "commitment-broken": "broken"}


_BESIDE = {"materials-resolved", "case-transferred", "case-taken-over", "commitment-made", "review-requested"}


def picked(source: Data, *names: str) -> dict[str, Any]:
    """Those of the named fields that the source has."""
    return {name: source[name] for name in names if name in source}


def beside(told: Told, stage: str) -> Data:
    """What applicant and officer see beside the usual course; of an ordinary case there is nothing."""
    if not told.keys() & _BESIDE:
        return {}
    found: dict[str, Any] = {}
    if stage == "received" and "review-requested" in told and "review-decided" not in told:
        found["identity_review_due"] = told["review-requested"][-1]["due"]
    if "materials-resolved" in told:
        found["satisfied"] = told["materials-resolved"][-1]["satisfied"]
    if "case-transferred" in told:
        found["decided_as"] = told["case-transferred"][-1]["to"]
    if "case-taken-over" in told:
        found["handed_in_as"] = told["case-taken-over"][-1]["from"]
    if "commitment-made" in told:
        found["commitment"] = _commitment(told)
    return found


def _commitment(told: Told) -> Data:
    made = told["commitment-made"][-1]
    state = next((state for step, state in _CHECKED.items() if step in told), "due")
    return {"materials": made["materials"], "due": made["due"], "state": state}


def before_acceptance(told: Told) -> str:
    """Where a case stands that is not accepted yet."""
    if "case-transferred" in told:
        return "transferred"
    if "supplement-requested" in told:
        return "received" if "materials-completed" in told else "supplement"
    return "examination" if "examination-awaited" in told else "received"


def work(told: Told, stage: str) -> Data:
    """What officers look for on their desks; nothing where the case is not with them."""
    if stage == "examination":
        awaited = told["examination-awaited"][-1]
        return {"work": {"missing": [one["code"] for one in awaited["missing"]], "due": awaited["due"]}}
    if stage != "review":
        return {}
    ended = {part["procedure"] for part in told.get("clock-resumed", ())}
    stopped = [part["procedure"] for part in told.get("clock-stopped", ()) if part["procedure"] not in ended]
    return {"work": {"reviews": _reviews(told), "procedures": stopped, "procedures_held": sorted(ended)}}


def _reviews(told: Told) -> list[Data]:
    """Every step and department that has been asked, and how it answered."""
    asked = {
        (step["step"], department)
        for part in told.get("reviews-opened", ())
        for step in part["steps"]
        for department in step["departments"]
    }
    said = {(part["step"], part["department"]): part["decision"] for part in told.get("review-recorded", ())}
    both = sorted({*asked, *said})
    return [{"step": step, "department": place, "decision": said.get((step, place))} for step, place in both]


def is_bundle(name: str) -> bool:
    """Whether this names one thing (一件事) and no case."""
    return name.startswith("bundle-")


def show_bundle(name: str, told: Told) -> Data:
    """One thing (一件事): its parts, each with its case and, at the end, its outcome."""
    submitted = told.get("bundle-submitted", [{}])[-1]
    finished = told.get("bundle-finished", [{}])[-1]
    refused = told.get("application-refused", [{}])[-1]
    story = sorted((part for parts in told.values() for part in parts), key=lambda part: str(part["at"]))
    parts = {part["item"]: part for part in (*submitted.get("parts", ()), *finished.get("parts", ()))}
    over = "finished" if finished else "declined" if refused else "under-way"
    return {
        "case": name,
        "province": name.split("-")[1],
        "stage": over,
        "outcome": finished.get("outcome") or ("refused" if refused else None),
        "item": submitted.get("item"),
        "item_version": submitted.get("item_version"),
        "applicant": submitted.get("applicant"),
        "parts": [parts[item] for item in sorted(parts)],
        **({"reason": refused["reason"]} if refused else {}),
        "timeline": [{"at": part["at"], "step": part["is"]} for part in story],
    }

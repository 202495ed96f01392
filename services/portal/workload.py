"""What officers see of a case beside its course: who has it, how its limits stand, what they were refused. And by
what a case is looked for. Pure, like progress.py.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from services.chassis.vocabulary import Data

Told: TypeAlias = Mapping[str, list[Data]]
"""The parts of one case by step, each list oldest first."""

INTERNAL = frozenset({"case-assigned", "limit-warned", "office-request-refused"})
"""Steps between officers: who handles a case, how late they are and what they asked for in vain. Citizens do not see
them; what follows for them (the promise, its extension, the decision) they see."""

FOR_OFFICERS = frozenset({"officer", "assignments", "flag", "office_refusals", "work"})

NO_DUE = "9999"
"""Sorts behind every moment."""

_TO_THE_SECOND = 14
"""Digits of a moment. Some stores take a text that begins like a moment for one, and then find no range of it."""

_MOVES = ("clock-resumed", "limit-extended")


def office(told: Told, ended: bool) -> Data:
    """Whom the case was given to last, its flag, and what officers were refused; of most cases there is nothing."""
    if told.keys().isdisjoint(INTERNAL):
        return {}
    found: dict[str, Any] = {}
    if "case-assigned" in told:
        found["officer"] = told["case-assigned"][-1]["officer"]
        found["assignments"] = len(told["case-assigned"])
    if not ended and (flag := _flag(told)):
        found["flag"] = flag
    if "office-request-refused" in told:
        refused = told["office-request-refused"]
        found["office_refusals"] = [{name: part[name] for name in ("at", "request", "reason")} for part in refused]
    return found


def _flag(told: Told) -> str | None:
    """Red where a limit has passed, yellow where one is near; warnings from before the limit was moved are over."""
    moved = max((part["at"] for step in _MOVES for part in told.get(step, ())), default="")
    levels = {part["level"] for part in told.get("limit-warned", ()) if part["at"] > moved}
    return next((level for level in ("red", "yellow") if level in levels), None)


def sought_by(told: Data) -> Data:
    """The fields by which a case is found beside its desk: whose it is and who handed it in, who has it, when due."""
    due = told.get("work", {}).get("due") or told.get("due") or told.get("promised_due") or NO_DUE
    digits = "".join(filter(str.isdigit, due))[:_TO_THE_SECOND]
    found = {"order": f"due{digits}/{told['case']}"}
    if "applicant" in told:
        found["person"] = told["applicant"]
    if "agent" in told:
        found["agent"] = told["agent"]
    if told.get("outcome") is None and "officer" in told:
        found["officer"] = told["officer"]
    if any(asked["decision"] is None for asked in told.get("work", {}).get("reviews") or ()):
        found["asked"] = told["province"]
    return found

"""办理时限 (limits): counted in working days of the announced calendar, stopped, extended, and warned of."""

import csv
from datetime import datetime, timedelta
from typing import Any

from deploy.local.job.people import Person
from deploy.local.sealing_keys import SealingKeys
from services.cases.settings import FOLDER
from services.chassis import clock
from services.chassis.epochs import Epochs
from tests.journeys.desk import Desk
from tests.journeys.ear import Ear
from tests.journeys.shelf import Shelf
from tests.journeys.window import CHINA, NO, PHYSICIAN, SOCIAL_CARD, YES, Window

AGO = timedelta(days=120)
"""Longer than any limit of the item, whatever the holidays."""

LONGEST = 365
"""Working days: a year and a half. The State Council announces one year at a time, so they reach beyond."""


def announced() -> set[int]:
    """The years whose days the State Council has laid down."""
    with (FOLDER / "state-council.csv").open(encoding="utf-8") as lines:
        return {int(row["date"][:4]) for row in csv.DictReader(lines)}


def reached(said: dict[str, Any]) -> set[int]:
    """The years into which the limits of a case reach, in China."""
    moments = [datetime.fromisoformat(said[name]) for name in ("promised_due", "statutory_due") if name in said]
    return {moment.astimezone(CHINA).year for moment in moments}


def test_a_limit_that_reaches_into_an_unannounced_year_is_provisional(window: Window, ear: Ear, shelf: Shelf) -> None:
    """Nobody knows yet which days are worked there; what ends in an announced year is final."""
    far = window.applies(shelf.put(PHYSICIAN, statutory_days=LONGEST, promised_days=1))
    near = window.applies(shelf.put(PHYSICIAN, statutory_days=2, promised_days=1, extension_days=LONGEST))
    accepted = ear.hears(far.id, "cases.application-accepted")
    assert reached(accepted) - announced()
    assert accepted["provisional"]
    accepted = ear.hears(near.id, "cases.application-accepted")
    assert accepted.get("provisional", False) == bool(reached(accepted) - announced())


def test_an_extension_into_an_unannounced_year_makes_a_limit_provisional(
    window: Window, ear: Ear, shelf: Shelf
) -> None:
    """It is asked anew whenever the limit moves."""
    case = window.applies(shelf.put(PHYSICIAN, statutory_days=2, promised_days=1, extension_days=LONGEST))
    case.comes_to("review")
    case.staff("extension", {"days": LONGEST, "ground": "案情复杂"}, "supervisor")
    extended = ear.hears(case.id, "cases.limit-extended")
    assert reached(extended) - announced()
    assert extended["provisional"]


def taken_over(window: Window, desk: Desk, who: Person) -> str:
    """A case that another province's service hands over, complete since long ago: its clock travels along."""
    keys = SealingKeys("identity", window.town.machine.secrets).public
    case = f"case-{desk.number('440000')}"
    handed_in = {
        "origin": case.replace("440000", "530000"),
        "item": SOCIAL_CARD,
        "applicant": "person-" + "ab" * 12,
        "applicant_sealed": Epochs(keys, "the keys", opens=False).seal({"name": who.name, "number": who.number}),
        "applicant_level": 3,
        "materials": window.papers(SOCIAL_CARD),
        "delivery": {"method": "counter"},
        "channel": "mobile",
        "received_at": clock.stamp(clock.now() - AGO),
    }
    desk.send("cases.take-over-case.v1", case, case, handed_in, province="440000")
    return case


def test_whoever_is_late_is_warned_yellow_then_red(window: Window, ear: Ear, desk: Desk) -> None:
    """黄牌, 红牌: near the promise, past the promise, past the law; once each, as events, and seen in the inbox."""
    case = taken_over(window, desk, window.somebody("440000"))
    warned = sorted(ear.hears_all(case, "cases.limit-warned", 3), key=lambda one: str(one["due"]))
    told = [(one["level"], one["limit"]) for one in warned]
    assert told == [("yellow", "promised"), ("red", "promised"), ("red", "statutory")]
    supervisor = window.staff("440000", "supervisor")
    assert window.get(f"/officer/cases/{case}", supervisor)["flag"] == "red"
    first = window.get("/officer/inbox?whose=nobodys", supervisor)["cases"][0]
    assert (first["case"], first["flag"]) == (case, "red"), "who is late comes first"
    window.post(f"/officer/cases/{case}/decision", NO, supervisor)
    assert ear.hears(case, "cases.application-refused")


def test_inspection_and_expert_review_stop_the_clock(window: Window, ear: Ear, shelf: Shelf) -> None:
    """行政许可法 Art. 45: side by side they stop it once, and it goes on when the last has ended."""
    kinds = {"inspection": 10, "expert-review": 20}
    foreseen = [{"kind": kind, "days": days} for kind, days in kinds.items()]
    case = window.applies(shelf.put(PHYSICIAN, procedures=foreseen))
    before = case.comes_to("review")["promised_due"]
    for kind, days in kinds.items():
        case.staff("procedures", {"kind": kind, "ground": "依法进行", "days": days})
    ear.hears_all(case.id, "cases.clock-stopped", len(kinds))
    for ended, kind in enumerate(kinds, start=1):
        case.staff("decision", {**YES, "opinion": f"{kind} 未结束"})
        refused = ear.hears_all(case.id, "cases.request-refused", ended)
        assert {one["reason"] for one in refused} == {"procedure-open"}
        case.staff("procedures/end", {"kind": kind, "result": "符合要求"})
        ear.hears_all(case.id, "cases.clock-resumed", ended)
    assert max(one["promised_due"] for one in ear.heard(case.id, "cases.clock-resumed")) >= before
    case.staff("decision", YES)
    assert ear.hears(case.id, "cases.application-approved")
    case.handed_over()

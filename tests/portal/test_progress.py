"""What a case's view shows: a fold over the set of events heard, whatever their order."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.envelope import Message
from services.portal.api import words
from services.portal.progress import CASE_PARTS, ENDS, STAGES, STEPS
from services.portal.views import VIEWS
from tests.portal import stories
from tests.portal.stories import STORIES, accepted, submitted

CASES = VIEWS[0]


def shown(events: Sequence[Message]) -> Any:
    """What the view shows of these events, each kept once by its id, in the order in which they came."""
    parts = {event.id: CASES.keep[event.type](event.foreign()) for event in events}
    return json.loads(CASES.show(list(parts.values()))["told"])


@st.composite
def tellings(draw: st.DrawFn) -> tuple[list[Message], list[Message]]:
    """Some of a story's events, and the same again: shuffled, some of them several times."""
    story = draw(st.sampled_from(sorted(STORIES)))
    heard = draw(st.lists(st.sampled_from(STORIES[story]), min_size=1, unique_by=lambda event: event.id))
    again = draw(st.lists(st.sampled_from(heard)))
    return heard, draw(st.permutations(heard + again))


@given(tellings())
def test_neither_order_nor_repetition_changes_what_is_shown(telling: tuple[list[Message], list[Message]]) -> None:
    """Any permutation and duplication of a case's events shows the same."""
    heard, retold = telling

    assert shown(heard) == shown(retold)


@given(st.sampled_from(sorted(STORIES)), st.data())
def test_an_end_is_an_end(story: str, data: st.DataObject) -> None:
    """Once an end is heard of, nothing that is heard later changes the stage."""
    events = STORIES[story]
    heard = data.draw(st.lists(st.sampled_from(events), min_size=1))
    if shown(heard)["outcome"] is None:
        return

    assert shown(heard)["stage"] == shown([*heard, *events])["stage"]


@pytest.mark.parametrize(
    ("story", "stages"),
    [
        (
            "delivered at the second try",
            """received supplement received review payment payment issuing delivery
            delivery delivery delivery choice delivery delivery closed closed closed""",
        ),
        ("kept at the counter", "received review payment payment issuing delivery delivery delivery choice collection"),
        ("with originals", "received review review review review review review review review"),
        ("refused", "received review refused"),
        ("withdrawn", "received supplement withdrawn"),
        ("not paid", "received review payment payment payment expired"),
    ],
)
def test_the_stage_follows_the_story(story: str, stages: str) -> None:
    """Heard in order, a case goes through its stages one by one."""
    events = STORIES[story]

    assert stages.split() == [shown(events[: count + 1])["stage"] for count in range(len(events))]


def test_who_waits_for_a_clerk_sees_until_when_and_then_how_surely_they_are_known() -> None:
    """人工核验: the stage stays received; once it is accepted, level, evidence and end are shown."""
    waiting = shown([submitted(), stories.IDENTITY_REVIEW])
    assert (waiting["stage"], waiting["identity_review_due"]) == ("received", "2026-11-25T00:01:00.000Z")
    assert "identity_review_due" not in shown([submitted(), stories.IDENTITY_REVIEW, stories.IDENTITY_DECIDED])
    assert "identity_review_due" not in shown([submitted(), stories.IDENTITY_REVIEW, stories.WITHDRAWN])
    after = shown(STORIES["looked at by a clerk"])
    assert after["identity"] == stories.KNOWN
    assert "identity" not in shown([submitted(), accepted()])


def test_without_a_fee_the_certificate_comes_next() -> None:
    """An approval that costs nothing asks nobody to pay."""
    view = shown([submitted(), accepted(), stories.APPROVED_FREE])

    assert view["stage"] == "issuing"
    assert "pay_url" not in view


def test_one_pays_only_while_the_fee_is_due() -> None:
    """The way to pay is shown from the request to the payment, and never after an end."""
    asked = [submitted(), accepted(), stories.APPROVED, stories.FEE_REQUESTED]

    assert shown(asked)["pay_url"] == stories.PAY_URL
    assert "pay_url" not in shown([*asked, stories.FEE_SETTLED])
    assert "pay_url" not in shown([*asked, stories.WITHDRAWN])
    assert "pay_url" not in shown([*asked, stories.FEE_EXPIRED])


def test_the_fee_is_told_to_the_end() -> None:
    """Due, paid, expired or given back: the fee says which, with receipt and amounts."""
    due, paid = STORIES["not paid"][:4], stories.PAID

    assert shown(due)["fee"] == {"fen": 1000, "state": "due", "expires_at": "2026-11-20T02:00:00.000Z"}
    assert shown(STORIES["not paid"])["fee"]["state"] == "expired"
    assert shown(paid)["fee"]["state"] == "paid"
    assert shown(paid)["fee"]["receipt"] == "R-1"
    assert shown([*paid, stories.FEE_REFUNDED])["fee"]["refunded_fen"] == 1000


def test_what_is_missing_is_shown_while_it_is_missing() -> None:
    """The materials asked for disappear when they are in."""
    asked = [submitted(), stories.SUPPLEMENT]

    assert shown(asked)["missing"] == stories.MISSING
    assert shown(asked)["due"] == "2026-12-01T00:00:00.000Z"
    assert "missing" not in shown([*asked, stories.COMPLETED])


def test_a_parcel_handed_over_is_not_received() -> None:
    """Only the addressee's receipt makes a parcel delivered."""
    parcels = shown([stories.BOOKED, stories.HANDED_OVER])["parcels"]

    assert [parcel["state"] for parcel in parcels] == ["handed-over"]
    assert parcels[0]["tracking_number"] == "XA1CN"


def test_a_parcel_that_came_back_asks_for_a_choice_until_the_next_is_sent() -> None:
    """The choice names the incident and counts, so that choosing again later is another choice."""
    back = [*stories.PAID, stories.BOOKED, stories.RETURNED, stories.CHOICE]

    assert shown(back)["choice"] == {"incident": "addressee-unknown", "attempt": 1}
    assert "choice" not in shown([*back, stories.BOOKED_AGAIN])


def test_the_timeline_tells_moments_in_order() -> None:
    """Whenever they were heard, the steps stand in the order in which they happened."""
    view = shown(list(reversed(STORIES["refused"])))

    assert [entry["step"] for entry in view["timeline"]] == [
        "application-submitted",
        "application-accepted",
        "application-refused",
    ]
    assert view["reason"] == "conditions-not-met"
    assert view["opinion"] == "否"


def test_a_request_that_was_refused_is_told() -> None:
    """What was asked at the wrong stage is answered, not swallowed."""
    view = shown(STORIES["delivered at the second try"])

    assert [refusal["request"] for refusal in view["refusals"]] == ["withdraw-application"]
    assert view["rating"] == 1


def test_every_stage_and_step_has_its_words() -> None:
    """What the fold can say, a citizen can read in both languages."""
    assert set(STAGES) == set(words.STAGES)
    assert set(STEPS) == set(words.STEPS)
    assert set(ENDS.values()) < set(STAGES)
    assert len(STEPS) == len(CASE_PARTS)

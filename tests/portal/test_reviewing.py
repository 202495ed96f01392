"""Officers between acceptance and decision: what they send, who may, and what citizens see of it."""

from collections.abc import Callable
from typing import Any

import pytest
from httpx import Client

from services.portal.progress import show_case
from services.portal.views import VIEWS
from tests.portal import stories
from tests.portal.conftest import Hear, Inbox
from tests.portal.stories import CASE, accepted, said, submitted
from tests.portal.test_cases import problem

Open = Callable[[str], Inbox]
Token = Callable[..., dict[str, str]]

REVIEW = {"step": "site", "department": "fire", "decision": "approve", "opinion": "消防条件符合要求。"}
HEARING = {"kind": "hearing", "ground": "申请人申请听证。", "days": 20}
ENDED = {"kind": "hearing", "result": "听证笔录已归卷。"}
CLOSED = said(200, "cases.case-closed.v1", {"certificate": None, "delivered": "none"})
DUE, MOVED, LAST = (f"2026-12-{day:02}T15:59:59.000Z" for day in (1, 10, 20))
STOPPED = said(21, "cases.clock-stopped.v1", {"procedure": "hearing", "ground": "听证。", "days": 20})
RESUMED = said(22, "cases.clock-resumed.v1", {"procedure": "hearing", "promised_due": MOVED})
EXTENDED = said(23, "cases.limit-extended.v1", {"days": 5, "ground": "复杂。", "promised_due": LAST})


@pytest.mark.parametrize(
    "asked",
    [
        ("reviews", REVIEW, "cases.record-review.v1"),
        ("procedures", HEARING, "cases.begin-procedure.v1"),
        ("procedures/end", ENDED, "cases.end-procedure.v1"),
        ("assignment", {"officer": "staff-21"}, "cases.assign-case.v1"),
    ],
)
def test_what_an_officer_sends_carries_the_officers_name(
    client: Client, hear: Hear, token: Token, inbox: Open, asked: tuple[str, dict[str, Any], str]
) -> None:
    """One command each, while the case is under review; a clerk may none of it."""
    path, body, command = asked
    cases, address = inbox("cases"), f"/officer/cases/{CASE}/{path}"
    hear([submitted(), accepted()])

    assert client.post(address, json=body, headers=token()).status_code == 202
    sent = cases.received()[0]
    assert (sent.type, sent.data, sent.actor) == (command, body, "staff-17")
    assert problem(client.post(address, json=body, headers=token("clerk"))) == (403, "role-missing")


def test_only_a_supervisor_extends_and_it_is_who_approved(
    client: Client, hear: Hear, token: Token, inbox: Open
) -> None:
    """Nobody approves in another's name (行政许可法 Art. 42)."""
    cases, address, asked = inbox("cases"), f"/officer/cases/{CASE}/extension", {"days": 10, "ground": "案情复杂。"}
    hear([submitted(), accepted()])

    assert problem(client.post(address, json=asked, headers=token())) == (403, "role-missing")
    assert client.post(address, json=asked, headers=token("supervisor")).status_code == 202
    assert cases.received()[0].data == {**asked, "approved_by": "staff-17"}


def test_a_bad_rating_is_answered_for_once_the_case_is_closed(
    client: Client, hear: Hear, token: Token, inbox: Open
) -> None:
    """Before that there is nothing to put right."""
    cases, address = inbox("cases"), f"/officer/cases/{CASE}/rectification"
    body = {"action": "put-right", "opinion": "已回访核实，并当场改正。"}
    hear([submitted(), accepted()])
    assert problem(client.post(address, json=body, headers=token())) == (409, "wrong-moment")

    hear([CLOSED])
    assert client.post(address, json=body, headers=token()).status_code == 202
    assert cases.received()[0].type == "cases.record-rectification.v1"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("reviews", {**REVIEW, "decision": "refuse"}),
        ("reviews", {**REVIEW, "decision": "refuse", "reason": "bad-weather"}),
        ("procedures", {**HEARING, "kind": "oracle"}),
        ("procedures", {**HEARING, "days": 0}),
        ("assignment", {"officer": "张 三"}),
    ],
)
def test_what_no_contract_knows_is_refused_at_the_door(
    client: Client, hear: Hear, token: Token, path: str, body: dict[str, Any]
) -> None:
    """A refusal without its ground, an unknown procedure, no days, a name that is none."""
    hear([submitted(), accepted()])

    assert problem(client.post(f"/officer/cases/{CASE}/{path}", json=body, headers=token()))[0] == 422


def test_the_promise_that_is_shown_is_the_one_that_holds_now() -> None:
    """A hearing and an extension moved it; in whatever order they were heard."""
    keep = VIEWS[0].keep
    told = said(20, "cases.application-accepted.v1", {"item": stories.ITEM, "promised_due": DUE})
    for events in ([submitted(), told, STOPPED, RESUMED, EXTENDED], [EXTENDED, RESUMED, told, STOPPED, submitted()]):
        shown = show_case([keep[event.type](event.foreign()) for event in events])
        assert shown["promised_due"] == LAST
        assert [entry["step"] for entry in shown["timeline"]][2:] == [
            "clock-stopped",
            "clock-resumed",
            "limit-extended",
        ]

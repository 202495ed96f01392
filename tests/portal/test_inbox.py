"""The officer's inbox: what is due first, who has it, whom it waits for; and what happens when two want the same."""

from collections.abc import Callable
from typing import Any

import pytest
from httpx import Client

from services.chassis.envelope import Message
from services.portal.api.inbox_answers import Inbox as Shown
from services.portal.progress import show_case
from services.portal.views import VIEWS
from tests.portal.conftest import Hear, Inbox
from tests.portal.stories import CASE, ITEM, said, submitted
from tests.portal.test_cases import problem

Open = Callable[[str], Inbox]
Token = Callable[..., dict[str, str]]

CASES = [f"case-530000-{number:020}" for number in range(3)]
HEARING = {"kind": "hearing", "ground": "申请人申请听证。", "days": 20}
APPROVAL = {"decision": "approve", "opinion": "材料齐全，符合法定条件。"}


def reviewed(case: str, day: int) -> list[Message]:
    """Under review until that day."""
    due = {"item": ITEM, "promised_due": f"2026-12-{day:02}T09:00:00.000Z"}
    return [submitted(case), said(20, "cases.application-accepted.v1", due, case, case)]


def assigned(case: str, officer: str, minute: int = 25) -> Message:
    """The case was given to an officer."""
    return said(minute, "cases.case-assigned.v1", {"officer": officer, "by": officer}, case, case)


def warned(case: str, level: str, minute: int) -> Message:
    """A limit is near, or over."""
    data = {"level": level, "limit": "promised", "due": "2026-12-01T09:00:00.000Z"}
    return said(minute, "cases.limit-warned.v1", data, case, case)


def listed(client: Client, headers: dict[str, str], **asked: Any) -> list[tuple[str, str | None, str | None]]:
    """Case, flag and officer, page after page."""
    found, after = list[tuple[str, str | None, str | None]](), ""
    while True:
        page = client.get("/officer/inbox", headers=headers, params={"limit": 1, "after": after, **asked}).json()
        found += [(case.case, case.flag, case.officer) for case in Shown.model_validate(page).cases]
        if page["next"] is None:
            return found
        after = page["next"]


def test_what_is_due_first_comes_first(client: Client, hear: Hear, token: Token) -> None:
    """With the flag of its limit; a flag from before the limit was moved is gone."""
    moved = {"days": 5, "ground": "案情复杂。", "promised_due": "2026-12-20T09:00:00.000Z"}
    hear([*reviewed(CASES[0], 9), *reviewed(CASES[1], 3), *reviewed(CASES[2], 6)])
    hear([warned(CASES[1], "yellow", 40), warned(CASES[1], "red", 41), warned(CASES[0], "red", 42)])
    hear([said(43, "cases.limit-extended.v1", moved, CASES[0], CASES[0])])

    assert listed(client, token()) == [(CASES[1], "red", None), (CASES[2], None, None), (CASES[0], None, None)]


def test_an_officer_finds_the_own_cases_and_those_of_nobody(client: Client, hear: Hear, token: Token) -> None:
    """Mine, nobody's, all; the last who was given a case has it, and what has ended is nobody's work."""
    hear([event for case in CASES for event in reviewed(case, 9)])
    hear([assigned(CASES[0], "staff-21"), assigned(CASES[0], "staff-17", 26), assigned(CASES[1], "staff-21")])

    assert listed(client, token(), whose="mine") == [(CASES[0], None, "staff-17")]
    assert listed(client, token(), whose="nobodys") == [(CASES[2], None, None)]
    assert len(listed(client, token())) == 3

    hear([said(60, "cases.case-withdrawn.v1", {}, CASES[0], CASES[0])])
    assert listed(client, token(), whose="mine") == []


def test_the_inbox_is_the_own_provinces(client: Client, hear: Hear, token: Token) -> None:
    """Others' inboxes are others'; who serves all provinces sees all."""
    hear(reviewed(CASES[0], 9))

    assert listed(client, token(province="430000")) == []
    assert problem(client.get("/officer/inbox?province=530000", headers=token(province="430000")))[0] == 403
    assert [case for case, _, _ in listed(client, token(province="*"))] == [CASES[0]]


def test_a_case_is_claimed_by_one(client: Client, hear: Hear, token: Token, inbox: Open) -> None:
    """The service decides between two who claim at once; what the view already knows is refused here."""
    cases = inbox("cases")
    hear(reviewed(CASE, 9))
    assert client.post(f"/officer/cases/{CASE}/claim", headers=token()).status_code == 202
    sent = cases.received()[0]
    assert (sent.type, sent.data) == ("cases.assign-case.v1", {"officer": "staff-17", "claim": True})

    hear([assigned(CASE, "staff-21")])
    assert problem(client.post(f"/officer/cases/{CASE}/claim", headers=token())) == (409, "claimed")


@pytest.mark.parametrize("asked", [("decision", APPROVAL), ("procedures", HEARING)])
def test_what_another_has_claimed_only_a_supervisor_touches(
    client: Client, hear: Hear, token: Token, inbox: Open, asked: tuple[str, dict[str, Any]]
) -> None:
    """Decisions and procedures are whose the case is; a supervisor may step in."""
    path, body = asked
    cases, address = inbox("cases"), f"/officer/cases/{CASE}/{path}"
    hear([*reviewed(CASE, 9), assigned(CASE, "staff-21")])

    assert problem(client.post(address, json=body, headers=token())) == (409, "claimed")
    assert client.post(address, json=body, headers=token("supervisor")).status_code == 202
    cases.received()


def test_an_officer_hands_over_the_own_case_a_supervisor_any(
    client: Client, hear: Hear, token: Token, inbox: Open
) -> None:
    """And to somebody who had it before it can go back: that is another assignment."""
    cases, address, body = inbox("cases"), f"/officer/cases/{CASE}/assignment", {"officer": "staff-21"}
    hear([*reviewed(CASE, 9), assigned(CASE, "staff-17")])
    assert client.post(address, json=body, headers=token()).status_code == 202
    first = cases.received()[0]

    hear([assigned(CASE, "staff-21", 30)])
    assert problem(client.post(address, json={"officer": "staff-17"}, headers=token())) == (409, "claimed")
    assert client.post(address, json={"officer": "staff-17"}, headers=token("supervisor")).status_code == 202
    cases.received()
    hear([assigned(CASE, "staff-17", 31)])
    assert client.post(address, json=body, headers=token()).status_code == 202
    assert cases.received()[0].id != first.id


REFUSED = said(44, "cases.office-request-refused.v1", {"request": "assign-case", "reason": "claimed-by-another"})
OFFICE = [assigned(CASE, "staff-21"), warned(CASE, "yellow", 40), REFUSED]


def test_what_goes_on_between_officers_is_not_the_applicants(
    client: Client, hear: Hear, token: Token, citizen: Token, inbox: Open
) -> None:
    """Officers see who has the case, its flag, and what was refused them; the applicant sees none of it."""
    inbox("identity")
    hear([*reviewed(CASE, 9), *OFFICE])

    theirs = client.get(f"/cases/{CASE}", headers=citizen()).json()
    ours = client.get(f"/officer/cases/{CASE}", headers=token()).json()

    assert [entry["step"] for entry in theirs["timeline"]] == ["application-submitted", "application-accepted"]
    assert not {"officer", "flag", "office_refusals", "assignments"} & theirs.keys()
    assert (ours["officer"], ours["flag"]) == ("staff-21", "yellow")
    assert ours["office_refusals"][0]["reason"]["name"] == "claimed-by-another"
    assert len(ours["timeline"]) == 5


def test_the_inbox_does_not_depend_on_the_order_of_what_is_heard() -> None:
    """Who has the case and its flag follow from the moments told."""
    told = [*reviewed(CASE, 9), assigned(CASE, "staff-21"), assigned(CASE, "staff-17", 26), warned(CASE, "red", 40)]
    parts = [VIEWS[0].part(message.foreign()) for message in told]

    assert show_case(parts) == show_case(parts[::-1])
    assert (show_case(parts)["officer"], show_case(parts)["flag"]) == ("staff-17", "red")

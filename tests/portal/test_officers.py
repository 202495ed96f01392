"""The officers' desk: whose cases, which roles, what is sent."""

from collections.abc import Callable
from typing import Any

import pytest
from httpx import Client

from services.portal.access import EVERYWHERE
from services.portal.api.office_answers import OfficersCase, OfficersCases
from tests.portal import stories
from tests.portal.conftest import Hear, Inbox
from tests.portal.stories import CASE, PAID, accepted, submitted
from tests.portal.test_cases import problem

Open = Callable[[str], Inbox]
Token = Callable[..., dict[str, str]]

HUNAN = "case-430000-7K2M9QX4TB3ZP8WN5RJD"
APPROVAL = {"decision": "approve", "opinion": "材料齐全，符合法定条件。"}


def listed(client: Client, headers: dict[str, str], **asked: Any) -> list[str]:
    """The cases on the desk."""
    answer = client.get("/officer/cases", headers=headers, params=asked)
    assert answer.status_code == 200
    return [case.case for case in OfficersCases.model_validate(answer.json()).cases]


def test_an_officer_finds_the_cases_of_the_own_province(client: Client, hear: Hear, token: Token) -> None:
    """Those under review, unless another stage is asked for; those of others are not shown."""
    hear([submitted(), accepted(), submitted(HUNAN), accepted(HUNAN)])

    assert listed(client, token()) == [CASE]
    assert listed(client, token(province="430000")) == [HUNAN]
    assert listed(client, token(), stage="received") == []
    assert listed(client, token(province=EVERYWHERE)) == [HUNAN, CASE]
    assert listed(client, token(province=EVERYWHERE), province="530000") == [CASE]
    assert problem(client.get("/officer/cases?province=430000", headers=token())) == (403, "other-province")


def test_a_long_desk_comes_in_pages(client: Client, hear: Hear, token: Token) -> None:
    """Every case is on one page; the last page has no next."""
    cases = [f"case-530000-{number:020}" for number in range(5)]
    hear([event for case in cases for event in (submitted(case), accepted(case))])

    found, after = list[str](), ""
    while True:
        page = client.get("/officer/cases", headers=token(), params={"limit": 2, "after": after}).json()
        found += [case["case"] for case in page["cases"]]
        if page["next"] is None:
            break
        after = page["next"]

    assert found == cases


def test_a_case_is_shown_without_the_way_to_pay(client: Client, hear: Hear, token: Token, inbox: Open) -> None:
    """Officers see the applicant's pseudonym; the pay link is the applicant's."""
    inbox("identity")
    hear(PAID[:4])

    shown = client.get(f"/officer/cases/{CASE}", headers=token()).json()

    assert OfficersCase.model_validate(shown).applicant == stories.PERSON
    assert "pay_url" not in shown
    assert problem(client.get(f"/officer/cases/{HUNAN}", headers=token())) == (403, "other-province")
    assert problem(client.get(f"/officer/cases/{CASE[:-1]}X", headers=token())) == (404, "not-found")


def test_a_decision_carries_the_officers_name(client: Client, hear: Hear, token: Token, inbox: Open) -> None:
    """What is decided can be traced to who decided it; pressed twice, it is one decision."""
    cases = inbox("cases")
    hear([submitted(), accepted()])

    answers = [client.post(f"/officer/cases/{CASE}/decision", json=APPROVAL, headers=token()) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [202, 202]
    once, again = cases.received(2)
    assert (once.type, once.data, once.actor) == ("cases.decide-application.v1", APPROVAL, "staff-17")
    assert once.id == again.id


def test_the_clerk_hands_over_at_the_counter(client: Client, hear: Hear, token: Token, inbox: Open) -> None:
    """Collection is recorded when the result waits there, not before."""
    cases, address = inbox("cases"), f"/officer/cases/{CASE}/collection"
    hear(PAID)
    assert problem(client.post(address, headers=token("clerk"))) == (409, "wrong-moment")

    hear([stories.COLLECTION])
    assert client.post(address, headers=token("clerk")).status_code == 202

    assert cases.received()[0].type == "cases.record-collection.v1"


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ({"decision": "refuse", "opinion": "否"}, "reason-required"),
        ({"decision": "refuse", "opinion": "否", "reason": "bad-weather"}, "reason-unknown"),
        ({**APPROVAL, "reason": "conditions-not-met"}, "reason-unused"),
        ({**APPROVAL, "opinion": "\x00"}, "plain-text"),
    ],
)
def test_a_decision_that_law_does_not_know_is_refused(
    client: Client, hear: Hear, token: Token, body: dict[str, str], rule: str
) -> None:
    """A refusal has its reason from the list, an approval has none, an opinion is plain text."""
    hear([submitted(), accepted()])

    answer = client.post(f"/officer/cases/{CASE}/decision", json=body, headers=token())

    assert problem(answer) == (422, "invalid")
    assert answer.json()["errors"][0]["rule"] == rule


def test_a_role_does_its_own_task_only(client: Client, hear: Hear, token: Token) -> None:
    """A clerk does not decide, a supervisor does not hand over; who has no valid token does nothing."""
    hear([submitted(), accepted()])
    decision, collection = f"/officer/cases/{CASE}/decision", f"/officer/cases/{CASE}/collection"

    assert problem(client.post(decision, json=APPROVAL, headers=token("clerk"))) == (403, "role-missing")
    assert problem(client.post(collection, headers=token("supervisor"))) == (403, "role-missing")
    assert problem(client.post(decision, json=APPROVAL, headers=token(province="430000"))) == (403, "other-province")
    assert problem(client.post(decision, json=APPROVAL)) == (401, "sign-in-needed")
    assert problem(client.post(decision, json=APPROVAL, headers=token(seconds=-60))) == (401, "sign-in-needed")


def test_what_is_decided_cannot_be_decided_again(client: Client, hear: Hear, token: Token) -> None:
    """The desk says so at once."""
    hear([submitted(), accepted(), stories.APPROVED])

    answer = client.post(f"/officer/cases/{CASE}/decision", json=APPROVAL, headers=token())

    assert problem(answer) == (409, "wrong-moment")

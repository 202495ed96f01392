"""What an applicant can see and do, with the access code and at the right moment."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from httpx import Client, Response

from services.chassis.envelope import Message
from services.chassis.sealed import unseal
from services.portal.api.answers import Accepted, CaseShown, Payment
from tests.portal import stories
from tests.portal.conftest import Hear, Inbox, Keys
from tests.portal.stories import CASE, PAID, STORIES, accepted, submitted

Open = Callable[[str], Inbox]

BACK = [*PAID, stories.BOOKED, stories.RETURNED, stories.CHOICE]


def problem(answer: Response) -> tuple[int, str]:
    """Status and kind of a problem, which says what to do in both languages."""
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["remedy"]["zh"]
    assert body["remedy"]["en"]
    assert body["status"] == answer.status_code
    return answer.status_code, body["type"].rpartition("/")[2]


def test_only_the_access_code_opens_a_case(client: Client, hear: Hear, code: dict[str, str]) -> None:
    """Without a code, with a wrong one, or for what is no case number, nothing is shown."""
    hear([submitted()])
    wrong = {"X-Access-Code": "A" * 24}

    assert problem(client.get(f"/cases/{CASE}")) == (401, "code-needed")
    assert problem(client.get(f"/cases/{CASE}", headers=wrong)) == (403, "code-wrong")
    assert problem(client.get("/cases/case-53", headers=code)) == (404, "not-found")
    assert client.get(f"/cases/{CASE}", headers=code).status_code == 200


def test_the_code_that_the_application_gave_opens_its_case_at_once(
    client: Client, inbox: Open, application: dict[str, Any]
) -> None:
    """Before any event is heard, the case is received, and no more is known."""
    inbox("cases")
    applied = client.post("/cases", json=application).json()

    shown = client.get(applied["links"]["self"], headers={"X-Access-Code": applied["access_code"]}).json()

    assert CaseShown.model_validate(shown).stage == "received"
    assert (shown["case"], shown["province"], shown["timeline"]) == (applied["case"], "530000", [])


@pytest.mark.parametrize("story", STORIES)
def test_every_story_is_shown_in_both_languages(client: Client, hear: Hear, code: dict[str, str], story: str) -> None:
    """Whatever happened to a case, its view is as the API's description has it, and names no person."""
    hear(STORIES[story])

    answer = client.get(f"/cases/{CASE}", headers=code)

    shown = CaseShown.model_validate(answer.json())
    assert all(entry.what.zh and entry.what.en for entry in shown.timeline)
    assert stories.PERSON not in answer.text


def test_a_refusal_says_why_and_what_to_do(client: Client, hear: Hear, code: dict[str, str]) -> None:
    """The reason comes in the words of contracts/reasons.json."""
    hear(STORIES["refused"])

    reason = client.get(f"/cases/{CASE}", headers=code).json()["reason"]

    assert reason["name"] == "conditions-not-met"
    assert reason["remedy"]["zh"]


def test_the_pay_link_is_given_while_the_fee_is_due(client: Client, hear: Hear, code: dict[str, str]) -> None:
    """No fee is no link; a fee that is paid has a receipt instead."""
    hear([submitted()])
    assert problem(client.get(f"/cases/{CASE}/payment", headers=code)) == (404, "not-found")

    hear([accepted(), stories.APPROVED, stories.FEE_REQUESTED])
    due = Payment.model_validate(client.get(f"/cases/{CASE}/payment", headers=code).json())
    hear([stories.FEE_SETTLED])
    paid = Payment.model_validate(client.get(f"/cases/{CASE}/payment", headers=code).json())

    assert (due.pay_url, due.fee.state) == (stories.PAY_URL, "due")
    assert (paid.pay_url, paid.fee.receipt) == (None, "R-1")


MATERIALS = {"materials": [{"code": "photo", "digest": "cd" * 32}]}
ASKED: Mapping[str, tuple[str, Mapping[str, Any], list[Message]]] = {
    "materials": ("cases.supplement-materials.v1", MATERIALS, [submitted(), stories.SUPPLEMENT]),
    "withdrawal": ("cases.withdraw-application.v1", {"reason_text": "不再\n需要"}, [submitted(), accepted()]),
    "rating": ("cases.rate-service.v1", {"level": 2, "comment": "很快"}, [*PAID, stories.CLOSED]),
    "delivery-choice": ("cases.choose-delivery.v1", {"method": "resend"}, BACK),
}
KNOWN = {"delivery-choice": {"attempt": 1}}
"""What the portal adds: of which parcel the applicant has read."""


@pytest.mark.parametrize("what", ASKED)
def test_what_an_applicant_asks_for_is_sent_once(
    client: Client, hear: Hear, code: dict[str, str], inbox: Open, what: str
) -> None:
    """Asked twice in the same words, the same message leaves, so that nothing is done twice."""
    message_type, body, story = ASKED[what]
    cases = inbox("cases")
    hear(story)

    answers = [client.post(f"/cases/{CASE}/{what}", json=body, headers=code) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [202, 202]
    assert Accepted.model_validate(answers[0].json()).case == CASE
    once, again = cases.received(2)
    assert (once.type, once.subject, once.data, once.actor) == (
        *(message_type, CASE, {**body, **KNOWN.get(what, {})}, stories.PERSON),
    )
    assert once.id == again.id


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("materials", "on its way"),
        ("withdrawal", "can no longer be withdrawn"),
        ("rating", "not the time to rate"),
        ("delivery-choice", "on its way"),
    ],
)
def test_what_comes_at_the_wrong_moment_is_told_so(
    client: Client, hear: Hear, code: dict[str, str], what: str, text: str
) -> None:
    """The answer names the stage the case is at, instead of taking in what will be refused."""
    hear(PAID)

    answer = client.post(f"/cases/{CASE}/{what}", json=ASKED[what][1], headers=code)

    assert problem(answer) == (409, "wrong-moment")
    assert text in answer.json()["detail"]
    assert answer.json()["stage"] == "delivery"


def test_a_second_choice_after_a_second_return_is_another_choice(
    client: Client, hear: Hear, code: dict[str, str], inbox: Open
) -> None:
    """The same words about another parcel are not a repetition."""
    cases, choice = inbox("cases"), {"method": "resend"}
    returned_again = stories.parcel(2, 61, "parcel-returned", incident="addressee-unknown", returned_at="x")
    asked_again = stories.said(62, "cases.delivery-choice-requested.v1", {"incident": "addressee-unknown"})

    hear(BACK)
    client.post(f"/cases/{CASE}/delivery-choice", json=choice, headers=code)
    hear([stories.BOOKED_AGAIN, returned_again, asked_again])
    client.post(f"/cases/{CASE}/delivery-choice", json=choice, headers=code)

    first, second = cases.received(2)
    assert first.id != second.id
    assert (first.data["attempt"], second.data["attempt"]) == (1, 2)


def test_a_new_address_leaves_only_sealed(
    client: Client, hear: Hear, code: dict[str, str], inbox: Open, keys: Keys
) -> None:
    """Only logistics can open where the parcel goes now."""
    cases = inbox("cases")
    hear(BACK)

    client.post(f"/cases/{CASE}/delivery-choice", json={"method": "resend", "address": "大理古城1号"}, headers=code)

    sealed = cases.received()[0].data["address_sealed"]
    assert unseal(keys.logistics, sealed) == {"address": "大理古城1号"}


def test_a_rating_counts_from_one_to_five(client: Client, hear: Hear, code: dict[str, str]) -> None:
    """Six is no level."""
    hear([*PAID, stories.CLOSED])

    answer = client.post(f"/cases/{CASE}/rating", json={"level": 6}, headers=code)

    assert problem(answer) == (422, "invalid")
    assert (answer.json()["errors"][0]["field"], answer.json()["errors"][0]["rule"]) == ("level", "range")

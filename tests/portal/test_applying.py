"""Applying through the API: what is taken in, what is refused, and what leaves for the bus."""

from collections.abc import Callable
from typing import Any

import pytest
from httpx import Client

from services.chassis.sealed import pseudonym, unseal
from tests.portal.conftest import Hear, Inbox, Keys, serving
from tests.portal.stories import submitted

Open = Callable[[str], Inbox]

CASE_OF_KEY = "case-530000-GR0BJC36FLZOZV9QQWC9"
"""What the sample application became under this key when it could not say a word of cards and clerks."""


def test_an_application_becomes_a_command_that_the_broker_holds(
    client: Client, inbox: Open, application: dict[str, Any], environ: dict[str, str]
) -> None:
    """The answer names case, access code and links; the command names the applicant by pseudonym only."""
    cases = inbox("cases")

    answer = client.post("/cases", json=application)

    assert answer.status_code == 202
    case = answer.json()["case"]
    assert answer.json()["links"]["self"] == answer.headers["location"] == f"/cases/{case}"
    command = cases.received()[0]
    assert (command.type, command.subject, command.case) == ("cases.submit-application.v1", case, case)
    assert command.data["applicant"] == pseudonym(environ["PORTAL_PSEUDONYM_KEY"].encode(), "11010519491231002X")
    assert command.actor == command.data["applicant"]
    assert command.cause == command.id


def test_personal_data_leaves_only_sealed(client: Client, inbox: Open, application: dict[str, Any], keys: Keys) -> None:
    """Identity can open the applicant, logistics the address; neither stands in the clear."""
    cases = inbox("cases")
    client.post("/cases", json=application)

    command = cases.received()[0]

    assert unseal(keys.identity, command.data["applicant_sealed"]) == {
        "name": "李小云",
        "number": "11010519491231002X",
        "phone": "13800138000",
    }
    address = unseal(keys.logistics, command.data["delivery"]["address_sealed"])
    assert address == {"name": "李小云", "phone": "13800138000", "address": application["delivery"]["address"]}
    assert "李小云" not in str(command)


def test_a_bank_card_leaves_sealed_and_the_wish_for_a_clerk_is_passed_on(
    client: Client, inbox: Open, application: dict[str, Any], keys: Keys
) -> None:
    """四要素 are identity's to compare; the blanks that people type into a card's number are taken out."""
    cases = inbox("cases")
    applicant = {**application["applicant"], "card": "6217 0000 1001 2345 678"}
    client.post("/cases", json={**application, "applicant": applicant, "review": True})

    command = cases.received()[0]

    assert unseal(keys.identity, command.data["applicant_sealed"])["card"] == "6217000010012345678"
    assert command.data["review"] is True
    assert "6217" not in str(command)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"card": "6217-0000"}, ("applicant.card", "bank-card")),
        ({"card": "6" * 20}, ("applicant.card", "bank-card")),
        ({"card": "6217000010012345678", "phone": None}, ("applicant", "phone-required")),
    ],
)
def test_a_card_that_cannot_be_compared_is_refused_with_what_to_do(
    client: Client, application: dict[str, Any], change: dict[str, Any], fault: tuple[str, str]
) -> None:
    """At once, and without repeating it."""
    answer = client.post("/cases", json={**application, "applicant": {**application["applicant"], **change}})

    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["field"], error["rule"]) == fault
    assert error["remedy"]["zh"]
    assert "6217" not in answer.text


def test_what_can_be_said_since_does_not_make_another_case_of_the_same_application(
    client: Client, inbox: Open, application: dict[str, Any]
) -> None:
    """Left out, and said to be nothing, it is the same body under the same key; said, it is another."""
    inbox("cases")
    key = {"Idempotency-Key": "before and after an upgrade"}
    nothing = {**application, "review": False, "applicant": {**application["applicant"], "card": None}}
    cases = {client.post("/cases", json=body, headers=key).json()["case"] for body in (application, nothing)}
    assert cases == {CASE_OF_KEY}
    asking = client.post("/cases", json={**application, "review": True}, headers=key)
    assert asking.status_code == 422


def test_the_same_application_under_one_key_is_one_case(
    client: Client, inbox: Open, application: dict[str, Any]
) -> None:
    """Sent twice, the same message leaves twice: whoever handles it does nothing the second time."""
    cases, key = inbox("cases"), {"Idempotency-Key": "a lost answer"}

    first, second = (client.post("/cases", json=application, headers=key) for _ in range(2))

    assert first.json() == second.json()
    once, again = cases.received(2)
    assert once.id == again.id


def test_without_a_key_every_application_is_its_own(client: Client, inbox: Open, application: dict[str, Any]) -> None:
    """Nobody loses an application because it looks like another one."""
    inbox("cases")

    first, second = (client.post("/cases", json=application).json()["case"] for _ in range(2))

    assert first != second


def test_a_key_that_means_another_application_is_refused(
    client: Client, inbox: Open, application: dict[str, Any]
) -> None:
    """Same key, other body: said, not swallowed, and nothing is sent."""
    cases, key = inbox("cases"), {"Idempotency-Key": "mine"}
    client.post("/cases", json=application, headers=key)
    cases.received()

    answer = client.post("/cases", json={**application, "channel": "window"}, headers=key)

    assert answer.status_code == 422
    assert answer.json()["type"].endswith("/key-reused")
    cases.nothing_more()


def test_another_process_knows_the_key_from_the_view(
    environ: dict[str, str], client: Client, inbox: Open, hear: Hear, application: dict[str, Any]
) -> None:
    """What one process took in, the next refuses as soon as the view has heard of it."""
    inbox("cases")
    key = {"Idempotency-Key": "mine"}
    hear([submitted(client.post("/cases", json=application, headers=key).json()["case"])])

    with serving(environ) as other:
        changed = other.post("/cases", json={**application, "channel": "window"}, headers=key)
    with serving(environ) as other:
        same = other.post("/cases", json=application, headers=key)

    assert (changed.status_code, same.status_code) == (422, 202)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"province": "990000"}, ("province", "province-unknown")),
        ({"item": "000000000000"}, ("item", "item-unknown")),
        ({"item": "000199999000"}, ("item", "item-not-in-force")),
        ({"item": "x"}, ("item", "form")),
        ({"applicant": {"name": "李小云", "number": "110105194912310021"}}, ("applicant.number", "identifier-invalid")),
        (
            {"applicant": {"name": "李小云", "number": "1101０5194912310021"}},
            ("applicant.number", "identifier-invalid"),
        ),
        ({"applicant": {"name": "李\u0000云", "number": "11010519491231002X"}}, ("applicant.name", "plain-text")),
        ({"applicant": {"name": "李\u202e云", "number": "11010519491231002X"}}, ("applicant.name", "plain-text")),
        ({"applicant": {"name": "  ", "number": "11010519491231002X"}}, ("applicant.name", "required")),
        ({"applicant": {"number": "11010519491231002X"}}, ("applicant.name", "required")),
        ({"materials": [{"code": "photo", "digest": "ab"}]}, ("materials[0].digest", "form")),
        ({"materials": [{"code": "passport", "digest": "ab" * 32}]}, ("materials[0].code", "material-unknown")),
        ({"materials": [{"code": "photo", "digest": "ab" * 32}] * 2}, ("materials", "material-repeated")),
        ({"delivery": {"method": "post"}}, ("delivery", "address-required")),
        ({"delivery": {"method": "counter", "address": "昆明"}}, ("delivery", "address-unused")),
        ({"delivery": {"method": "pigeon"}}, ("delivery.method", "choice")),
        ({"shoe_size": 42}, ("shoe_size", "unknown-field")),
    ],
)
def test_a_wrong_entry_is_named_with_its_rule_and_its_remedy(
    client: Client, inbox: Open, application: dict[str, Any], change: dict[str, Any], named: tuple[str, str]
) -> None:
    """Nothing is sent, and the answer says which entry, which rule, and what to do, without repeating the entry."""
    cases = inbox("cases")

    answer = client.post("/cases", json={**application, **change})

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [(error["field"], error["rule"]) for error in answer.json()["errors"]] == [named]
    assert answer.json()["errors"][0]["remedy"]["zh"]
    assert "1101" not in answer.text
    cases.nothing_more()


def test_a_company_applies_with_its_credit_code(client: Client, inbox: Open, application: dict[str, Any]) -> None:
    """Organisations (统一社会信用代码) are applicants like citizens."""
    inbox("cases")
    company = {"name": "昆明山茶旅行社有限公司", "number": "91350100M000100Y43"}

    assert client.post("/cases", json={**application, "applicant": company}).status_code == 202


def test_where_nobody_serves_cases_the_answer_is_to_come_back(
    client: Client, inbox: Open, application: dict[str, Any]
) -> None:
    """A command that no queue takes is not accepted."""
    inbox("payments")

    answer = client.post("/cases", json=application)

    assert answer.status_code == 503
    assert answer.json()["type"].endswith("/unserved")
    assert int(answer.headers["retry-after"]) > 0

"""The finance desk, and seals and certificates in the hands of staff: who may, what is sent, what is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from httpx import Client

from services.portal.api.finance_models import Differences
from tests.portal import stories
from tests.portal.conftest import Hear, Inbox
from tests.portal.stories import IDENTIFIER, ISSUED, NUMBER, said
from tests.portal.test_cases import problem

Open = Callable[[str], Inbox]
Token = Callable[..., dict[str, str]]

REFUND = {"refund": "TF-0001", "reason": "interest-of-others", "lines": [{"code": "card", "fen": 400}]}
STATEMENT = "statement-standin-channel-20261123"
MISSING = "missing-here.payment.N-20261123-000001"
NOTE = {"statement": STATEMENT, "difference": MISSING, "note": "渠道已确认，已人工入账。"}
FOUND = said(
    10,
    "payments.difference-found.v1",
    {
        "channel": "standin-channel",
        "day": "2026-11-23",
        "difference": MISSING,
        "kind": "missing-here",
        "order": f"payment-{NUMBER}",
        "reference": "N-20261123-000001",
        "theirs_fen": 1000,
    },
    STATEMENT,
)
SETTLED = said(20, "payments.difference-settled.v1", {"difference": MISSING, "by": "staff-17"}, STATEMENT)
AUTHORITY = "11530000TB5300011J"
SEAL = said(
    5, "seals.seal-registered.v1", {"authority": AUTHORITY, "certificate": "MIIB"}, f"seal-{AUTHORITY}", stories.CASE
)
INQUIRY = {"reason": "seal-under-inquiry", "ground": "印章管理检查期间冻结。"}
SEIZURE = {"operation": "03", "reason": "certificate-under-inquiry", "ground": "涉嫌违规，立案调查。"}


def test_the_finance_desk_gives_fees_back(client: Client, token: Token, inbox: Open) -> None:
    """Under its own number, which makes the same refund one; nobody else may."""
    payments, address = inbox("payments"), f"/officer/payments/payment-{NUMBER}/refunds"

    assert client.post(address, json=REFUND, headers=token("finance")).status_code == 202
    sent = payments.received()[0]

    assert (sent.type, sent.subject, sent.data) == ("payments.refund-fee.v1", f"payment-{NUMBER}", REFUND)
    assert sent.actor == "staff-17"
    assert problem(client.post(address, json=REFUND, headers=token("officer"))) == (403, "role-missing")
    elsewhere = token("finance", "430000")
    assert problem(client.post(address, json=REFUND, headers=elsewhere)) == (403, "other-province")
    unfounded = {**REFUND, "reason": "bad-weather"}
    assert problem(client.post(address, json=unfounded, headers=token("finance"))) == (422, "invalid")


def differences(client: Client, headers: dict[str, str]) -> list[str]:
    """The open ones."""
    answer = client.get("/officer/differences", headers=headers)
    return [one.difference for one in Differences.model_validate(answer.json()).differences]


def test_a_difference_is_work_until_somebody_has_seen_to_it(
    client: Client, hear: Hear, token: Token, inbox: Open
) -> None:
    """In the province whose order it is about; whoever settles it answers for it."""
    payments, ours = inbox("payments"), token("finance")
    hear([FOUND, FOUND])
    assert differences(client, ours) == [MISSING]
    assert differences(client, token("finance", "430000")) == []

    elsewhere = token("finance", "430000")
    assert problem(client.post("/officer/differences/settlement", json=NOTE, headers=elsewhere))[1] == "other-province"
    assert client.post("/officer/differences/settlement", json=NOTE, headers=ours).status_code == 202
    sent = payments.received()[0]
    assert (sent.type, sent.subject, sent.data["by"]) == ("payments.settle-difference.v1", STATEMENT, "staff-17")

    hear([SETTLED])
    assert differences(client, ours) == []


def test_a_settlement_that_overtakes_its_difference_settles_it(client: Client, hear: Hear, token: Token) -> None:
    """Whatever the order in which they are heard."""
    hear([SETTLED])
    assert differences(client, token("finance")) == []
    assert problem(client.post("/officer/differences/settlement", json=NOTE, headers=token("finance")))[0] == 404
    hear([FOUND])
    assert differences(client, token("finance")) == []


@pytest.mark.parametrize(
    "change",
    [
        ("suspension", "seals.suspend-seal.v1"),
        ("restoration", "seals.restore-seal.v1"),
        ("revocation", "seals.revoke-seal.v1"),
    ],
)
def test_a_supervisor_has_the_seal_in_hand(
    client: Client, hear: Hear, token: Token, inbox: Open, change: tuple[str, str]
) -> None:
    """Of an authority of the own province, with reason and ground."""
    what, command = change
    seals, address = inbox("seals"), f"/officer/seals/{AUTHORITY}/{what}"
    assert problem(client.post(address, json=INQUIRY, headers=token("supervisor"))) == (404, "not-found")
    hear([SEAL])

    assert client.post(address, json=INQUIRY, headers=token("supervisor")).status_code == 202
    sent = seals.received()[0]
    assert (sent.type, sent.subject, sent.data) == (command, f"seal-{AUTHORITY}", INQUIRY)
    assert problem(client.post(address, json=INQUIRY, headers=token())) == (403, "role-missing")
    elsewhere = token("supervisor", "430000")
    assert problem(client.post(address, json=INQUIRY, headers=elsewhere)) == (403, "other-province")


def test_an_officer_changes_a_certificates_state(client: Client, hear: Hear, token: Token, inbox: Open) -> None:
    """By the operation of the standard, on the certificate's own stream."""
    certificates, address = inbox("certificates"), f"/officer/certificates/{IDENTIFIER}/status"
    assert problem(client.post(address, json=SEIZURE, headers=token())) == (404, "not-found")
    hear([ISSUED])

    assert client.post(address, json=SEIZURE, headers=token()).status_code == 202
    sent = certificates.received()[0]
    assert (sent.type, sent.subject) == ("certificates.change-status.v1", f"certificate-{NUMBER}")
    assert sent.data == SEIZURE
    assert problem(client.post(address, json=SEIZURE, headers=token("clerk"))) == (403, "role-missing")
    assert problem(client.post(address, json=SEIZURE, headers=token(province="430000"))) == (403, "other-province")


@pytest.mark.parametrize("body", [{**SEIZURE, "operation": "11"}, {**SEIZURE, "ground": ""}, {"operation": "03"}])
def test_a_change_without_ground_is_none(client: Client, hear: Hear, token: Token, body: dict[str, Any]) -> None:
    """Every change says which operation, why, and in whose words."""
    hear([ISSUED])
    answer = client.post(f"/officer/certificates/{IDENTIFIER}/status", json=body, headers=token())
    assert problem(answer) == (422, "invalid")

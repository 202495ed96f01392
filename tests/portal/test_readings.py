"""Who looked at a person's data, the person can see; and what a person may have done with it."""

from collections.abc import Callable
from typing import Any

import pytest
from httpx import Client

from services.chassis.sealed import pseudonym
from services.portal.api.identity_reviews import Waitings
from services.portal.api.mine_answers import MyUses
from services.portal.views import show_review
from tests.portal.conftest import Hear, Inbox, serving
from tests.portal.stories import CASE, PERSON, accepted, said, submitted
from tests.portal.test_cases import problem

Open = Callable[[str], Inbox]
Header = Callable[..., dict[str, str]]

AGENT = "11010519491231002X"
MANDATE = {"agent": AGENT, "scope": ["submit", "collect"], "items": ["000122008000"], "ends_on": "2027-03-31"}
DUE = "2026-11-25T01:02:04.000Z"
WANTED = said(
    1, "identity.review-requested.v1", {"person": PERSON, "round": 1, "ground": "review-wanted", "due": DUE}, PERSON
)
LATE = said(2, "identity.review-warned.v1", {"person": PERSON, "due": DUE}, PERSON)
OVER = said(3, "identity.review-decided.v1", {"person": PERSON, "decision": "confirm"}, PERSON)
AGAIN = said(
    4, "identity.review-requested.v1", {"person": PERSON, "round": 2, "ground": "name-rare", "due": DUE}, PERSON
)
FOUND = {"round": 1, "decision": "confirm", "opinion": "证件与本人相符。"}


def test_whoever_opens_a_case_is_told_to_its_applicant(client: Client, hear: Hear, token: Header, inbox: Open) -> None:
    """Once a day for each officer, however often they look."""
    identity = inbox("identity")
    hear([submitted(), accepted()])

    for _ in range(2):
        assert client.get(f"/officer/cases/{CASE}", headers=token()).status_code == 200
    once, again = identity.received(2)

    assert (once.type, once.subject, once.case) == ("identity.record-reading.v1", PERSON, CASE)
    assert once.data == {"reader": "staff-17", "purpose": "review", "what": ["case"]}
    assert once.id == again.id


def test_what_cannot_be_recorded_is_not_shown(environ: dict[str, str], hear: Hear, token: Header) -> None:
    """While the broker is away, officers wait."""
    hear([submitted(), accepted()])
    with serving({**environ, "AMQP_URI": "amqp://guest:guest@127.0.0.1:1//"}) as alone:
        assert problem(alone.get(f"/officer/cases/{CASE}", headers=token())) == (503, "unavailable")


def test_a_citizen_sees_who_read_the_own_data(client: Client, hear: Hear, citizen: Header) -> None:
    """By the reader's account, with purpose and case."""
    hear([said(7, "identity.data-read.v1", {"reader": "staff-17", "purpose": "review", "what": ["case"]}, PERSON)])

    (use,) = MyUses.model_validate(client.get("/me/uses?month=2026-11", headers=citizen()).json()).uses

    assert (use.use, use.reader, use.what, use.case) == ("data-read", "staff-17", ["case"], CASE)


def queue(client: Client, headers: dict[str, str]) -> list[tuple[int, str | None]]:
    """Round and flag of those who wait."""
    answer = client.get("/officer/identity-reviews", headers=headers)
    return [(one.round, one.flag) for one in Waitings.model_validate(answer.json()).reviews]


def test_a_clerk_decides_whom_no_register_knows(client: Client, hear: Hear, token: Header, inbox: Open) -> None:
    """In the own province; what is decided leaves the queue, and what is asked anew is in it again."""
    identity = inbox("identity")
    hear([WANTED])
    assert queue(client, token("clerk")) == [(1, None)]
    assert queue(client, token("clerk", "430000")) == []
    hear([LATE])
    assert queue(client, token("clerk")) == [(1, "yellow")]

    address = f"/officer/identity-reviews/{PERSON}"
    assert client.post(address, json=FOUND, headers=token("clerk")).status_code == 202
    sent = identity.received()[0]
    assert (sent.type, sent.subject, sent.data, sent.actor) == ("identity.decide-review.v1", PERSON, FOUND, "staff-17")
    assert problem(client.post(address, json=FOUND, headers=token("clerk", "430000"))) == (403, "other-province")
    assert problem(client.post(address, json=FOUND, headers=token("officer"))) == (403, "role-missing")

    hear([OVER])
    assert queue(client, token("clerk")) == []
    assert problem(client.post(address, json=FOUND, headers=token("clerk"))) == (404, "not-found")
    hear([AGAIN])
    assert [number for number, _ in queue(client, token("clerk"))] == [2]


def test_a_decision_heard_before_its_request_is_no_work() -> None:
    """The view folds by when things were said."""
    decided = {"is": "review-decided", "person": PERSON}
    assert show_review([decided]) == {"person": PERSON}


def test_a_citizen_lets_somebody_act_and_takes_it_back(
    client: Client, hear: Hear, citizen: Header, inbox: Open, environ: dict[str, str]
) -> None:
    """In the own name only: the principal is whoever has signed in."""
    identity = inbox("identity")
    headers = {**citizen(), "Idempotency-Key": "m-1"}
    named = [client.post("/me/mandates", json=MANDATE, headers=headers).json()["subject"] for _ in range(2)]
    granted, again = identity.received(2)

    assert named[0] == named[1] == granted.subject
    assert granted.id == again.id
    agent = pseudonym(environ["PORTAL_PSEUDONYM_KEY"].encode(), AGENT)
    assert (granted.data["principal"], granted.data["agent"], granted.actor) == (PERSON, agent, PERSON)
    assert AGENT not in str(granted)

    terms = {"principal": PERSON, "agent": agent, "scope": ["submit"], "items": [], "ends_on": "2027-03-31"}
    hear([said(1, "identity.mandate-granted.v1", terms, named[0])])
    assert client.post(f"/me/mandates/{named[0]}/revocation", headers=citizen()).status_code == 202
    assert identity.received()[0].type == "identity.revoke-mandate.v1"
    assert problem(client.post("/me/mandates/nonsense/revocation", headers=citizen())) == (404, "not-found")


def test_a_citizen_has_the_own_data_erased(client: Client, citizen: Header, token: Header, inbox: Open) -> None:
    """The own, and nobody does it for them."""
    identity, body = inbox("identity"), {"ground": "consent-withdrawn"}

    assert client.post("/me/erasure", json=body, headers=citizen()).status_code == 202
    sent = identity.received()[0]

    assert (sent.type, sent.subject, sent.data) == ("identity.erase-person.v1", PERSON, body)
    assert problem(client.post("/me/erasure", json=body, headers=token())) == (403, "role-missing")


@pytest.mark.parametrize("other", [{"scope": ["vote"]}, {"ends_on": "soon"}, {"agent": "1"}])
def test_a_mandate_that_no_law_knows_is_refused(client: Client, citizen: Header, other: dict[str, Any]) -> None:
    """Entry by entry."""
    answer = client.post("/me/mandates", json={**MANDATE, **other}, headers=citizen())
    assert problem(answer) == (422, "invalid")

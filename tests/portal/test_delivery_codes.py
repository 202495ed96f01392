"""Codes for couriers (收件码) at the portal: who is shown them, and whose word it is that a parcel has come."""

from collections.abc import Callable, Iterator

import pytest
from httpx import Client

from services.chassis.codes import code_of
from services.chassis.errors import CannotStart
from services.portal.api.answers import CaseShown
from services.portal.api.case_ids import CaseIds
from services.portal.api.office_answers import OfficersCase
from tests.portal import catalogue, stories
from tests.portal.conftest import Hear, Inbox, serving
from tests.portal.stories import CASE, NUMBER, PERSON
from tests.portal.test_cases import problem

Open = Callable[[str], Inbox]
Header = Callable[..., dict[str, str]]

KEY = "codes of parcels come from this"
FIRST = f"parcel-{NUMBER}-501"


@pytest.fixture
def proving(environ: dict[str, str], hear: Hear) -> Iterator[Client]:
    """The API of a portal that shares a key with logistics."""
    hear([catalogue.published(catalogue.GUIDE)])
    with serving({**environ, "PORTAL_PROOF_KEY": KEY}) as client:
        yield client


def test_the_recipient_alone_is_shown_the_parcels_code(
    proving: Client, hear: Hear, code: dict[str, str], *, token: Header, citizen: Header, inbox: Open
) -> None:
    """While a courier may ask for it, by access code or as the citizen; the staff never."""
    inbox("identity")
    booked = stories.parcel(1, 51, "parcel-booked", carrier="c", tracking_number="XA1CN", proved_by="code")
    hear([*stories.PAID, booked, stories.HANDED_OVER])
    secret = code_of(KEY, f"parcel-{NUMBER}-1")
    (parcel,) = CaseShown.model_validate(proving.get(f"/cases/{CASE}", headers=code).json()).parcels
    assert parcel.delivery_code == secret
    assert proving.get("/me/parcels", headers=citizen()).json()["parcels"][0]["delivery_code"] == secret
    office = proving.get(f"/officer/cases/{CASE}", headers=token())
    assert OfficersCase.model_validate(office.json()).parcels[0].delivery_code is None
    assert secret not in office.text
    hear([stories.parcel(1, 59, "parcel-delivered", delivered_at="2026-11-20T00:59:00.000Z")])
    assert secret not in proving.get(f"/cases/{CASE}", headers=code).text


def test_an_agent_is_shown_no_code_and_has_not_the_recipients_word(
    proving: Client, hear: Hear, code: dict[str, str], *, citizen: Header, inbox: Open
) -> None:
    """Neither by token nor by the access code, which the agent got; the applicant signs in."""
    logistics, agent = inbox("logistics"), "person-89abcdef0123456789abcdef"
    by_agent = {"item": stories.ITEM, "item_version": 1, "applicant": PERSON, "channel": "mobile", "agent": agent}
    booked = stories.parcel(1, 51, "parcel-booked", carrier="c", tracking_number="XA1CN", proved_by="code")
    handed_in = stories.said(0, "cases.application-submitted.v1", by_agent)
    hear([handed_in, *stories.PAID[1:], booked, stories.HANDED_OVER])
    secret, receipt = code_of(KEY, f"parcel-{NUMBER}-1"), f"/cases/{CASE}/parcels/parcel-{NUMBER}-1/receipt"
    for headers in (code, citizen(agent)):
        assert secret not in proving.get(f"/cases/{CASE}", headers=headers).text
        assert problem(proving.post(receipt, headers=headers)) == (403, "role-missing")
    assert secret in proving.get(f"/cases/{CASE}", headers=citizen()).text
    assert proving.post(receipt, headers=citizen()).status_code == 202
    assert logistics.received()[0].actor == PERSON


def test_a_parcel_without_proof_has_no_code_and_trouble_has_words(
    proving: Client, hear: Hear, code: dict[str, str]
) -> None:
    """Where nobody asks, nothing is to be told; what went wrong says why, by whose fault, and what to do."""
    trouble = {"incident": "delivered-without-proof", "at_fault": "carrier", "happened_at": "2026-11-20T00:53:00.000Z"}
    hear([*stories.PAID, stories.BOOKED, stories.HANDED_OVER, stories.parcel(1, 53, "incident-reported", **trouble)])
    (parcel,) = CaseShown.model_validate(proving.get(f"/cases/{CASE}", headers=code).json()).parcels
    assert (parcel.state, parcel.delivery_code, parcel.at_fault) == ("handed-over", None, "carrier")
    assert parcel.why
    assert parcel.why.remedy


def test_the_recipients_word_is_passed_on(client: Client, hear: Hear, code: dict[str, str], inbox: Open) -> None:
    """Of a parcel that was sent to them, and of no other."""
    logistics = inbox("logistics")
    hear([*stories.PAID, stories.BOOKED, stories.FETCHING])
    assert client.post(f"/cases/{CASE}/parcels/parcel-{NUMBER}-1/receipt", headers=code).status_code == 202
    assert problem(client.post(f"/cases/{CASE}/parcels/{FIRST}/receipt", headers=code)) == (404, "not-found")
    assert logistics.received()[0].type == "logistics.confirm-receipt.v1"


def test_a_key_that_could_be_guessed_stops_the_start() -> None:
    """All codes can be tried against it."""
    with pytest.raises(CannotStart):
        CaseIds("case numbers and codes come from this", "short")

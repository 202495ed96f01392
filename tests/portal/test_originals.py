"""Originals at the portal: asked for, followed through every hand, acknowledged, given back."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from httpx import Client

from services.chassis.sealed import unseal
from services.portal.api.answers import CaseShown
from services.portal.api.mine_answers import MyParcels
from services.portal.api.originals_models import Expectations
from tests.portal import stories
from tests.portal.conftest import Hear, Inbox, Keys
from tests.portal.stories import CASE, NUMBER, PERSON, STORIES, accepted, submitted
from tests.portal.test_cases import problem
from tests.portal.test_progress import shown

Open = Callable[[str], Inbox]
Header = Callable[..., dict[str, str]]

FIRST, SECOND = f"parcel-{NUMBER}-501", f"parcel-{NUMBER}-502"
HOME = "云南省昆明市五华区华山南路78号"
CARRIAGE = {"materials": ["photo"], "address": HOME, "name": "李小云", "phone": "13800138000"}
UNDER_REVIEW = [submitted(), accepted()]
ARRIVED = [*UNDER_REVIEW, stories.FETCHING, stories.FETCHED, stories.UNPACKED]


def test_originals_are_fetched_once_however_often_one_asks(
    client: Client, hear: Hear, code: dict[str, str], inbox: Open, keys: Keys
) -> None:
    """Before and after the portal has heard of it; the address leaves sealed, for logistics alone."""
    logistics, address = inbox("logistics"), f"/cases/{CASE}/originals"
    hear(UNDER_REVIEW)
    assert client.post(address, json=CARRIAGE, headers=code).status_code == 202
    hear([stories.originals(501, 21, "originals-booked", materials=["photo"], to="authority")])
    assert client.post(address, json=CARRIAGE, headers=code).status_code == 202

    once, again = logistics.received(2)
    assert (once.id, once.subject, once.actor) == (again.id, FIRST, PERSON)
    assert (once.type, once.data["materials"], once.data["sender"]) == (
        *("logistics.collect-originals.v1", ["photo"], PERSON),
    )
    assert unseal(keys.logistics, once.data["address_sealed"]) == {
        name: CARRIAGE[name] for name in ("address", "name", "phone")
    }


@pytest.mark.parametrize(
    ("story", "body", "said"),
    [
        ([], CARRIAGE, (409, "wrong-moment")),
        (STORIES["refused"], CARRIAGE, (409, "wrong-moment")),
        (ARRIVED, CARRIAGE, (409, "wrong-moment")),
        ([*UNDER_REVIEW, stories.FETCHING], CARRIAGE, (409, "wrong-moment")),
        (UNDER_REVIEW, {**CARRIAGE, "materials": ["passport"]}, (422, "invalid")),
        (UNDER_REVIEW, {**CARRIAGE, "materials": []}, (422, "invalid")),
        (UNDER_REVIEW, {**CARRIAGE, "address": "\u202e"}, (422, "invalid")),
    ],
)
def test_originals_that_cannot_be_fetched_are_not(
    client: Client,
    hear: Hear,
    code: dict[str, str],
    *,
    story: list[Any],
    body: Mapping[str, Any],
    said: tuple[int, str],
) -> None:
    """Of a case that is not known or over; what others hold; what the item does not know; nowhere."""
    hear(story)
    assert problem(client.post(f"/cases/{CASE}/originals", json=body, headers=code)) == said


def test_what_was_refused_is_asked_again_under_the_next_number(
    client: Client, hear: Hear, code: dict[str, str], inbox: Open
) -> None:
    """And the refusal says why, and what to do."""
    logistics = inbox("logistics")
    hear([*UNDER_REVIEW, stories.originals(501, 21, "originals-refused", reason="carrier-refused")])
    (refusal,) = CaseShown.model_validate(client.get(f"/cases/{CASE}", headers=code).json()).refusals
    assert (refusal.request, refusal.parcel, refusal.materials) == ("carry-originals", FIRST, stories.PAPERS)
    assert refusal.reason.remedy
    client.post(f"/cases/{CASE}/originals", json=CARRIAGE, headers=code)
    assert logistics.received()[0].subject == SECOND


def test_every_hand_that_held_an_original_is_shown(
    client: Client, hear: Hear, code: dict[str, str], citizen: Header
) -> None:
    """And who holds it now: what is missing, the carrier held last."""
    hear(STORIES["with originals"])
    case = CaseShown.model_validate(client.get(f"/cases/{CASE}", headers=code).json())
    there, back = case.originals or []
    assert [hand.holder for hand in there.hands] == ["applicant", "carrier", "authority"]
    assert [hand.holder for hand in back.hands] == ["authority", "applicant"]
    assert (there.state, there.missing, back.state) == ("received", ["qualification"], "returned")
    assert {one.material: one.holder for one in case.custody or []} == {
        "photo": "applicant",
        "qualification": "carrier",
    }
    mine = MyParcels.model_validate(client.get("/me/parcels", headers=citizen()).json())
    assert ([one.parcel for one in mine.originals], mine.parcels) == ([FIRST, SECOND], [])


def test_the_carriers_word_makes_no_original_received() -> None:
    """Under way it stays, whatever comes late."""
    assert shown([stories.FETCHED, stories.FETCHING])["originals"][0]["state"] == "under-way"
    late = shown([stories.UNPACKED, stories.FETCHING, stories.FETCHED])
    assert late["originals"][0]["state"] == "received"
    assert {one["material"]: one["holder"] for one in late["custody"]} == {
        "photo": "authority",
        "qualification": "carrier",
    }


def test_the_authority_sees_what_it_expects_and_says_what_has_come(
    client: Client, hear: Hear, token: Header, inbox: Open
) -> None:
    """In its own province; pressed twice it is one word, and another word afterwards is none."""
    logistics, receipt = inbox("logistics"), f"/officer/cases/{CASE}/originals/{FIRST}/receipt"
    hear([*UNDER_REVIEW, stories.FETCHING, stories.FETCHED])
    (one,) = Expectations.model_validate(client.get("/officer/originals", headers=token("clerk")).json()).originals
    assert (one.parcel, one.state, one.materials) == (FIRST, "under-way", stories.PAPERS)
    other = token("clerk", "430000")
    assert client.get("/officer/originals", headers=other).json()["originals"] == []
    assert problem(client.post(receipt, json={"materials": []}, headers=other)) == (403, "other-province")
    wrong = client.post(receipt, json={"materials": ["passport"]}, headers=token("clerk"))
    assert problem(wrong) == (422, "invalid")
    assert wrong.json()["errors"][0]["rule"] == "originals-unknown"

    for _ in range(2):
        assert client.post(receipt, json={"materials": ["photo"]}, headers=token("clerk")).status_code == 202
    once, again = logistics.received(2)
    assert (once.type, once.subject, once.data) == (
        *("logistics.acknowledge-originals.v1", FIRST, {"materials": ["photo"]}),
    )
    assert (once.id, once.actor) == (again.id, "staff-17")

    hear([stories.UNPACKED])
    assert client.get("/officer/originals", headers=token("clerk")).json() == {"originals": [], "next": None}
    assert problem(client.post(receipt, json={"materials": []}, headers=token("clerk"))) == (409, "wrong-moment")


def test_what_the_authority_holds_it_gives_back_and_nothing_else(
    client: Client, hear: Hear, token: Header, inbox: Open
) -> None:
    """To the address that it was told, sealed; also when the case is over."""
    logistics, address = inbox("logistics"), f"/officer/cases/{CASE}/originals/return"
    hear([*UNDER_REVIEW, stories.FETCHING])
    assert problem(client.post(address, json=CARRIAGE, headers=token())) == (409, "wrong-moment")
    hear([stories.UNPACKED, stories.REFUSED])
    missing = {**CARRIAGE, "materials": ["qualification"]}
    assert problem(client.post(address, json=missing, headers=token())) == (409, "wrong-moment")
    assert problem(client.post(address, json=CARRIAGE, headers=token("finance"))) == (403, "role-missing")
    assert client.post(address, json=CARRIAGE, headers=token()).status_code == 202
    (sent,) = logistics.received()
    assert (sent.type, sent.subject, sent.actor) == ("logistics.return-originals.v1", SECOND, "staff-17")
    assert HOME not in str(sent.data)


def test_what_was_missing_is_sent_after_all(client: Client, hear: Hear, code: dict[str, str], inbox: Open) -> None:
    """In a parcel of its own: it may turn up at home."""
    logistics, there = inbox("logistics"), {"holder": "authority", "received_at": "2026-11-20T00:23:00.000Z"}
    unpacked = stories.originals(501, 23, "original-received", materials=["qualification"], missing=["photo"], **there)
    hear([*UNDER_REVIEW, stories.FETCHING, stories.FETCHED, unpacked])
    assert client.post(f"/cases/{CASE}/originals", json=CARRIAGE, headers=code).status_code == 202
    assert logistics.received()[0].subject == SECOND


def test_what_was_brought_to_the_applicant_no_clerk_receives(client: Client, hear: Hear, token: Header) -> None:
    """By mistake for another parcel, or on purpose: the applicant has them."""
    hear([*ARRIVED, stories.BRINGING, stories.BROUGHT])
    address = f"/officer/cases/{CASE}/originals/{SECOND}/receipt"
    assert problem(client.post(address, json={"materials": ["photo"]}, headers=token())) == (409, "wrong-moment")


def test_a_case_that_was_taken_over_has_its_applicant(client: Client, hear: Hear, citizen: Header) -> None:
    """跨省通办: it is among what is theirs there too, and their token opens it."""
    there = {"from": CASE.replace("530000", "440000"), "item": stories.ITEM, "item_version": 1}
    hear([stories.said(0, "cases.case-taken-over.v1", {**there, "applicant": PERSON, "channel": "mobile"})])
    assert client.get(f"/cases/{CASE}", headers=citizen()).status_code == 200
    assert [one["case"] for one in client.get("/me/cases", headers=citizen()).json()["cases"]] == [CASE]


def test_trouble_on_the_way_to_the_authority_is_seen_by_its_staff(client: Client, hear: Hear, token: Header) -> None:
    """With the fault; trouble with a result is none of theirs."""
    trouble = {"incident": "parcel-damaged", "at_fault": "carrier", "happened_at": "2026-11-20T00:22:30.000Z"}
    hear([*UNDER_REVIEW, stories.FETCHING, stories.FETCHED])
    hear([stories.parcel(number, 23, "incident-reported", **trouble) for number in (1, 501)])
    (one,) = Expectations.model_validate(client.get("/officer/originals", headers=token()).json()).originals
    assert (one.parcel, one.incident, one.at_fault) == (FIRST, "parcel-damaged", "carrier")

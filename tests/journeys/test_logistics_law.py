"""统一物流 (logistics): who has what, and by whose word; at the portal, on the bus and at the carrier's counter."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from deploy.cli.walking import opened
from deploy.local.probe import wait_until
from deploy.local.suite import SERVICES
from tests.journeys.ear import Ear
from tests.journeys.post import NOBODY_THERE, Post, carried, posted
from tests.journeys.town import Town
from tests.journeys.window import NO, PHYSICIAN, Case, No, Window

HANDED_OVER, DELIVERED = "logistics.parcel-handed-over", "logistics.parcel-delivered"
BACK, INCIDENT = "logistics.parcel-returned", "logistics.incident-reported"


@pytest.fixture
def post(window: Window) -> Iterator[Post]:
    """The carrier, which is well again afterwards."""
    post = Post(window)
    yield post
    post.behaves("well")


def said(ear: Ear, case: Case, *events: str) -> list[int]:
    """How often each was announced."""
    return [len(ear.heard(case.id, event)) for event in events]


def test_handed_over_is_never_shown_as_received(window: Window, ear: Ear, post: Post) -> None:
    """The courier waits at the door until the recipient tells the code; only then it is received, and the case ends."""
    case = posted(window, window.somebody())
    parcel = carried(case, 1, "handed-over")
    post.comes_to(parcel["parcel"], "in_transit")
    assert case.view()["stage"] == "delivery"
    assert said(ear, case, HANDED_OVER, DELIVERED) == [1, 0]
    post.hears(parcel)
    assert case.comes_to("closed")["delivered"] == "post"
    assert carried(case, 1, "delivered")["delivered_at"]
    assert said(ear, case, HANDED_OVER, DELIVERED) == [1, 1]


def fetched(window: Window, case: Case, codes: list[str]) -> None:
    """The applicant has originals fetched at home."""
    who = window.somebody()
    case.does("originals", {"materials": codes, "address": who.address, "name": who.name, "phone": who.phone})


def test_originals_go_there_and_back_through_hands_that_are_all_named(window: Window, ear: Ear, post: Post) -> None:
    """The carrier's "delivered" makes nothing received; the authority's own word does, and says what is missing."""
    case, codes = window.applies(PHYSICIAN), sorted(one["code"] for one in window.item(PHYSICIAN)["materials"])[:2]
    case.comes_to("review")
    fetched(window, case, codes)
    there = carried(case, 501, "under-way")
    post.comes_to(there["parcel"], "delivered")
    assert carried(case, 501, "under-way")["hands"][-1]["holder"] == "carrier"
    expected = window.get("/officer/originals", window.staff("530000", "clerk"))["originals"]
    assert there["parcel"] in [one["parcel"] for one in expected]

    case.staff(f"originals/{there['parcel']}/receipt", {"materials": codes[:1]}, "clerk")
    assert carried(case, 501, "received")["missing"] == codes[1:]
    case.staff("originals/return", {"materials": codes[:1], "address": window.somebody().address})
    post.hears(carried(case, 502, "booked", "under-way"))
    back = carried(case, 502, "returned")
    assert [hand["holder"] for hand in back["hands"]] == ["authority", "carrier", "applicant"]
    assert {one["material"]: one["holder"] for one in case.view()["custody"]} == {
        codes[0]: "applicant",
        codes[1]: "carrier",
    }
    ways = [f"logistics.original-{word}" for word in ("collected", "received", "returned")]
    assert said(ear, case, *ways) == [2, 1, 1]
    case.staff("decision", NO)
    case.comes_to("refused")


def test_originals_are_carried_only_from_whom_has_them_and_while_the_case_is_open(window: Window) -> None:
    """Every no says who holds what, or where the case stands."""
    case, code = window.applies(PHYSICIAN), window.item(PHYSICIAN)["materials"][0]["code"]
    case.comes_to("review")
    with pytest.raises(No) as refused:
        case.staff("originals/return", {"materials": [code], "address": window.somebody().address})
    assert refused.value.kind == "wrong-moment"
    assert refused.value.problem["remedy"]["zh"]
    case.staff("decision", NO)
    case.comes_to("refused")
    with pytest.raises(No) as late:
        fetched(window, case, [code])
    assert (late.value.kind, late.value.problem["stage"]) == ("wrong-moment", "refused")


def test_originals_that_nobody_hands_over_stay_the_applicants(window: Window, post: Post) -> None:
    """Nobody was there to give them to the courier: they never left, and can be sent again."""
    case, code = window.applies(PHYSICIAN), window.item(PHYSICIAN)["materials"][0]["code"]
    case.comes_to("review")
    case.does("originals", {"materials": [code], "address": window.somebody().address + NOBODY_THERE})
    failed = carried(case, 501, "returned")
    assert (failed["hands"][-1]["holder"], failed["why"]["name"]) == ("applicant", "addressee-unknown")
    fetched(window, case, [code])
    again = carried(case, 502, "under-way")
    post.comes_to(again["parcel"], "delivered")
    case.staff(f"originals/{again['parcel']}/receipt", {"materials": [code]}, "clerk")
    carried(case, 502, "received")
    assert case.view()["custody"] == [{"material": code, "holder": "authority"}]
    case.staff("decision", NO)
    case.comes_to("refused")


@pytest.mark.parametrize("mode", ["late", "duplicate"])
def test_late_and_doubled_notices_come_to_one_end_that_is_told_once(
    window: Window, ear: Ear, post: Post, mode: str
) -> None:
    """The end before the beginning, or everything three times: each thing is announced once."""
    post.behaves(mode)
    case = posted(window, window.somebody())
    post.hears(carried(case, 1, "booked", "handed-over"))
    assert case.comes_to("closed")["delivered"] == "post"
    ear.hears(case.id, HANDED_OVER)
    settled(window, case)
    assert said(ear, case, HANDED_OVER, DELIVERED, BACK, INCIDENT) == [1, 1, 0, 0]


def settled(window: Window, case: Case) -> None:
    """Wait until the carrier has told all, and nothing is being sent any more."""
    parcel = f"parcel-{case.number}-1"
    assert wait_until(lambda: len(Post(window).book(parcel)["heard"]) >= 3, 30)
    window.town.settle()


def test_a_carrier_that_takes_its_last_word_back_closes_nothing_twice(window: Window, ear: Ear, post: Post) -> None:
    """Delivered, proved, and then returned after all: both are announced once; what was received stays received."""
    post.behaves("contradictory")
    case = posted(window, window.somebody())
    post.hears(carried(case, 1, "booked", "handed-over"))
    case.comes_to("closed")
    assert ear.hears(case.id, BACK)["incident"] == "addressee-unknown"
    settled(window, case)
    assert said(ear, case, DELIVERED, BACK, "cases.case-closed") == [1, 1, 1]
    assert case.view()["stage"] == "closed"


def test_a_denial_without_a_code_proves_nothing(window: Window, ear: Ear, post: Post) -> None:
    """Returned, and then delivered after all, says the carrier: an incident of its own fault; the applicant chooses."""
    post.behaves("contradictory")
    who = window.somebody()
    case = posted(window, who, address=who.address + NOBODY_THERE)
    case.comes_to("choice")
    post.hears(carried(case, 1, "returned"), "000000")
    incident = ear.hears(case.id, INCIDENT)
    assert (incident["incident"], incident["at_fault"]) == ("delivered-without-proof", "carrier")
    assert said(ear, case, DELIVERED, BACK) == [0, 1]
    case.does("delivery-choice", {"method": "counter"})
    case.handed_over()


def test_a_returned_parcel_is_sent_again_where_the_applicant_says(window: Window, ear: Ear, post: Post) -> None:
    """The return says why and by whose fault; the second parcel has a code of its own."""
    who = window.somebody()
    case = posted(window, who, address=who.address + NOBODY_THERE)
    case.comes_to("choice")
    first = carried(case, 1, "returned")
    assert (first["at_fault"], first["why"]["name"]) == ("consignee", "addressee-unknown")
    assert first["why"]["remedy"]["zh"]
    assert "delivery_code" not in first
    case.does("delivery-choice", {"method": "resend", "address": who.address})
    post.hears(carried(case, 2, "booked", "handed-over"))
    assert case.comes_to("closed")["delivered"] == "post"
    assert said(ear, case, BACK, DELIVERED) == [1, 1]


def test_received_is_what_the_code_proves(window: Window, ear: Ear, post: Post) -> None:
    """With a wrong code it is an incident with reason and fault; told the right one, the carrier proves it."""
    case = posted(window, window.somebody())
    parcel = carried(case, 1, "booked", "handed-over")
    right = parcel["delivery_code"]
    post.hears(parcel, f"{(int(right) + 1) % 10**6:06}")
    incident = ear.hears(case.id, INCIDENT)
    assert (incident["incident"], incident["at_fault"]) == ("delivered-without-proof", "carrier")
    post.comes_to(parcel["parcel"], "delivered")
    assert wait_until(lambda: "why" in carried(case, 1, "handed-over"), 30)
    assert case.view()["stage"] == "delivery"
    assert said(ear, case, DELIVERED) == [0]
    post.hears(parcel, right)
    case.comes_to("closed")
    assert said(ear, case, DELIVERED, INCIDENT) == [1, 1]
    alone = re.compile(rf"(?<![0-9A-Za-z.]){right}(?![0-9A-Za-z])")
    for everything in (_said_of(ear, case), *_kept(window.town)):
        assert not alone.search(everything)


def test_a_forged_call_moves_nothing_and_the_recipients_word_is_the_last(window: Window, ear: Ear, post: Post) -> None:
    """Signed with another secret, it is nobody's word; the recipient has the parcel, and says so."""
    post.behaves("forged")
    case = posted(window, window.somebody())
    parcel = carried(case, 1, "booked")
    post.hears(parcel)
    assert ear.hears(case.id, "logistics.notice-rejected")["reason"] == "signature-invalid"
    settled(window, case)
    assert carried(case, 1, "booked")["state"] == "booked"
    case.does(f"parcels/{parcel['parcel']}/receipt", {})
    assert case.comes_to("closed")["delivered"] == "post"


def test_two_carriers_serve_their_provinces_and_neither_shows_or_spreads_an_address(
    window: Window, ear: Ear, post: Post
) -> None:
    """江苏 by EMS, with a label that shows the city only; nothing of the address stands anywhere else in clear."""
    who, street = window.somebody("320000"), "北京东路隐秘巷七十七号"
    ems = posted(window, who, "320000", f"江苏省南京市玄武区{street}")
    usual = posted(window, window.somebody())
    for case, carrier in ((ems, "standin-ems"), (usual, "standin-carrier")):
        parcel = carried(case, 1, "booked", "handed-over")
        assert parcel["carrier"] == carrier
        post.hears(parcel)
        case.comes_to("closed")
    label = post.book(f"parcel-{ems.number}-1")["label"]
    assert label == f"{who.name[0]}** {who.phone[:3]}****{who.phone[-4:]} 江苏省南京市****"
    journal = (window.town.machine.home.stand_ins / "carrier.jsonl").read_text(encoding="utf-8")
    for everything in (_said_of(ear, ems), journal, *_kept(window.town)):
        assert street not in everything
        assert who.phone not in everything


def _said_of(ear: Ear, case: Case) -> str:
    """Every event of a case."""
    return json.dumps(ear.told(case.id), ensure_ascii=False)


def _kept(town: Town) -> Iterator[str]:
    """All that the stores and the logs hold: commits, secrets, the portal's views."""
    town.settle()
    for service in SERVICES:
        with opened(town.machine.mongodb_uri, service) as store:
            for name in store.database.list_collection_names():
                found: list[Any] = list(store.database[name].find({}))
                yield json.dumps(found, ensure_ascii=False, default=str)
    for file in town.machine.home.log.iterdir():
        yield file.read_text(encoding="utf-8", errors="replace")

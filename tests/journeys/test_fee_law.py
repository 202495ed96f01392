"""统一支付: what is billed, what is proved to cost less, what goes back, and what the books say of all of it."""

import re
from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from services.chassis.forms import read_form
from services.chassis.signatures import sign
from services.payments.fiscal import digest
from tests.journeys.desk import Desk
from tests.journeys.ear import Ear
from tests.journeys.shelf import Shelf
from tests.journeys.town import Town
from tests.journeys.window import (
    ACCEPTED,
    CHINA,
    DRIVING_LICENCE,
    PHYSICIAN,
    ROAD_TRANSPORT,
    Case,
    Window,
)

DISABILITY, DISABILITY_TYPE = "002085001000", "11100000TB0000060N001"
CARD, EXAM = {"zh": "工本费", "en": "Card"}, {"zh": "考试费", "en": "Examination"}
FEES = [{"code": "card", "name": CARD, "fen": 1000}, {"code": "exam", "name": EXAM, "fen": 2599}]
TF = {"reason": "interest-of-others"}


def bill(desk: Desk, case: Case) -> dict[str, Any]:
    """What payments was asked to collect."""
    found: dict[str, Any] = desk.comes("payments", f"payment-{case.number}", "CollectionOpened")["bill"]
    return found


def charged(window: Window, shelf: Shelf, **said: Any) -> Case:
    """A case that costs two lines, and is approved."""
    case = window.applies(shelf.put(PHYSICIAN, fees=FEES), **said)
    case.approved()
    return case


def refund(window: Window, case: Case, number: str, lines: list[dict[str, Any]] | None = None) -> None:
    """The finance desk gives back these lines, or all that is left."""
    asked = {"refund": number, **TF, **({"lines": lines} if lines else {})}
    window.post(f"/officer/payments/payment-{case.number}/refunds", asked, window.staff("530000", "supervisor"))


def test_the_bill_has_a_line_for_each_fee_in_whole_fen(window: Window, ear: Ear, desk: Desk, shelf: Shelf) -> None:
    """收费标准: name and amount of each line are the item's, their sum is what the channel is asked for."""
    case = charged(window, shelf)
    asked = ear.hears(case.id, "payments.fee-requested")["fen"]
    billed = bill(desk, case)
    assert [{name: line[name] for name in ("code", "name", "fen")} for line in billed["lines"]] == FEES
    assert type(asked) is int
    assert asked == case.comes_to("payment")["fee"]["fen"] == 3599


def holder(window: Window, who: Any) -> str:
    """Somebody who has been given a disability certificate; its identifier."""
    case = window.applies(DISABILITY, who)
    case.comes_to("examination")
    case.staff("examination", ACCEPTED, "clerk")
    case.approved()
    return str(case.handed_over()["certificate"])


CONSENT = {"material": "disability-certificate", "certificate_type": DISABILITY_TYPE}


def test_who_proves_an_exemption_by_a_certificate_pays_nothing(window: Window, ear: Ear) -> None:
    """减免: the certificate is presented with consent; no order is opened, no bill is sent, and the case goes on."""
    who = window.somebody()
    identifier = holder(window, who)
    case = window.applies(ROAD_TRANSPORT, who, consents=[CONSENT])
    assert case.shows("satisfied")[0]["identifier"] == identifier
    case.approved()
    case.handed_over()
    assert ear.hears(case.id, "cases.application-approved")["fees_fen"] == 0
    assert not ear.heard(case.id, "payments.fee-requested")


def test_who_cannot_prove_an_exemption_pays_all_of_it(window: Window, ear: Ear) -> None:
    """Nobody is exempt by saying so, and nobody is asked for a paper that is not required."""
    case = window.applies(ROAD_TRANSPORT, consents=[CONSENT])
    case.approved()
    case.pays()
    case.handed_over()
    assert ear.hears(case.id, "payments.fee-settled")["fen"] == window.item(ROAD_TRANSPORT, "530000")["fees"][0]["fen"]


def test_who_pays_less_reads_on_the_bill_by_which_certificate(window: Window, desk: Desk, shelf: Shelf) -> None:
    """Half of one line, less than a fen not asked for; the other line is whole."""
    who = window.somebody()
    identifier = holder(window, who)
    half = {"certificate_type": DISABILITY_TYPE, "name": CARD, "percent": 50}
    proof = {"code": "disability-certificate", "name": CARD, "required": False, "satisfied_by": [DISABILITY_TYPE]}
    materials = [*window.item(PHYSICIAN)["materials"], proof]
    code = shelf.put(PHYSICIAN, fees=[FEES[0], {**FEES[1], "exemptions": [half]}], materials=materials)
    case = window.applies(code, who, consents=[CONSENT])
    case.approved()
    card, exam = bill(desk, case)["lines"]
    assert (card["fen"], exam["fen"], exam["full_fen"]) == (1000, 1299, 2599)
    assert exam["exemption"] == {"certificate_type": DISABILITY_TYPE, "identifier": identifier}
    case.pays()
    assert case.handed_over()["fee"]["fen"] == 2299


def test_who_pays_twice_by_two_routes_gets_the_second_back_unasked(window: Window, ear: Ear, desk: Desk) -> None:
    """重复缴费: the first payment settles the fee, the second one goes back whole, once."""
    case = window.applies(DRIVING_LICENCE)
    case.pays("twice")
    settled = ear.hears(case.id, "payments.fee-settled")
    returned = ear.hears(case.id, "payments.fee-refunded")
    assert (settled["fen"], returned["fen"], returned["why"]) == (1000, 1000, "paid-twice")
    case.handed_over()
    ear.hears_all(case.id, "payments.fee-settled", 1)
    ear.hears_all(case.id, "payments.fee-refunded", 1)
    assert desk.events("payments", f"payment-{case.number}")["DoublePaymentReceived"]["payment"]["fen"] == 1000


def test_a_fee_goes_back_whole_and_not_a_second_time(window: Window, ear: Ear, shelf: Shelf) -> None:
    """全额退付: without lines all that is left; the same number again is the same refund, another finds nothing."""
    case = charged(window, shelf)
    case.pays()
    case.handed_over()
    refund(window, case, "TF-1", [{"code": "exam", "fen": 599}])
    ear.hears_all(case.id, "payments.fee-refunded", 1)
    for number in ("TF-2", "TF-2", "TF-3"):
        refund(window, case, number)
    assert ear.hears(case.id, "payments.refund-refused")["reason"]
    assert [one["fen"] for one in ear.hears_all(case.id, "payments.fee-refunded", 2)] == [599, 3000]
    assert case.comes_to("closed")["fee"]["refunded_fen"] == 3599


def test_every_receipt_bears_a_national_number_of_its_own(window: Window, ear: Ear) -> None:
    """财政电子票据: 8 digits of region, kind and year, then 10 that nobody else has, in every channel."""
    cases = [window.applies(DRIVING_LICENCE, province=place) for place in ("530000", "330000", "530000")]
    for case in cases:
        case.pays()
    settled = [ear.hears(case.id, "payments.fee-settled") for case in cases]
    for case, one in zip(cases, settled, strict=True):
        year = datetime.fromisoformat(one["paid_at"]).astimezone(CHINA).strftime("%y")
        assert re.fullmatch(rf"{case.id[5:7]}[0-9]{{4}}{year}[0-9]{{10}}", one["receipt"])
        assert case.handed_over()["fee"]["receipt"] == one["receipt"]
    assert len({one["receipt"] for one in settled}) == len(cases)
    assert {one["channel"] for one in settled} == {"standin-channel", "standin-fiscal"}


@pytest.mark.parametrize("province", ["530000", "330000"], ids=["aggregate: JSON, HMAC-SHA256", "fiscal: forms, SM3"])
def test_a_callback_that_contradicts_before_the_payment_is_told_changes_nothing(
    window: Window, ear: Ear, desk: Desk, province: str
) -> None:
    """乱序: `not paid`, said before the payment and heard first, was true then; what was paid later counts."""
    case = window.applies(DRIVING_LICENCE, province=province)
    payment = f"payment-{case.number}"
    case.comes_to("payment")
    order = desk.comes("payments", payment, "FeeRequested")["channel_order"]
    secret = window.town.machine.secrets.text("channel-callback")
    if province == "330000":
        channel = "standin-fiscal"
        body = f"bill={payment}&pay_code={order}&state=0&time=20260101T000000"
        signature = digest(read_form(body), secret)
    else:
        channel, at = "standin-channel", "2026-01-01T00:00:00.000Z"
        body = f'{{"status":"unpaid","order":"{payment}","channel_order":"{order}","at":"{at}"}}'
        signature = sign(secret, body.encode())
    said = {"channel": channel, "body": body, "signature": signature}
    for number in range(3):
        desk.send("payments.record-callback.v1", payment, case.id, said, about=f"{number}", province=province)
    case.pays()
    assert ear.hears(case.id, "payments.fee-settled")["channel"] == channel
    case.handed_over()
    for never in ("channel-contradicted", "callback-rejected", "fee-refunded"):
        assert not ear.heard(case.id, f"payments.{never}")


def test_the_books_of_the_town_sum_to_zero(window: Window, ear: Ear, town: Town) -> None:
    """复式记账: every event books as much on one side as on the other, and no money is made or lost."""
    case = window.applies(DRIVING_LICENCE)
    case.pays("twice")
    ear.hears(case.id, "payments.fee-refunded")
    case.handed_over()
    books, of_case = Counter[str](), Counter[str]()
    for stream, events in town.read("payments").events.items():
        for name, data in events:
            sides = Counter[str]()
            for entry in data.get("entries", ()):
                sides[entry["account"]] += entry.get("debit_fen", 0) - entry.get("credit_fen", 0)
            assert not sum(sides.values()), (stream, name)
            books.update(sides)
            of_case.update(sides if stream == f"payment-{case.number}" else {})
    assert sum(books.values()) == 0
    held = {account: fen for account, fen in of_case.items() if fen}
    assert held == {"other-monetary-funds": 1000, "payable-to-treasury": -1000}, "owed to the treasury, and nobody else"

"""统一支付 (payments): what the channel tells twice, late, never or wrongly; and what goes back."""

import re
from datetime import timedelta

import pytest

from services.chassis import clock
from tests.journeys.desk import Desk
from tests.journeys.ear import Ear
from tests.journeys.window import CHINA, DRIVING_LICENCE, SOCIAL_CARD, Case, No, Window


def paid(window: Window, tell: str | None = None) -> Case:
    """A replaced driving licence, decided at once, whose fee is paid."""
    case = window.applies(DRIVING_LICENCE)
    case.pays(tell)
    return case


def test_the_same_key_with_another_body_is_refused(window: Window) -> None:
    """The same again is the same case; something else under its key is none."""
    form, key = window.form(SOCIAL_CARD), {"Idempotency-Key": "journey-of-a-key"}
    first = window.post("/cases", form, key)
    assert window.post("/cases", form, key)["case"] == first["case"]
    with pytest.raises(No) as refused:
        window.post("/cases", {**form, "channel": "mobile"}, key)
    assert (refused.value.status, refused.value.kind) == (422, "key-reused")


def test_another_bill_for_a_fee_that_is_billed_is_refused(window: Window, ear: Ear, desk: Desk) -> None:
    """The first bill stands, and is paid once."""
    case = paid(window)
    payment = f"payment-{case.number}"
    line = {"code": "card", "name": {"zh": "工本费", "en": "card"}, "fen": 1}
    bill = {"payer": "person-ed4cc7fa5db1146c87668043", "lines": [line], "total_fen": 1}
    ear.hears(case.id, "payments.fee-settled")
    desk.send("payments.collect-fee.v1", payment, case.id, bill)
    assert ear.hears(case.id, "payments.second-bill-refused")["reason"] == "bill-already-stands"
    case.handed_over()


@pytest.mark.parametrize("tell", ["duplicate", "late"])
def test_a_callback_that_comes_thrice_or_late_settles_the_fee_once(window: Window, ear: Ear, tell: str) -> None:
    """Whatever the channel repeats, there is one settlement with one receipt number in the national form."""
    case = paid(window, tell)
    settled = ear.hears(case.id, "payments.fee-settled")
    case.handed_over()
    assert len(ear.heard(case.id, "payments.fee-settled")) == 1
    assert settled["fen"] == 1000
    assert re.search(r"[0-9]{10}", settled["receipt"])


def test_a_channel_that_never_calls_is_asked_and_who_never_pays_loses_the_case(window: Window, ear: Ear) -> None:
    """When the order ends at the latest: the paid one is settled, the unpaid one ends for a reason of its own."""
    unpaid = window.applies(DRIVING_LICENCE)
    unheard = paid(window, "silent")
    unpaid.comes_to("payment")
    assert ear.hears(unheard.id, "payments.fee-settled")["fen"] == 1000
    assert unpaid.comes_to("expired")["reason"]["name"] == "payment-expired"
    unheard.handed_over()


def test_a_channel_that_takes_back_what_it_said_contradicts_itself(window: Window, ear: Ear) -> None:
    """The citizen has paid; the contradiction is for a person, and reconciliation makes it work once."""
    case = paid(window, "contradictory")
    assert ear.hears(case.id, "payments.channel-contradicted")
    case.handed_over()


def test_every_difference_to_the_channels_statement_becomes_work_once(window: Window, ear: Ear, desk: Desk) -> None:
    """The day is compared twice; what the channel took back is found, and found once."""
    case = paid(window, "contradictory")
    ear.hears(case.id, "payments.channel-contradicted")
    today = clock.now().astimezone(CHINA)
    statement, tomorrow = f"statement-standin-channel-{today:%Y%m%d}", today + timedelta(days=1, hours=2)
    for turn in (1, 2):
        desk.send("payments.reconcile-day.v1", statement, statement, {}, about=f"{turn}", at=tomorrow)
        ear.hears_all(statement, "payments.statement-reconciled", turn)
    found = [one["order"] for one in ear.heard(statement, "payments.difference-found")]
    assert found.count(f"payment-{case.number}") == 1
    case.handed_over()


def test_a_fee_goes_back_by_line_and_never_more_than_is_left(window: Window, ear: Ear, desk: Desk) -> None:
    """退付: a part of a line goes back; what exceeds the rest is refused."""
    case = paid(window)
    ear.hears(case.id, "payments.fee-settled")
    payment, why = f"payment-{case.number}", {"reason": "interest-of-others"}
    desk.send(
        "payments.refund-fee.v1", payment, case.id, {"refund": "TF-1", **why, "lines": [{"code": "card", "fen": 400}]}
    )
    assert ear.hears(case.id, "payments.fee-refunded")["fen"] == 400
    more = {"refund": "TF-2", **why, "lines": [{"code": "card", "fen": 700}]}
    desk.send("payments.refund-fee.v1", payment, case.id, more, about="TF-2")
    assert ear.hears(case.id, "payments.refund-refused")["reason"]


def test_a_province_may_use_another_channel(window: Window, ear: Ear) -> None:
    """浙江 pays through the fiscal channel (非税), by the same law."""
    case = window.applies(DRIVING_LICENCE, province="330000")
    case.pays()
    assert ear.hears(case.id, "payments.fee-settled")["channel"] == "standin-fiscal"
    case.handed_over()

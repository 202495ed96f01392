"""The contracts' examples tell one story, and the rules tell it the same way."""

import pytest

from services.chassis.testing.story import Story
from services.payments.effects import facts
from services.payments.service import DEFINITION
from services.payments.settings import Settings
from tests.payments.books import Books

SECRET = "example secret, never in use"
STORY = Story(DEFINITION, facts(Settings("http://channel", SECRET, "https://portal.example"), Books()))
ORDERED = ("collect-fee.v1", "record-order.v1")


def test_the_bill_leads_to_the_order() -> None:
    """Same stream, same sum, same address to call as the example of `payments.open-order.v1`."""
    STORY.then_asks(STORY.told("collect-fee.v1"), "open-order.v1", "description")


@pytest.mark.parametrize(
    ("told", "said", "own"),
    [
        (ORDERED, "fee-requested.v1", ()),
        (("collect-fee.v1", "record-order.v1.refused"), "collection-refused.v1", ()),
        ((*ORDERED, "record-callback.v1"), "fee-settled.v1", ("receipt",)),
        ((*ORDERED, "record-callback.v1.forged"), "callback-rejected.v1", ()),
        ((*ORDERED, "expire-order.v1", "record-inquiry.v1.unpaid"), "collection-expired.v1", ()),
        ((*ORDERED, "inquire-order.v1", "record-inquiry.v1"), "fee-settled.v1", ("receipt",)),
    ],
)
def test_what_is_told_leads_to_what_the_world_hears(told: tuple[str, ...], said: str, own: tuple[str, ...]) -> None:
    """As the example shows it; only the receipt's number is each payment's own."""
    STORY.then_says(STORY.told(*told), said, *own)


def test_cancelling_what_was_paid_asks_for_the_money_back() -> None:
    """The refund speaks of the example's payment, and of the example's reason."""
    (owed,) = DEFINITION.next_commands(STORY.told(*ORDERED, "record-callback.v1", "cancel-collection.v1").state)
    assert owed.type == STORY.example("refund-order.v1").type
    assert set(owed.data) == set(STORY.example("refund-order.v1").data)
    assert owed.data["why"] == STORY.example("cancel-collection.v1").data["reason"]

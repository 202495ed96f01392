"""What cases hears from other capabilities and asks of them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from services.cases.events import (
    ApplicationAccepted,
    ApplicationApproved,
    ApplicationRefused,
    CertificateRequested,
    DeliveryStarted,
    FeeAwaited,
    ServiceRated,
    SupplementRequested,
)
from services.cases.messages import SubmitApplication
from services.cases.neighbour_messages import (
    RecordCollectionLapse,
    RecordCollectionRefusal,
    RecordDelivery,
    RecordIssuance,
    RecordIssuanceRefusal,
    RecordMandate,
    RecordPresentation,
    RecordReturn,
    RecordSettlement,
    RecordVerification,
)
from services.cases.public import publish
from services.cases.reactions import REACTIONS
from services.cases.service import DEFINITION
from services.cases.states import Nothing
from services.cases.views import ITEMS
from services.chassis import codec, names
from services.chassis.envelope import Message, from_mapping
from tests.cases.samples import CASE, CASES, CONTRACT, GUIDE, HOME, IDENTIFIER, MINGYUE, MONDAY, SEALED, submitted

CONTRACTS = Path(__file__).parents[2] / "contracts"

NEWS: Mapping[str, type[Any]] = {
    "identity.person-verified.v1": RecordVerification,
    "identity.verification-refused.v1": RecordVerification,
    "identity.mandate-confirmed.v1": RecordMandate,
    "identity.mandate-refused.v1": RecordMandate,
    "payments.fee-settled.v1": RecordSettlement,
    "payments.collection-expired.v1": RecordCollectionLapse,
    "payments.collection-refused.v1": RecordCollectionRefusal,
    "certificates.certificate-issued.v1": RecordIssuance,
    "certificates.issuance-refused.v1": RecordIssuanceRefusal,
    "certificates.certificate-presented.v1": RecordPresentation,
    "certificates.presentation-refused.v1": RecordPresentation,
    "logistics.parcel-delivered.v1": RecordDelivery,
    "logistics.parcel-returned.v1": RecordReturn,
    "logistics.booking-refused.v1": RecordReturn,
}


def example(message_type: str) -> Message:
    """The contract's own example of a message."""
    capability, word, version = names.split(message_type)
    path = CONTRACTS / capability / "examples" / f"{word}.v{version}.json"
    return from_mapping(json.loads(path.read_text(encoding="utf-8")))


def owed(*events: Any) -> dict[str, Any]:
    """What this history owes, by purpose: subject and data."""
    state = CASES.given(*events).when().state
    return {one.purpose: (one.type, one.subject, dict(one.data)) for one in DEFINITION.next_commands(state)}


def test_every_piece_of_news_is_expected() -> None:
    """The table above is all that cases reacts to."""
    assert set(REACTIONS) == set(NEWS)


@pytest.mark.parametrize("message_type", NEWS)
def test_news_becomes_a_command_to_the_case_it_speaks_of(message_type: str) -> None:
    """The case is the correlation: the stream of the news is somebody else's."""
    message = example(message_type)
    command: Any = REACTIONS[message_type](message.foreign())
    assert isinstance(command, NEWS[message_type])
    assert command.subject == message.case
    assert codec.convert(codec.plain(command), type(command)) == command


def test_identitys_refusal_keeps_its_reason() -> None:
    """And a confirmation has none."""
    refused: Any = REACTIONS["identity.verification-refused.v1"](example("identity.verification-refused.v1").foreign())
    verified: Any = REACTIONS["identity.person-verified.v1"](example("identity.person-verified.v1").foreign())
    assert refused.refusal == example("identity.verification-refused.v1").data["reason"]
    assert verified.refusal is None


def test_the_number_of_a_parcel_is_read_off_its_stream() -> None:
    """`parcel-…-12` is the twelfth attempt."""
    foreign = {**example("logistics.parcel-delivered.v1").foreign(), "subject": "parcel-530000-7K2M9QX4TB3ZP8WN5RJD-12"}
    command: Any = REACTIONS["logistics.parcel-delivered.v1"](foreign)
    assert command.attempt == 12


def test_a_submission_is_read_as_its_contract_has_it() -> None:
    """And whatever it says of what the service knows is overwritten by the service."""
    message = example("cases.submit-application.v1")
    command = codec.convert(message.foreign(), SubmitApplication)
    assert (command.subject, command.item) == (message.subject, message.data["item"])


def test_identity_is_asked_on_the_applicants_own_stream() -> None:
    """One person, many cases."""
    asked = ("identity.verify-person.v1", MINGYUE, {"applicant_sealed": SEALED})
    assert owed(submitted()) == {"verify-person": asked}


def test_payments_is_given_the_bill() -> None:
    """Lines and total, on the payment's stream of the same number."""
    approved = ApplicationApproved(GUIDE.code, 3, 1000, "好")
    (bill,) = owed(submitted(), ApplicationAccepted(GUIDE.code, None), approved, FeeAwaited()).values()
    line = {"code": "card", "name": {"zh": "工本费", "en": "Cost of the card"}, "fen": 1000}
    asked = {"payer": MINGYUE, "lines": [line], "total_fen": 1000}
    assert bill == ("payments.collect-fee.v1", CASE.replace("case", "payment"), asked)


def test_certificates_is_told_type_holder_and_issuer() -> None:
    """With the validity the item lays down."""
    ((message_type, stream, order),) = owed(submitted(), CertificateRequested()).values()
    assert (message_type, stream) == ("certificates.issue-certificate.v1", CASE.replace("case", "certificate"))
    assert order["certificate_type"]["type_code"] == "11100000000013338W009"
    assert (order["holder"], order["valid_years"]) == (MINGYUE, 3)
    assert order["issuer"] == {"name": "云南省行政审批局", "uscc": "11530000TB5300011J"}


def test_logistics_has_a_stream_for_each_parcel() -> None:
    """The second attempt is another shipment."""
    (shipped,) = owed(submitted(), DeliveryStarted(IDENTIFIER, 2, HOME)).values()
    asked = {"certificate": IDENTIFIER, "recipient": MINGYUE, "address_sealed": HOME}
    assert shipped == ("logistics.ship-result.v1", CASE.replace("case", "parcel") + "-2", asked)


def test_a_case_that_failed_after_payment_gives_the_fee_back() -> None:
    """The reason goes along."""
    (cancelled,) = owed(ApplicationRefused(CASE, "seal-unknown", "processing", refund=True)).values()
    asked = {"reason": "seal-unknown"}
    assert cancelled == ("payments.cancel-collection.v1", CASE.replace("case", "payment"), asked)


def test_an_applicants_own_words_stay_here() -> None:
    """A comment, a sealed name, an address: the world hears none of them."""
    rated = publish(ServiceRated(5, "王明月很生气"), Nothing())
    assert rated is not None
    assert rated.data == {"level": 5}
    said = publish(submitted(), Nothing())
    assert said is not None
    assert set(said.data) == {"item", "item_version", "applicant", "channel"}


def test_times_are_told_in_utc() -> None:
    """As RFC 3339 writes them."""
    said = publish(SupplementRequested((CONTRACT,), MONDAY), Nothing())
    assert said is not None
    assert said.data["due"] == "2026-05-11T01:30:00.000Z"


def test_all_versions_of_an_item_are_kept_once_each() -> None:
    """By the item's code; what a case does not need is left out."""
    message = example("catalogue.item-published.v1")
    first = ITEMS.keep[message.type](message.foreign())
    assert ITEMS.key(message.foreign()) == message.data["code"]
    assert "law" not in first
    assert ITEMS.show([first, {**first, "version": 2}, first])["versions"] == [first, {**first, "version": 2}]


def test_a_provinces_form_of_an_item_is_kept_beside_the_nations() -> None:
    """Under the same code, with the province it holds in."""
    message = example("catalogue.provincial-item-published.v1")
    own = ITEMS.keep[message.type](message.foreign())
    nations = {name: value for name, value in own.items() if name != "region"}
    assert own["region"] == message.province
    assert ITEMS.key(message.foreign()) == own["code"]
    assert ITEMS.show([nations, own, own])["versions"] == [nations, own]

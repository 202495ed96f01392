"""The two channels' languages, held against what was computed elsewhere (`openssl dgst -sm3 -hmac`, and -sha256)."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.chassis.forms import moment_of, read_form
from services.chassis.signatures import sign
from services.chassis.statements import Unusable
from services.chassis.testing.party import Party, listening
from services.chassis.vocabulary import OutsideUnavailable
from services.payments.aggregate import Aggregate
from services.payments.channels import Channel, Channels, Notice, UnknownChannel, routes_in
from services.payments.effects import adapters, channels_of
from services.payments.fiscal import Fiscal, digest, fen_of, signed, yuan
from services.payments.messages import Payment
from services.payments.settings import Settings
from tests.payments.money import FEN, NOTIFY_URL, PAYMENT

SECRET = "shared between channel and payments"
SETTINGS = Settings(
    "http://channel", SECRET, "https://portal.example", fiscal_url="http://fiscal", fiscal_secret=SECRET
)
CODE = "33000026000000000017"
FIELDS = {"bill": PAYMENT, "pay_code": CODE, "amount": "70.00", "state": "1"}
FIELDS |= {"voucher": "N-1", "time": "20261123T120500"}
# of amount=70.00&bill=payment-…&pay_code=33…17&state=1&time=20261123T120500&voucher=N-1
SM3_OF_CONTENT = "071ab76c7bb0b9abba174bb3edca565e26d15f376c285e759532de146a6cd4df"
SHA_OF_JSON = "fd18eac4f0c2cf4d8449fef48a324ea7a6aaa9269361e1149d79686aeea99d52"
JSON = '{"order":"payment-530000-7K2M9QX4TB3ZP8WN5RJD","status":"paid","notice":"N-1","channel_order":"CH1",'
JSON += '"fen":7000,"paid_at":"2026-11-23T12:05:00+08:00"}'
PAID_AT = datetime(2026, 11, 23, 4, 5, tzinfo=UTC)


def test_the_fiscal_channels_signature_is_hmac_sm3_over_the_sorted_fields() -> None:
    """Whatever the order of the fields, and without the signature itself."""
    assert digest(FIELDS, SECRET) == SM3_OF_CONTENT
    assert digest(dict(reversed([*FIELDS.items(), ("sign", "x")])), SECRET) == SM3_OF_CONTENT


def test_the_aggregate_channels_signature_is_hmac_sha256_over_the_bytes() -> None:
    """As the header carries it."""
    assert sign(SECRET, JSON) == SHA_OF_JSON


@pytest.mark.parametrize(
    ("channel", "body", "signature", "number"),
    [(Aggregate(SETTINGS), JSON, SHA_OF_JSON, "CH1"), (Fiscal(SETTINGS), signed(FIELDS, SECRET), SM3_OF_CONTENT, CODE)],
    ids=["aggregate", "fiscal"],
)
def test_both_languages_say_the_same(channel: Channel, body: str, signature: str, number: str) -> None:
    """The same payment, to the fen and the second; one byte less of the signature and it is nobody's word."""
    assert channel.disbelief(body, signature) is None
    assert channel.disbelief(body, signature[:-1]) == "signature-invalid"
    assert channel.disbelief(body.replace("530000", "110000"), signature) == "signature-invalid"
    assert channel.notice(body) == Notice(PAYMENT, Payment("N-1", channel.name, number, FEN, PAID_AT))


def test_neither_channel_believes_what_the_other_signed() -> None:
    """Though the secret is the same here, the languages are not."""
    assert Aggregate(SETTINGS).disbelief(signed(FIELDS, SECRET), SM3_OF_CONTENT) == "signature-invalid"
    assert Fiscal(SETTINGS).disbelief(JSON, SHA_OF_JSON) == "signature-invalid"


@pytest.mark.parametrize(
    ("fen", "amount"), [(1, "0.01"), (10, "0.10"), (7000, "70.00"), (2**53 - 1, "90071992547409.91")]
)
def test_yuan_and_fen_are_the_same_money(fen: int, amount: str) -> None:
    """Both ways, without a fraction in between."""
    assert (yuan(fen), fen_of(amount)) == (amount, fen)


@pytest.mark.parametrize("amount", ["", "70", "70.0", "70.000", "070.00", "-70.00", "7e1", "0.00", " 70.00", "７0.00"])
def test_an_amount_in_another_form_is_not_guessed_at(amount: str) -> None:
    """Two decimals, and more than nothing."""
    with pytest.raises(Unusable):
        fen_of(amount)


def test_times_are_beijings() -> None:
    """GB/T 39046: YYYYMMDDThhmmss."""
    assert moment_of("20261123T120500") == PAID_AT
    with pytest.raises(Unusable):
        moment_of("2026-11-23")


def test_a_form_that_says_a_thing_twice_says_nothing() -> None:
    """Which of the two was signed?"""
    with pytest.raises(Unusable, match="twice"):
        read_form("state=1&state=0")


@pytest.mark.parametrize(
    "wrong",
    [{"state": "2"}, {"amount": "70"}, {"pay_code": "1"}, {"time": "now"}, {"voucher": ""}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_genuine_form_in_another_form_than_agreed_is_unusable(wrong: dict[str, str]) -> None:
    """Signed garbage is garbage."""
    with pytest.raises(Unusable):
        Fiscal(SETTINGS).notice(signed({**FIELDS, **wrong}, SECRET))


def test_a_fiscal_denial_is_read_as_one() -> None:
    """With the moment at which it was said."""
    said = {"state": "0", "bill": PAYMENT, "pay_code": CODE, "time": "20261123T120500"}
    assert Fiscal(SETTINGS).notice(signed(said, SECRET)) == Notice(PAYMENT, unpaid_at=PAID_AT)


@pytest.fixture
def party() -> Iterator[Party]:
    """A fiscal channel that says what the test says."""
    with listening() as found:
        yield found


ASKED = {
    "order": PAYMENT,
    "fen": FEN,
    "description": "考试费 / Examination",
    "notify_url": NOTIFY_URL,
    "message": "key-1",
}


def at(party: Party) -> Fiscal:
    """The adapter, turned to the party."""
    return Fiscal(replace(SETTINGS, fiscal_url=party.url, channel_timeout=0.3))


def test_the_fiscal_channel_is_asked_in_its_own_language(party: Party) -> None:
    """A form, in yuan, signed, under the intent's key; the answer is a 缴款识别码."""
    said = {"code": "0", "pay_code": CODE, "pay_url": "https://pay.example/1", "valid_until": "20261123T140000"}
    party.says(signed(said, SECRET).encode())
    assert at(party).open_order(ASKED) == {
        "channel_order": CODE,
        "pay_url": "https://pay.example/1",
        "expires_at": "2026-11-23T06:00:00.000Z",
    }
    asked = read_form(party.calls[0].body)
    assert (party.calls[0].path, asked["amount"], asked["request"]) == ("/bills", "70.00", "key-1")
    assert asked["sign"] == digest(asked, SECRET)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (signed({"code": "0", "pay_code": CODE}, "another secret").encode(), 200),
        (signed({"code": "0", "pay_code": CODE}, SECRET).encode(), 200),
        (signed({"code": "0"}, SECRET).encode(), 503),
        (b"<html>", 200),
        (b"\xff", 200),
    ],
    ids=["signed by another", "half an answer", "in trouble", "a page", "bytes"],
)
def test_what_is_no_answer_of_the_fiscal_channel_is_asked_again(party: Party, answer: bytes, status: int) -> None:
    """No citizen is refused for it."""
    party.says(answer, status)
    with pytest.raises(OutsideUnavailable):
        at(party).open_order(ASKED)


def test_a_signed_no_of_the_fiscal_channel_is_a_refusal(party: Party) -> None:
    """As every channel's no."""
    party.says(signed({"code": "4409"}, SECRET).encode())
    assert at(party).open_order(ASKED) == {"refused": "channel-refused"}


def test_a_province_chooses_its_channel_by_a_table(tmp_path: Path) -> None:
    """New orders go there; an order that stands stays with the channel that opened it."""
    table = tmp_path / "routes.csv"
    table.write_text("province,channel\n330000,standin-fiscal\n", encoding="utf-8")
    channels = channels_of(replace(SETTINGS, routes=table))
    assert channels.of_province("330000").name == "standin-fiscal"
    assert channels.of_province("530000").name == "standin-channel"
    assert channels.named("standin-channel").name == "standin-channel"
    assert routes_in(None) == {}


def test_a_table_that_names_an_unknown_channel_stops_the_start() -> None:
    """One line for the operator, before anybody's fee is lost in it."""
    with pytest.raises(UnknownChannel, match="nobody"):
        Channels([Aggregate(SETTINGS)], {"330000": "nobody"})


def test_the_effects_go_where_the_table_says(party: Party, tmp_path: Path) -> None:
    """Yunnan's order is opened by the fiscal channel, and the answer names it."""
    table = tmp_path / "routes.csv"
    table.write_text("province,channel\n530000,standin-fiscal\n", encoding="utf-8")
    said = {"code": "0", "pay_code": CODE, "pay_url": "https://pay.example/1", "valid_until": "20261123T140000"}
    party.says(signed(said, SECRET).encode())
    answer = adapters(replace(SETTINGS, fiscal_url=party.url, routes=table))["payments.open-order.v1"](ASKED)
    assert (answer.type, answer.data["channel"]) == ("payments.record-order.v1", "standin-fiscal")


def test_the_canned_call_is_what_the_wire_carries() -> None:
    """The JSON of the vector is one that the aggregate channel could have sent; the form likewise."""
    assert json.loads(JSON)["fen"] == FEN
    assert read_form(signed(FIELDS, SECRET))["sign"] == SM3_OF_CONTENT

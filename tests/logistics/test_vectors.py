"""The two carriers' languages, held against what was computed elsewhere (`openssl dgst -hmac`)."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.chassis.errors import CannotStart
from services.chassis.forms import read_form
from services.chassis.sealed import new_key_pair, seal
from services.chassis.signatures import sign
from services.chassis.statements import Unusable
from services.chassis.testing.party import Party, listening
from services.chassis.vocabulary import OutsideUnavailable
from services.logistics.carriers import Carrier, Office, Step, Wanted
from services.logistics.courier import Courier
from services.logistics.effects import adapters, carriers_of, facts
from services.logistics.ems import Ems, chk_code, signed
from services.logistics.messages import Kind
from services.logistics.settings import Settings
from tests.logistics.post import CASE, NOTIFY_URL, PARCEL

SECRET = "the-secret-of-the-tests-carrier"
MAIL = "1100000000013"
SETTINGS = Settings("http://c", SECRET, "https://portal", Path("key.pem"), ems_url="http://ems", ems_secret=SECRET)
FIELDS = {"MAIL_NUM": MAIL, "TRACE_SEQ": "3", "TRACE_CODE": "40", "TRACE_TIME": "20261124T120000"}
FIELDS |= {"REASON_CODE": "", "SIGN_CODE": ""}
# of MAIL_NUM=…&REASON_CODE=&SIGN_CODE=&TRACE_CODE=40&TRACE_SEQ=3&TRACE_TIME=20261124T120000
SM3_OF_FIELDS = "HxkKCqrY9p38Cr69PoUnOWH9fYAS2brqjVmtMOw739w="
JSON = '{"tracking_number":"XA530000123CN","sequence":3,"status":"delivered","at":"2026-11-24T12:00:00+08:00"}'
SHA_OF_JSON = "becd882a8f10040085ce6c7b956265d6b43a2cb577c045962ac9888f01601511"
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
HOME = {"name": "段誉", "phone": "13800138000", "address": "云南省昆明市五华区翠湖南路2号"}
OFFICE = Office("云南省政务服务中心", "云南省昆明市官渡区昌宏路1号", "087112345")


def wanted(kind: Kind = "result", materials: tuple[str, ...] = ()) -> Wanted:
    """One parcel between the office and home."""
    return Wanted("intent-1", PARCEL, NOTIFY_URL, kind, materials, HOME, OFFICE)


def ems_at(party: Party) -> Ems:
    """EMS, as the test plays it."""
    return Ems(replace(SETTINGS, ems_url=party.url, carrier_timeout=0.3))


@pytest.fixture
def party() -> Iterator[Party]:
    """An outside party that does what the test says."""
    with listening() as party:
        yield party


def test_emss_signature_is_hmac_sm3_over_the_sorted_fields() -> None:
    """In base64, whatever the order of the fields, and without the signature itself."""
    assert chk_code(FIELDS, SECRET) == SM3_OF_FIELDS
    assert chk_code(dict(reversed([*FIELDS.items(), ("CHK_CODE", "x")])), SECRET) == SM3_OF_FIELDS


def test_the_couriers_signature_is_hmac_sha256_over_the_bytes() -> None:
    """As the header carries it."""
    assert sign(SECRET, JSON) == SHA_OF_JSON


@pytest.mark.parametrize(
    ("carrier", "body", "signature", "number"),
    [
        (Courier(SETTINGS), JSON, SHA_OF_JSON, "XA530000123CN"),
        (Ems(SETTINGS), signed(FIELDS, SECRET), SM3_OF_FIELDS, MAIL),
    ],
    ids=["courier", "ems"],
)
def test_both_languages_say_the_same(carrier: Carrier, body: str, signature: str, number: str) -> None:
    """The same step, to the second; one byte less of the signature and it is nobody's word."""
    assert carrier.disbelief(body, signature) is None
    assert carrier.disbelief(body, signature[:-1]) == "signature-invalid"
    assert carrier.disbelief(body.replace("2026", "2025"), signature) == "signature-invalid"
    step = carrier.step(body)
    assert (step.tracking_number, step.sequence, step.status, step.at) == (number, 3, "delivered", NOON)


def test_neither_carrier_believes_what_the_other_signed() -> None:
    """Though the secret is the same here, the languages are not."""
    assert Courier(SETTINGS).disbelief(signed(FIELDS, SECRET), SM3_OF_FIELDS) == "signature-invalid"
    assert Ems(SETTINGS).disbelief(JSON, SHA_OF_JSON) == "signature-invalid"


@pytest.mark.parametrize(
    ("code", "reason", "status", "incident"),
    [
        ("10", "", "collected", "parcel-undeliverable"),
        ("20", "", "in_transit", "parcel-undeliverable"),
        ("30", "", "in_transit", "parcel-undeliverable"),
        ("31", "03", "troubled", "addressee-absent"),
        ("50", "01", "returned", "addressee-unknown"),
        ("50", "77", "returned", "parcel-undeliverable"),
        ("90", "08", "troubled", "weather-delay"),
    ],
)
def test_emss_words_are_ours_by_the_tables(code: str, reason: str, status: str, incident: str) -> None:
    """收寄 is handed over and never received; a reason that no table knows is the general one."""
    step = Ems(SETTINGS).step(signed({**FIELDS, "TRACE_CODE": code, "REASON_CODE": reason}, SECRET))
    assert (step.status, step.incident) == (status, incident)


@pytest.mark.parametrize(
    "wrong",
    [
        {"TRACE_CODE": "99"},
        {"TRACE_CODE": ""},
        {"TRACE_SEQ": "03"},
        {"TRACE_SEQ": "-1"},
        {"TRACE_SEQ": "３"},
        {"TRACE_SEQ": "1234567890"},
        {"TRACE_TIME": "2026-11-24T12:00:00"},
        {"MAIL_NUM": ""},
        {"MAIL_NUM": "X" * 65},
    ],
)
def test_a_form_in_another_form_is_not_guessed_at(wrong: dict[str, str]) -> None:
    """Signed garbage is garbage."""
    with pytest.raises(Unusable):
        Ems(SETTINGS).step(signed({**FIELDS, **wrong}, SECRET))
    with pytest.raises(Unusable):
        Ems(SETTINGS).step(signed(FIELDS, SECRET) + "&MAIL_NUM=2")


def test_ems_is_told_who_sends_and_who_receives(party: Party) -> None:
    """GB/T 39046's fields; the label shows neither name nor street, the fields the courier needs do."""
    party.says(signed({"Rtn_Code": "0", "Rtn_Msg": "ok", "MAIL_NUM": MAIL}, SECRET).encode())
    assert ems_at(party).book(wanted()) == MAIL
    (call,) = party.calls
    said = read_form(call.body)
    assert (call.path, said["CHK_CODE"]) == ("/orders", chk_code(said, SECRET))
    expected = {
        "EMS_ORD_NO": PARCEL,
        "POST_TYPE": "1",
        "BUSS_TYPE": "1",
        "ISSEND": "1",
        "INTERNAL_NO": CASE,
        "SEND_NAME": OFFICE.name,
        "SEND_CITY": "昆明市",
        "SEND_COUNTRY": "官渡区",
        "SEND_PHONE": OFFICE.phone,
        "RCV_NAME": "段誉",
        "RCV_PROV": "云南省",
        "RCV_COUNTRY": "五华区",
        "RCV_STRECT": "翠湖南路2号",
        "LABEL": "段** 138****8000 云南省昆明市****",
        "NOTIFY_URL": NOTIFY_URL,
        "ZWFWZX_CODE": "530000",
    }
    assert {name: said[name] for name in expected} == expected


def test_originals_go_the_other_way(party: Party) -> None:
    """Fetched at the applicant's, received by the office; back again like a result, but as originals."""
    party.says(signed({"Rtn_Code": "0", "Rtn_Msg": "ok", "MAIL_NUM": MAIL}, SECRET).encode())
    for kind, ways in (("collect", ("2", "2", "段誉", OFFICE.name)), ("return", ("1", "2", OFFICE.name, "段誉"))):
        ems_at(party).book(wanted(kind, ("qualification",)))  # type: ignore[arg-type]
        said = read_form(party.calls[-1].body)
        assert (said["POST_TYPE"], said["BUSS_TYPE"], said["SEND_NAME"], said["RCV_NAME"]) == ways
        assert said["ITEM"] == "材料原件 qualification"
        assert "SIGN_TYPE" not in said
    ems_at(party).book(replace(wanted(), by_code=True))
    assert read_form(party.calls[-1].body)["SIGN_TYPE"] == "2"  # 凭码签收


def test_the_courier_is_told_the_direction_only_where_it_is_the_other(party: Party) -> None:
    """A result is asked for as ever."""
    party.says({"tracking_number": "XA1"})
    courier = Courier(replace(SETTINGS, carrier_url=party.url))
    for kind in ("result", "collect", "return"):
        courier.book(wanted(kind))
    ordinary, collecting, returning = (json.loads(call.body) for call in party.calls)
    assert ordinary == returning == {"parcel": PARCEL, "address": HOME, "notify_url": NOTIFY_URL}
    office = {"name": OFFICE.name, "address": OFFICE.address, "phone": OFFICE.phone}
    assert collecting == {**ordinary, "direction": "collect", "office": office}


def test_a_no_of_ems_is_a_refusal(party: Party) -> None:
    """Asking the same again would not help."""
    party.says(signed({"Rtn_Code": "1003", "Rtn_Msg": "超出服务范围"}, SECRET).encode())
    assert ems_at(party).book(wanted()) is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (signed({"Rtn_Code": "0", "MAIL_NUM": MAIL}, "another-secret-altogether").encode(), 200),
        (b"Rtn_Code=0&MAIL_NUM=1", 200),
        (b"{}", 200),
        (signed({"Rtn_Code": "0"}, SECRET).encode(), 200),
        (signed({"Rtn_Code": "500", "Rtn_Msg": "busy"}, SECRET).encode(), 200),
        (signed({"Rtn_Code": "0", "MAIL_NUM": MAIL}, SECRET).encode(), 503),
    ],
)
def test_what_ems_did_not_say_usefully_is_asked_again_later(party: Party, body: bytes, status: int) -> None:
    """Unsigned, unreadable, or in trouble: no parcel is taken for booked, and none for refused."""
    party.says(body, status)
    with pytest.raises(OutsideUnavailable):
        ems_at(party).book(wanted())


def test_the_table_says_who_carries_a_provinces_parcels(party: Party, tmp_path: Path) -> None:
    """As data; the first carrier serves who is not in it."""
    table, key, (private, public) = tmp_path / "provinces.csv", tmp_path / "key.pem", new_key_pair()
    table.write_text("province,carrier,proof\n530000,standin-ems,none\n", encoding="utf-8")
    key.write_text(private)
    settings = replace(SETTINGS, carrier_url=party.url, ems_url=party.url, provinces=table, unsealing_key=key)
    party.says(signed({"Rtn_Code": "0", "Rtn_Msg": "ok", "MAIL_NUM": MAIL}, SECRET).encode())
    intent = {"parcel": PARCEL, "address_sealed": seal(public, HOME), "notify_url": NOTIFY_URL, "message": "intent-1"}
    booked = adapters(settings)["logistics.book-parcel.v1"](intent)
    assert booked.data == {"carrier": "standin-ems", "tracking_number": MAIL}
    carriers = carriers_of(settings)
    assert (carriers.of_province("530000").name, carriers.of_province("110000").name) == (
        "standin-ems",
        "standin-carrier",
    )


@pytest.mark.parametrize("row", ["530000,nobody,code", "530000,standin-ems,sometimes"])
def test_a_table_that_cannot_be_right_stops_the_start(tmp_path: Path, row: str) -> None:
    """Rather than the first parcel of that province."""
    table = tmp_path / "provinces.csv"
    table.write_text(f"province,carrier,proof\n{row}\n", encoding="utf-8")
    with pytest.raises(CannotStart):
        carriers_of(replace(SETTINGS, provinces=table))


def test_what_anyone_could_sign_or_guess_stops_the_start() -> None:
    """EMS without its secret, codes from a key that is too short."""
    with pytest.raises(CannotStart, match="EMS_SECRET"):
        carriers_of(replace(SETTINGS, ems_secret=""))
    with pytest.raises(CannotStart, match="16 bytes"):
        facts(replace(SETTINGS, proof_key="short"), None)
    with pytest.raises(ValueError, match="anyone could sign"):
        chk_code(FIELDS, "")


def test_neither_address_nor_code_is_shown() -> None:
    """What a log line shows of them is nothing."""
    assert "段誉" not in repr(wanted())
    assert "824657" not in repr(Step(MAIL, 3, "delivered", NOON, code="824657"))

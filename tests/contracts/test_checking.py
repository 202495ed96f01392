"""The contract check: lenient to those who listen, strict with those who speak, and clear about what is wrong."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from services.chassis.contracts import FOLDER, Contracts, ContractViolation, Spoken, UnknownContract
from services.chassis.schemas import ContractsBroken
from tests.contracts.suite import CONTRACTS, example

SETTLED = "payments.fee-settled.v1"
SUBMIT = "cases.submit-application.v1"


def data(message_type: str, **changes: Any) -> dict[str, Any]:
    """The data of a contract's example, with changes."""
    capability, word, version = message_type.split(".")
    return {**example(f"{capability}/examples/{word}.{version}.json")["data"], **changes}


def violation(message_type: str, said: dict[str, Any]) -> ContractViolation:
    """What a producer is told about this data."""
    with pytest.raises(ContractViolation) as caught:
        CONTRACTS.check_strict(message_type, said)
    return caught.value


def test_a_consumer_ignores_what_it_does_not_know() -> None:
    """A newer producer's optional property passes, at any depth; a producer may not invent one."""
    newer = data(SUBMIT, materials=[{**data(SUBMIT)["materials"][0], "pages": 3}])
    CONTRACTS.check(SUBMIT, newer)

    assert violation(SUBMIT, newer).field == "/materials/0/pages"
    assert violation(SETTLED, data(SETTLED, tip=1)).field == "/tip"


@pytest.mark.parametrize("check", [CONTRACTS.check, CONTRACTS.check_strict])
def test_what_a_contract_requires_is_required_of_all(check: Any) -> None:
    """Lenient is about what is unknown, never about what is missing or wrong."""
    with pytest.raises(ContractViolation, match="/fen breaks `minimum`"):
        check(SETTLED, data(SETTLED, fen=0))
    with pytest.raises(ContractViolation, match="/paid_at breaks `required`"):
        check(SETTLED, {key: value for key, value in data(SETTLED).items() if key != "paid_at"})


@pytest.mark.parametrize(
    ("field", "wrong", "rule"),
    [
        ("fen", 0, "minimum"),
        ("fen", 2**53, "maximum"),
        ("fen", 10.5, "type"),
        ("fen", "1000", "type"),
        ("channel", "", "minLength"),
        ("channel", "x" * 65, "maxLength"),
        ("paid_at", "2026-11-21T08:00:00", "pattern"),
        ("paid_at", "2026-02-30T08:00:00Z", "format"),
        ("paid_at", None, "type"),
    ],
)
def test_a_violation_names_field_rule_and_remedy(field: str, wrong: Any, rule: str) -> None:
    """Whoever reads it knows where to look and what to do."""
    found = violation(SETTLED, data(SETTLED, **{field: wrong}))

    assert found.field == f"/{field}"
    assert found.rule.startswith(f"`{rule}`")
    assert found.remedy.split()[0] in {"Send", "Add"}
    assert str(found) == f"{SETTLED}: /{field} breaks {found.rule}. {found.remedy}."


def test_a_violation_never_repeats_the_value() -> None:
    """It ends up in logs and with the parked message; what was sent may be somebody's name."""
    for wrong in ("张三 11010519491231002X", ["张三 11010519491231002X"], {"张三": 1}):
        assert "张三" not in str(violation("cases.application-refused.v1", {"reason": wrong, "stage": "decision"}))


def test_a_nullable_field_says_why_its_real_form_was_not_met() -> None:
    """`neither this nor null` helps nobody."""
    closed = {"certificate": "not-an-identifier", "delivered": "post"}

    assert violation("cases.case-closed.v1", closed).rule.startswith("`pattern`")
    CONTRACTS.check_strict("cases.case-closed.v1", {"certificate": None, "delivered": "none"})


@pytest.mark.parametrize(
    ("message_type", "said", "field"),
    [
        ("cases.decide-application.v1", {"decision": "refuse", "opinion": "不符合条件"}, "/reason"),
        (SUBMIT, data(SUBMIT, delivery={"method": "post"}), "/delivery/address_sealed"),
        ("payments.record-order.v1", {}, "/channel"),
        ("seals.record-signature.v1", {"algorithm": "1.2.156.10197.1.501"}, "/signature"),
        ("logistics.record-booking.v1", {"carrier": "standin-carrier"}, "/tracking_number"),
        ("payments.record-refund.v1", {"notice": "N-1"}, "/channel_refund"),
    ],
)
def test_some_fields_are_needed_in_some_cases_only(message_type: str, said: dict[str, Any], field: str) -> None:
    """A refusal needs its ground, post an address, and an answer is either complete or a refusal."""
    assert violation(message_type, said).field == field


def test_a_type_nobody_wrote_down_is_unknown() -> None:
    """The text tells a version that does not exist from a contract that does not exist and from no type at all."""
    for check in (CONTRACTS.check, CONTRACTS.check_strict):
        with pytest.raises(UnknownContract, match="there are only v1"):
            check("payments.fee-settled.v2", {})
    with pytest.raises(UnknownContract, match="there is no such contract"):
        CONTRACTS.kind("payments.fee-forgotten.v1")
    with pytest.raises(UnknownContract, match="is not <capability>"):
        CONTRACTS.kind("fee-settled")


def test_the_kind_of_a_message_is_known() -> None:
    """It decides how a message is addressed."""
    kinds = [CONTRACTS.kind(f"payments.{word}.v1") for word in ("collect-fee", "fee-settled", "open-order")]

    assert kinds == ["command", "event", "effect"]
    assert CONTRACTS.knows("payments.collect-fee.v1")
    assert not CONTRACTS.knows("payments.collect-fee.v2")


def test_who_does_not_speak_a_contract_checks_it_all_the_same() -> None:
    """A message that came astray is judged as anywhere: by its contract, by the closed one when it is to be sent."""
    silent = Contracts.load(spoken=Spoken())
    silent.check(SETTLED, data(SETTLED, tip=1))

    with pytest.raises(ContractViolation, match="/fen breaks `minimum`"):
        silent.check(SETTLED, data(SETTLED, fen=0))
    with pytest.raises(ContractViolation, match="/tip breaks `additionalProperties`"):
        silent.check_strict(SETTLED, data(SETTLED, tip=1))
    with pytest.raises(UnknownContract, match="there are only v1"):
        silent.check("payments.fee-settled.v2", {})
    assert silent.names() == CONTRACTS.names()


@pytest.mark.parametrize(
    ("attribute", "wrong"),
    [
        ("specversion", "0.3"),
        ("id", ""),
        ("source", "tongban payments"),
        ("type", "fee-settled"),
        ("subject", "somebody"),
        ("time", "2026-11-23T12:30:01+08:00"),
        ("province", "530100"),
        ("province", "云南"),
        ("traceparent", "00-xyz"),
        ("sequence", 0),
        ("data", "text"),
    ],
)
def test_an_envelope_out_of_form_is_refused(attribute: str, wrong: Any) -> None:
    """Each attribute is checked, and the text names it."""
    message = {**example("payments/examples/fee-settled.v1.json"), attribute: wrong}

    with pytest.raises(ContractViolation) as caught:
        CONTRACTS.check_envelope(message)

    assert caught.value.field == f"/{attribute}"


@pytest.mark.parametrize("attribute", ["subject", "province", "correlationid", "causationid", "traceparent", "data"])
def test_the_attributes_of_the_profile_are_required(attribute: str) -> None:
    """CloudEvents leaves them open; the suite does not."""
    message = example("payments/examples/fee-settled.v1.json")

    with pytest.raises(ContractViolation, match=f"/{attribute} breaks `required`"):
        CONTRACTS.check_envelope({key: value for key, value in message.items() if key != attribute})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the contracts to break."""
    return Path(shutil.copytree(FOLDER, tmp_path / "contracts"))


def test_a_schema_under_a_wrong_id_is_found_when_loading(folder: Path) -> None:
    """A copied file whose $id was forgotten would answer for another contract."""
    shutil.copy(folder / "payments/events/fee-settled.v1.json", folder / "payments/events/fee-paid.v1.json")

    with pytest.raises(ContractsBroken, match=r"payments/events/fee-paid\.v1\.json: its \$id must be"):
        Contracts.load(folder)


def test_a_command_and_an_event_cannot_bear_one_name(folder: Path) -> None:
    """The type alone says which contract is meant."""
    schema = json.loads((folder / "payments/events/fee-settled.v1.json").read_text())
    schema["$id"] = schema["$id"].replace("/events/", "/commands/")
    (folder / "payments/commands/fee-settled.v1.json").write_text(json.dumps(schema))

    with pytest.raises(ContractsBroken, match=r"bear one name, payments\.fee-settled\.v1"):
        Contracts.load(folder)


@pytest.mark.parametrize("text", ["{", '"text"', "[]"])
def test_an_unreadable_schema_is_found_when_loading(folder: Path, text: str) -> None:
    """The text names the file."""
    (folder / "types/fen.v1.json").write_text(text)

    with pytest.raises(ContractsBroken, match="fen"):
        Contracts.load(folder)


def test_a_folder_without_contracts_is_no_folder_of_contracts(tmp_path: Path) -> None:
    """A service with a wrong path does not start without checks."""
    with pytest.raises(ContractsBroken, match="envelope"):
        Contracts.load(tmp_path)


def test_what_a_process_speaks_is_compiled_when_it_starts(folder: Path) -> None:
    """Its faults show then, and those of others at none of its messages."""
    file = folder / "payments/events/fee-settled.v1.json"
    file.write_text(file.read_text().replace('"type": "object"', '"type": "objekt"'))

    for spoken in (None, Spoken(hears=[SETTLED]), Spoken(says=[SETTLED])):
        with pytest.raises(ValueError, match="Failed validating"):
            Contracts.load(folder, spoken)
    Contracts.load(folder, Spoken([SUBMIT], [SUBMIT])).check(SUBMIT, data(SUBMIT))

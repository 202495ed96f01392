"""Path = name = address: a contract is called the same everywhere."""

import json

import pytest

from services.chassis import names
from services.chassis.contracts import FOLDER
from services.chassis.names import Name, NotAName
from tests.contracts.suite import CONTRACTS, EXAMPLES, SCHEMAS, asyncapi, example

FEE_SETTLED = Name("payments", "event", "fee-settled", 1)


def test_one_contract_under_all_its_names() -> None:
    """The settled fee of the design is called as the design says."""
    assert FEE_SETTLED.path == "payments/events/fee-settled.v1.json"
    assert FEE_SETTLED.id == "https://tongban.example/contracts/payments/events/fee-settled.v1.json"
    assert FEE_SETTLED.type == "payments.fee-settled.v1"
    assert FEE_SETTLED.class_name == "FeeSettled"
    assert FEE_SETTLED.example == "payments/examples/fee-settled.v1.json"
    assert names.routing_key(FEE_SETTLED.type, "530000") == "payments.fee-settled.v1.530000"


@pytest.mark.parametrize("name", CONTRACTS.names(), ids=lambda name: name.type)
def test_all_six_names_of_a_contract_agree(name: Name) -> None:
    """Path, $id, title, AsyncAPI message with its address, routing key and example: each gives all the others."""
    schema = json.loads((FOLDER / name.path).read_text(encoding="utf-8"))
    document = asyncapi(name.capability)
    message, said = document["components"]["messages"][name.type], example(name.example)
    channel = document["channels"].get(name.type, {"address": names.routing_key(name.type, "{province}")})

    assert names.from_path(name.path) == names.from_id(schema["$id"]) == name
    assert names.split(schema["title"]) == (name.capability, name.word, name.version)
    assert (message["name"], message["title"]) == (name.type, name.class_name)
    assert channel["address"].format(province="530000") == names.routing_key(name.type, "530000")
    assert said["type"] == name.type == names.type_of(name.capability, name.class_name)


@pytest.mark.parametrize("path", EXAMPLES)
def test_an_example_is_filed_under_its_type(path: str) -> None:
    """`<word>.v<n>.json` or `<word>.v<n>.<case>.json`, in the capability that owns the type."""
    capability, word, version = names.split(example(path)["type"])

    assert path.startswith(f"{capability}/examples/{word}.v{version}.")


def test_every_schema_is_a_type_a_message_or_the_envelope() -> None:
    """No file in the folder escapes the check of names."""
    known = {name.path for name in CONTRACTS.names()} | {"envelope.v1.json"}
    known |= {path for path in SCHEMAS if path.startswith("types/")}
    found = {file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*.v*.json")}

    assert known | set(EXAMPLES) == found


@pytest.mark.parametrize(
    ("class_name", "message_type"),
    [
        ("FeeSettled", "payments.fee-settled.v1"),
        ("FeeSettledV2", "payments.fee-settled.v2"),
        ("Rate", "payments.rate.v1"),
    ],
)
def test_class_and_type_give_each_other(class_name: str, message_type: str) -> None:
    """A class of messages.py is found by its contract, and the other way round."""
    assert names.type_of("payments", class_name) == message_type
    assert names.class_name(message_type) == class_name
    assert names.type_of("payments", type(class_name, (), {})) == message_type


@pytest.mark.parametrize(
    "wrong",
    [
        "fee-settled",
        "payments.fee-settled",
        "payments.FeeSettled.v1",
        "payments.fee-settled.v0",
        "payments.fee-settled.v1.530000",
        "payments.-fee.v1",
    ],
)
def test_what_is_no_type_is_refused(wrong: str) -> None:
    """A type has exactly three parts, in lower case, and versions begin with 1."""
    with pytest.raises(NotAName, match="capability"):
        names.split(wrong)


@pytest.mark.parametrize("wrong", ["feeSettled", "Fee_Settled", "FEESettled", "FeeSettledV0", ""])
def test_what_is_no_class_of_a_message_is_refused(wrong: str) -> None:
    """An abbreviation in capitals would not survive the way to kebab case and back."""
    with pytest.raises(NotAName, match="whole words"):
        names.type_of("payments", wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        "payments/event/fee-settled.v1.json",
        "payments/events/fee-settled.json",
        "types/fen.v1.json",
        "payments/examples/fee-settled.v1.json",
    ],
)
def test_what_is_no_path_of_a_contract_is_refused(wrong: str) -> None:
    """Types, examples and misspelt folders are no messages."""
    with pytest.raises(NotAName):
        names.from_path(wrong)
    with pytest.raises(NotAName):
        names.from_id(names.BASE + wrong)


def test_an_id_of_somebody_else_is_refused() -> None:
    """Only what is named under the suite's own base is a contract of the suite."""
    with pytest.raises(NotAName, match="does not begin"):
        names.from_id("https://elsewhere.example/contracts/payments/events/fee-settled.v1.json")


def test_a_message_id_follows_from_stream_and_purpose() -> None:
    """The same need gives the same id, another purpose or stream another."""
    first = names.message_id("payment-530000-A", "open-order")

    assert first == names.message_id("payment-530000-A", "open-order")
    assert (
        len({first, names.message_id("payment-530000-A", "x"), names.message_id("payment-530000-B", "open-order")}) == 3
    )

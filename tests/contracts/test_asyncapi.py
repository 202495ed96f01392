"""One AsyncAPI 3 document per capability: valid by AsyncAPI's own schema, whole, and never out of date."""

import hashlib
import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft7Validator

from deploy.contracts import capabilities
from deploy.contracts.asyncapi import documents
from services.chassis.contracts import FOLDER
from tests.contracts.suite import CAPABILITIES, CONTRACTS, asyncapi, types

PUBLISHED = Path(__file__).parent / "asyncapi" / "3.0.0.json"
VALIDATOR = Draft7Validator(json.loads(PUBLISHED.read_text(encoding="utf-8")))
LISTED = capabilities.load(FOLDER)


def references(part: Any) -> Iterator[str]:
    """Every $ref in a document."""
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


@cache
def read(file: Path) -> Any:
    """A document or a schema: JSON is YAML, only quicker to read."""
    return asyncapi(file.parent.name) if file.suffix == ".yaml" else json.loads(file.read_text(encoding="utf-8"))


def resolved(capability: str, reference: str) -> Any:
    """What a reference in this capability's document points to; fails where it points nowhere."""
    target, _, pointer = reference.partition("#")
    file = (FOLDER / capability / (target or "asyncapi.yaml")).resolve(strict=True)
    found: Any = read(file)
    for name in pointer.split("/")[1:]:
        found = found[name.replace("~1", "/").replace("~0", "~")]
    return found


def test_the_schema_is_the_published_one() -> None:
    """The copy is unchanged: its digest is the one its README names."""
    digest = hashlib.sha256(PUBLISHED.read_bytes()).hexdigest()

    assert f"SHA-256 {digest}." in PUBLISHED.with_name("README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_a_document_is_valid_asyncapi(capability: str) -> None:
    """AsyncAPI's own schema finds nothing to say against it."""
    assert [str(error) for error in VALIDATOR.iter_errors(asyncapi(capability))] == []


@pytest.mark.parametrize(
    "breakage",
    [
        lambda asked: asked.pop("info"),
        lambda asked: asked["operations"]["send.payments.fee-settled.v1"].update(action="publish"),
        lambda asked: asked["channels"]["payments.fee-settled.v1"].update(adress="x"),
        lambda asked: asked["components"]["channelBindings"]["events"]["amqp"].update({"is": "topic"}),
    ],
)
def test_the_published_schema_finds_what_is_wrong(breakage: Any) -> None:
    """A validator that accepts everything would be worth nothing."""
    asked = deepcopy(asyncapi("payments"))
    breakage(asked)

    assert not VALIDATOR.is_valid(asked)


def test_the_documents_are_what_the_folder_makes_of_itself() -> None:
    """Nobody edits them by hand, and nobody forgets `make contracts`."""
    made = documents(FOLDER)

    assert set(made) == set(FOLDER.glob("*/asyncapi.yaml"))
    assert {file for file, text in made.items() if file.read_text(encoding="utf-8") != text} == set()


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_every_reference_leads_somewhere(capability: str) -> None:
    """To a schema in the folder, or to a channel of another capability's document."""
    for reference in references(asyncapi(capability)):
        assert resolved(capability, reference), reference


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_a_document_names_all_that_goes_in_and_out(capability: str) -> None:
    """Commands come in, events go out; what is heard comes in, what is asked goes out; effects come back to oneself."""
    operations, listed = asyncapi(capability)["operations"], LISTED[capability]
    effects = {f"{capability}.effects"} if types("effect", capability) else set()

    received = {name.removeprefix("receive.") for name in operations if operations[name]["action"] == "receive"}
    sent = {name.removeprefix("send.") for name in operations if operations[name]["action"] == "send"}

    assert received == types("command", capability) | set(listed.hears) | effects
    assert sent == types("event", capability) | set(listed.asks) | effects


@pytest.mark.parametrize("name", CONTRACTS.names(), ids=lambda name: name.type)
def test_a_message_is_the_envelope_with_its_contract_inside(name: Any) -> None:
    """The payload that AsyncAPI describes is the whole CloudEvents message."""
    message = asyncapi(name.capability)["components"]["messages"][name.type]
    envelope, described = message["payload"]["allOf"]

    assert resolved(name.capability, envelope["$ref"])["$id"].endswith("/envelope.v1.json")
    assert described["properties"]["type"] == {"const": name.type}
    assert resolved(name.capability, described["properties"]["data"]["$ref"])["$id"] == name.id


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_a_capability_introduces_itself(capability: str) -> None:
    """capability.json has a name in both languages and a sentence; its lists are sorted and about others."""
    listed = LISTED[capability]

    assert listed.title.keys() == {"zh", "en"}
    assert listed.description.endswith(".")
    for heard_or_asked in (listed.hears, listed.asks):
        assert list(heard_or_asked) == sorted(set(heard_or_asked))
        assert not [one for one in heard_or_asked if one.startswith(f"{capability}.")]

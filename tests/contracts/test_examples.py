"""Every contract has an example that is a whole message, and the examples together tell one story."""

import json
import re
from base64 import b64decode

import pytest

from deploy.contracts import capabilities
from services.chassis import names, sm2
from services.chassis.contracts import FOLDER
from services.chassis.envelope import from_mapping, parse, render, to_mapping
from tests.contracts.suite import CONTRACTS, EXAMPLES, SCHEMAS, example

STORY = sorted(EXAMPLES)
SEALED = [path for path in STORY if example(path)["type"] == "certificates.certificate-issued.v1"]
STREAMS = {word: found.streams for word, found in capabilities.load(FOLDER).items()}


@pytest.mark.parametrize("name", CONTRACTS.names(), ids=lambda name: name.type)
def test_every_contract_has_an_example(name: names.Name) -> None:
    """The first example stands under the contract's own name."""
    assert name.example in EXAMPLES


@pytest.mark.parametrize("path", STORY)
def test_an_example_is_a_whole_and_valid_message(path: str) -> None:
    """It passes the envelope, and its contract as strictly as a producer is checked."""
    message = example(path)

    CONTRACTS.check_envelope(message)
    CONTRACTS.check_strict(message["type"], message["data"])
    CONTRACTS.check(message["type"], message["data"])


@pytest.mark.parametrize("path", STORY)
def test_an_example_survives_being_read_and_written(path: str) -> None:
    """What the chassis reads off the bus and writes again is the same message."""
    message = from_mapping(parse(EXAMPLES[path].read_bytes()))

    assert to_mapping(message) == example(path)
    assert from_mapping(parse(render(message))) == message


@pytest.mark.parametrize("path", STORY)
def test_an_example_says_only_reasons_that_exist(path: str) -> None:
    """Reasons are names of contracts/reasons.json, wherever they stand."""
    data = example(path)["data"]
    said = {data[field] for field in ("reason", "why", "refused", "incident") if field in data}

    assert said <= CONTRACTS.reasons().keys()


@pytest.mark.parametrize("path", STORY)
def test_an_example_belongs_to_a_stream_of_its_capability(path: str) -> None:
    """capability.json says what its streams are called; only events carry the stream's version."""
    message = example(path)
    capability, word, _ = names.split(message["type"])
    streams = [SCHEMAS[f"types/{kind}.v1.json"]["pattern"] for kind in STREAMS[capability]]

    assert any(re.fullmatch(stream, message["subject"]) for stream in streams)
    assert ("sequence" in message) == (CONTRACTS.kind(message["type"]) == "event"), word


def test_no_two_examples_are_one_message() -> None:
    """Ids tell messages apart, and every cause is a message of the story."""
    messages = [example(path) for path in STORY]
    ids = {message["id"] for message in messages}

    assert len(ids) == len(messages)
    assert {message["causationid"] for message in messages} <= ids


@pytest.mark.parametrize("path", SEALED)
def test_the_seal_on_an_example_certificate_is_genuine(path: str) -> None:
    """Signature and digest stand over the very bytes of the content, as anyone can check."""
    data = example(path)["data"]
    content, seal = data["content"].encode(), data["seal"]

    assert sm2.verify(b64decode(seal["certificate"]), content, b64decode(seal["signature"]))
    assert sm2.sm3_hex(content) == seal["digest"]
    assert json.loads(content)["identifier"] == data["identifier"]

"""The contracts' examples tell one story, and the rules tell it the same way."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from services.certificates.messages import CertificateIssued, IssueCertificate, RefuseIssuance
from services.certificates.public import publish
from services.certificates.reactions import REACTIONS
from services.certificates.service import DEFINITION
from services.chassis import codec, sm2
from services.chassis.contracts import FOLDER
from services.chassis.envelope import Message, from_mapping
from services.chassis.testing.scenario import Outcome, Scenario

SCENARIO = Scenario(DEFINITION)


def example(path: str) -> Message:
    """A message as it travels."""
    attributes: dict[str, Any] = json.loads(Path(FOLDER, path).read_text(encoding="utf-8"))
    return from_mapping(attributes)


def issue(path: str) -> IssueCertificate:
    """The command that the chassis makes of the example."""
    return codec.convert(example(path).foreign(), IssueCertificate)


def react(path: str) -> Any:
    """The own command that the example's event means."""
    told = example(path)
    return REACTIONS[told.type](told.foreign())


def issued() -> Outcome:
    """From the request to the sealed certificate."""
    request = issue("certificates/examples/issue-certificate.v1.json")
    return SCENARIO.when(request, react("seals/examples/document-sealed.v1.json"))


def test_the_request_leads_to_the_request_for_a_seal() -> None:
    """Same stream, same data as the example of `seals.seal-document.v1`."""
    outcome = SCENARIO.when(issue("certificates/examples/issue-certificate.v1.json"))
    (owed,) = DEFINITION.next_commands(outcome.state)
    wanted = example("seals/examples/seal-document.v1.json")
    assert (owed.type, owed.subject, owed.data) == (wanted.type, wanted.subject, wanted.data)


def test_the_seal_leads_to_the_certificate() -> None:
    """Same data as the example of `certificates.certificate-issued.v1`."""
    outcome = issued()
    said = publish(outcome.events[0], outcome.state)
    wanted = example("certificates/examples/certificate-issued.v1.json")
    assert said is not None
    assert (said.type, said.data) == (wanted.type, wanted.data)


@pytest.mark.parametrize("case", ["", ".without-limit"])
def test_the_examples_seal_is_genuine(case: str) -> None:
    """Whoever reads the contracts can practise checking a certificate on it."""
    data = example(f"certificates/examples/certificate-issued.v1{case}.json").data
    content, seal = data["content"].encode(), data["seal"]
    assert sm2.verify(b64decode(seal["certificate"]), content, b64decode(seal["signature"]))
    assert sm2.sm3_hex(content) == seal["digest"]


def test_a_refused_sealing_leads_to_a_refused_certificate() -> None:
    """The reaction finds the certificate by the document's name."""
    refused = react("seals/examples/sealing-refused.v1.json")
    wanted = example("certificates/examples/issuance-refused.v1.json")
    assert refused == RefuseIssuance(wanted.subject, wanted.data["reason"])
    outcome = SCENARIO.when(issue("certificates/examples/issue-certificate.v1.json"), refused)
    said = publish(outcome.events[0], outcome.state)
    assert said is not None
    assert (said.type, said.data) == (wanted.type, wanted.data)


def test_what_is_stored_is_read_back_the_same() -> None:
    """Dates, times and nested facts survive the store's JSON."""
    request = issue("certificates/examples/issue-certificate.v1.json")
    drafted = SCENARIO.when(request).events[0]
    sealed = issued().events[0]
    assert isinstance(sealed, CertificateIssued)
    for event in (drafted, sealed):
        stored = json.loads(json.dumps(codec.plain(event)))
        assert codec.convert(stored, type(event)) == event

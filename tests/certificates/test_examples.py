"""The contracts' examples tell one story, and the rules tell it the same way."""

from base64 import b64decode

import pytest

from services.certificates.messages import RefuseIssuance
from services.certificates.service import DEFINITION
from services.chassis import sm2
from services.chassis.testing.story import Story

STORY = Story(DEFINITION)


def test_the_request_leads_to_the_request_for_a_seal() -> None:
    """Same stream, same data as the example of `seals.seal-document.v1`."""
    STORY.then_asks(STORY.told("issue-certificate.v1"), "seals/seal-document.v1")


def test_the_seal_leads_to_the_certificate() -> None:
    """Same data as the example of `certificates.certificate-issued.v1`."""
    STORY.then_says(STORY.told("issue-certificate.v1", "seals/document-sealed.v1"), "certificate-issued.v1")


@pytest.mark.parametrize("case", ["", ".without-limit"])
def test_the_examples_seal_is_genuine(case: str) -> None:
    """Whoever reads the contracts can practise checking a certificate on it."""
    data = STORY.example(f"certificate-issued.v1{case}").data
    content, seal = data["content"].encode(), data["seal"]
    assert sm2.verify(b64decode(seal["certificate"]), content, b64decode(seal["signature"]))
    assert sm2.sm3_hex(content) == seal["digest"]


def test_a_refused_sealing_leads_to_a_refused_certificate() -> None:
    """The reaction finds the certificate by the document's name."""
    wanted = STORY.example("issuance-refused.v1")
    assert STORY.command("seals/sealing-refused.v1") == RefuseIssuance(wanted.subject, wanted.data["reason"])
    STORY.then_says(STORY.told("issue-certificate.v1", "seals/sealing-refused.v1"), "issuance-refused.v1")

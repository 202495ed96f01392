"""A document is sealed once: the first signature stands."""

from dataclasses import replace

import pytest

from services.chassis.contracts import Contracts, ContractViolation
from services.chassis.testing.scenario import Scenario
from services.seals.decider import is_terminal
from services.seals.events import DocumentSealed, SealingRefused, SealingRequested, UseRepeated
from services.seals.messages import Known, Request
from services.seals.process import next_commands
from services.seals.service import DEFINITION
from services.seals.states import Idle, Refused, Sealed, Signing
from tests.seals.samples import CONTENT, DOCUMENT, MADE, SEAL, SEALING, SIGNED, SIGNED_AGAIN, UNSIGNED, USE, YUNNAN

SCENARIO = Scenario(DEFINITION)

REQUEST = Request(SEALING, DOCUMENT, YUNNAN, CONTENT)
REQUESTED = SealingRequested(REQUEST)
SEALED = DocumentSealed(DOCUMENT, YUNNAN, MADE, USE)
REFUSED = SealingRefused(DOCUMENT, "seal-unknown")


def test_a_request_has_its_content_signed() -> None:
    """Nothing is said to the world before it is signed."""
    outcome = SCENARIO.when(SEAL)
    outcome.then(REQUESTED).then_state(Signing(REQUEST)).then_owes("sign-content").then_publishes()


def test_the_key_device_is_asked_for_the_authoritys_signature_on_the_content() -> None:
    """And for nothing else."""
    (owed,) = next_commands(Signing(REQUEST))
    assert (owed.type, owed.subject) == ("seals.sign-content.v1", SEALING)
    assert owed.data == {"authority": YUNNAN, "content": CONTENT}
    Contracts.load().check_strict(owed.type, owed.data)


def test_a_signature_seals_the_document() -> None:
    """The world is given all that checking it takes."""
    outcome = SCENARIO.given(REQUESTED).when(SIGNED)
    outcome.then(SEALED).then_state(Sealed(YUNNAN, None, (USE.link,))).then_owes().then_publishes(
        "seals.document-sealed.v1"
    )


def test_without_a_signature_the_sealing_is_refused() -> None:
    """The device's reason is the refusal's."""
    outcome = SCENARIO.given(REQUESTED).when(UNSIGNED)
    outcome.then(REFUSED).then_state(Refused()).then_owes().then_publishes("seals.sealing-refused.v1")


def test_a_document_is_sealed_once() -> None:
    """Asked again in any state, even for other content, the first request stands."""
    other = replace(SEAL, content="{}")
    SCENARIO.given(REQUESTED).when(other).then_nothing()
    SCENARIO.given(REQUESTED, SEALED).when(other).then_nothing()
    SCENARIO.given(REQUESTED, REFUSED).when(other).then_nothing()


def test_the_first_answer_stands() -> None:
    """A second signature, although it differs, is not another seal."""
    SCENARIO.given(REQUESTED, SEALED).when(SIGNED).then_nothing()
    SCENARIO.given(REQUESTED, SEALED).when(UNSIGNED).then_nothing()
    SCENARIO.given(REQUESTED, REFUSED).when(SIGNED).then_nothing()


def test_a_second_signature_is_written_down_as_a_use_of_the_seal() -> None:
    """A crash had the device sign again: the first stays the seal, and the ledger has both."""
    assert SIGNED_AGAIN.use is not None
    again = UseRepeated(SIGNED_AGAIN.digest, SIGNED_AGAIN.signed_at, SIGNED_AGAIN.use)
    SCENARIO.given(REQUESTED, SEALED).when(SIGNED_AGAIN).then(again).then_publishes()
    SCENARIO.given(REQUESTED, SEALED, again).when(SIGNED_AGAIN).then_nothing()


def test_nothing_is_sealed_for_a_case_without_an_approval() -> None:
    """The approval may still be on its way; when it has had time enough, the sealing is refused."""
    SCENARIO.when_too_early(replace(SEAL, known=Known(standing=None)))
    late = replace(SEAL, known=Known(standing=None, waited=True))
    SCENARIO.when(late).then(SealingRefused(DOCUMENT, "no-approval")).then_publishes("seals.sealing-refused.v1")


@pytest.mark.parametrize("standing", ["seal-suspended", "seal-revoked", "seal-out-of-term"])
def test_nothing_is_sealed_with_a_seal_that_is_not_in_force(standing: str) -> None:
    """Suspended, revoked, or outside its certificate's term on that day."""
    asked = replace(SEAL, known=Known(approved=True, standing=standing))
    SCENARIO.when(asked).then(SealingRefused(DOCUMENT, standing))


def test_an_authority_without_a_seal_is_refused_when_its_seal_had_time_to_be_registered() -> None:
    """Registration and request travel on different ways."""
    SCENARIO.when_too_early(replace(SEAL, known=Known(approved=True)))
    SCENARIO.when(replace(SEAL, known=Known(approved=True, waited=True))).then(REFUSED)


def test_an_answer_before_its_question_waits() -> None:
    """It overtook the commit that asked."""
    SCENARIO.when_too_early(SIGNED)
    SCENARIO.when_too_early(UNSIGNED)


def test_sealed_and_refused_are_ends() -> None:
    """Signing is not."""
    assert [is_terminal(state) for state in (Idle(), Signing(REQUEST), Sealed(), Refused())] == [
        False,
        False,
        True,
        True,
    ]


def test_content_is_bounded_by_its_contract() -> None:
    """16,384 characters of at most four bytes each are at most 64 KiB; one more is refused at the door."""
    contracts = Contracts.load()
    request = {"document": DOCUMENT, "authority": YUNNAN, "content": "𠮷" * 16_384}
    contracts.check("seals.seal-document.v1", request)
    assert len(request["content"].encode()) == 64 * 1024
    with pytest.raises(ContractViolation):
        contracts.check("seals.seal-document.v1", {**request, "content": request["content"] + "x"})

"""A certificate is drafted once, sealed once, and then stands."""

from dataclasses import replace

from services.certificates.decider import is_terminal
from services.certificates.events import CertificateIssued, IssuanceRefused
from services.certificates.messages import AttachSeal, Issuer
from services.certificates.process import next_commands
from services.certificates.service import DEFINITION
from services.certificates.states import Absent, Issued, Refused, Sealing
from services.chassis.contracts import Contracts
from services.chassis.testing.scenario import Scenario
from tests.certificates.samples import (
    ATTACH,
    CONTENT,
    DRAFT,
    DRAFTED,
    ISSUE,
    OTHER_SEAL,
    REFUSE,
    SEAL,
    SEALING,
    STREAM,
    YUNNAN,
)

SCENARIO = Scenario(DEFINITION)
ISSUED = CertificateIssued(SEAL)
REFUSED = IssuanceRefused("seal-unknown")


def test_an_approved_case_gets_a_draft_whose_seal_is_asked_for() -> None:
    """Nothing is said to the world before it is sealed."""
    outcome = SCENARIO.when(ISSUE)
    outcome.then(DRAFTED).then_state(Sealing(DRAFT)).then_owes("seal-document").then_publishes()


def test_the_issuers_seal_is_asked_for_on_the_very_content() -> None:
    """The sealing is a stream of its own, named after the certificate's."""
    (owed,) = next_commands(Sealing(DRAFT))
    assert (owed.type, owed.subject) == ("seals.seal-document.v1", SEALING)
    assert owed.data == {"document": STREAM, "authority": YUNNAN.uscc, "content": CONTENT}
    Contracts.load().check_strict(owed.type, owed.data)


def test_the_seal_makes_the_certificate() -> None:
    """It is in force, and says so."""
    outcome = SCENARIO.given(DRAFTED).when(ATTACH)
    outcome.then(ISSUED).then_state(Issued(DRAFT, SEAL)).then_owes()
    outcome.then_publishes("certificates.certificate-issued.v1")


def test_without_a_seal_there_is_no_certificate() -> None:
    """The reason of the refused sealing is the reason of the refused certificate."""
    outcome = SCENARIO.given(DRAFTED).when(REFUSE)
    outcome.then(REFUSED).then_state(Refused("seal-unknown")).then_owes()
    outcome.then_publishes("certificates.issuance-refused.v1")


def test_a_seal_on_other_content_is_refused() -> None:
    """Its SM3 digest is not the content's: whoever sealed did not seal this."""
    altered = AttachSeal(STREAM, replace(SEAL, digest="0" * 64))
    SCENARIO.given(DRAFTED).when(altered).then(IssuanceRefused("content-altered"))


def test_an_issuer_whose_credit_code_does_not_check_issues_nothing() -> None:
    """GB 32100: one wrong character is found by the last one."""
    wrong = replace(ISSUE, issuer=Issuer("云南省行政审批局", "11530000TB5300021J"))
    SCENARIO.when(wrong).then(IssuanceRefused("issuer-invalid")).then_owes()


def test_the_same_certificate_is_issued_once() -> None:
    """Asked again in any state, the first stands."""
    later = replace(ISSUE, valid_years=9)
    SCENARIO.given(DRAFTED).when(later).then_nothing()
    SCENARIO.given(DRAFTED, ISSUED).when(later).then_nothing()
    SCENARIO.given(DRAFTED, REFUSED).when(later).then_nothing()


def test_the_first_seal_stands() -> None:
    """The same seal again is nothing new, and another one changes nothing."""
    SCENARIO.given(DRAFTED, ISSUED).when(ATTACH).then_nothing()
    SCENARIO.given(DRAFTED, ISSUED).when(AttachSeal(STREAM, OTHER_SEAL)).then_nothing()
    SCENARIO.given(DRAFTED, ISSUED).when(REFUSE).then_nothing()


def test_a_refused_certificate_stays_refused() -> None:
    """A seal that comes after all finds nothing to seal."""
    SCENARIO.given(DRAFTED, REFUSED).when(ATTACH).then_nothing()
    SCENARIO.given(DRAFTED, REFUSED).when(REFUSE).then_nothing()


def test_what_overtook_the_draft_waits_for_it() -> None:
    """Order is promised per stream only, and the seals' events are another stream's."""
    SCENARIO.when_too_early(ATTACH)
    SCENARIO.when_too_early(REFUSE)


def test_refused_is_an_end() -> None:
    """An issued certificate goes on: it can be suspended, revoked, renewed."""
    assert [is_terminal(state) for state in (Absent(), Sealing(DRAFT), Issued(DRAFT, SEAL), Refused("x"))] == [
        False,
        False,
        False,
        True,
    ]


def test_every_reason_given_is_in_the_list() -> None:
    """Citizens read the text that contracts/reasons.json keeps for it."""
    assert {"issuer-invalid", "content-altered"} <= set(Contracts.load().reasons())

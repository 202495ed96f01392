"""A certificate stands for a material in one case, with the holder's consent, and no longer than that case."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.certificates.events import CertificatePresented, PresentationLapsed, PresentationRefused
from services.certificates.messages import Consent, Holding
from services.certificates.process import next_commands
from services.certificates.service import DEFINITION
from services.certificates.states import Lapsed, Presented
from services.chassis.contracts import Contracts
from services.chassis.testing.scenario import Scenario
from tests.certificates.samples import HELD, IDENTIFIER, ISSUE, LAPSE, PRESENT, PRESENTATION, PURPOSE, RELY, STREAM

SCENARIO = Scenario(DEFINITION)
SHOWN = CertificatePresented(
    PRESENTATION, ISSUE.holder, "guide-card", PRESENT.certificate_type, IDENTIFIER, STREAM, PURPOSE, HELD.valid_until
)


def refused(*held: Holding) -> str:
    """Why nothing is presented by a holder of these certificates."""
    (event,) = DEFINITION.decide(replace(PRESENT, held=held), DEFINITION.initial)
    assert isinstance(event, PresentationRefused)
    return event.reason


def test_a_certificate_in_force_is_presented_for_the_case() -> None:
    """Whoever asked hears which one; the certificate itself notes who relies on it, and what for."""
    outcome = SCENARIO.when(PRESENT).then(SHOWN).then_state(Presented(SHOWN))
    outcome.then_publishes("certificates.certificate-presented.v1").then_owes("record-reliance")
    (owed,) = next_commands(outcome.state)
    assert (owed.subject, owed.case, owed.data) == (
        STREAM,
        "case" + STREAM.removeprefix("certificate"),
        {"presentation": PRESENTATION, "purpose": RELY.purpose},
    )
    Contracts.load().check_strict(owed.type, owed.data)


def test_consent_lapses_with_the_case() -> None:
    """The end is told to the certificate as well; told twice, nothing more happens."""
    outcome = SCENARIO.given(SHOWN).when(LAPSE).then(PresentationLapsed()).then_state(Lapsed(SHOWN))
    outcome.then_publishes("certificates.presentation-lapsed.v1").then_owes("release-reliance")
    SCENARIO.given(SHOWN, PresentationLapsed()).when(LAPSE).then_nothing()
    SCENARIO.given(SHOWN, PresentationLapsed()).when(PRESENT).then_nothing()


def test_an_end_that_overtook_its_presentation_waits_for_it() -> None:
    """Otherwise the certificate would stay open for a case that is over."""
    SCENARIO.when_too_early(LAPSE)


def test_nobody_presents_what_the_holder_does_not_have() -> None:
    """Neither without any certificate nor with one of another type."""
    assert refused() == "certificate-not-held"
    assert refused(replace(HELD, certificate_type="11100000000013338W010")) == "certificate-not-held"


@pytest.mark.parametrize("state", ["02", "03", "04", "06", "07", "99"])
def test_a_certificate_not_in_force_is_not_presented(state: str) -> None:
    """Suspended, withdrawn, cancelled, transferred out, revoked, other."""
    assert refused(replace(HELD, state=state)) == "certificate-not-in-force"


def test_a_certificate_is_presented_to_the_end_of_its_last_day() -> None:
    """The last day counts whole, in China's days: 15:59 UTC is the same day there, 16:00 the next."""
    last = replace(HELD, valid_until=date(2026, 6, 1))
    evening = datetime(2026, 6, 1, 15, 59, tzinfo=UTC)
    SCENARIO.when(replace(PRESENT, at=evening, held=(last,))).then(replace(SHOWN, valid_until=date(2026, 6, 1)))
    (event,) = DEFINITION.decide(replace(PRESENT, at=evening + timedelta(minutes=1), held=(last,)), DEFINITION.initial)
    assert event == PresentationRefused(ISSUE.holder, "guide-card", PRESENT.certificate_type, "certificate-expired")
    assert refused(replace(HELD, state="05")) == "certificate-expired"


def test_of_several_the_one_that_lasts_longest_is_presented() -> None:
    """One without limit outlasts all; one out of force is passed over."""
    held = (
        HELD,
        replace(HELD, identifier="2", certificate="certificate-2", valid_until=None),
        replace(HELD, identifier="3", valid_until=None, state="07"),
    )
    (event,) = DEFINITION.decide(replace(PRESENT, held=held), DEFINITION.initial)
    assert isinstance(event, CertificatePresented)
    assert (event.identifier, event.certificate, event.valid_until) == ("2", "certificate-2", None)


def test_consent_is_given_before_the_use_and_to_one_case_only() -> None:
    """A consent from the future, or the presentation of another case, is none."""
    later = replace(PRESENT, consent=Consent(PRESENT.at + timedelta(seconds=1)))
    other = replace(PRESENT, case="case-530000-00000000000000000000")
    for command in (later, other):
        (event,) = DEFINITION.decide(command, DEFINITION.initial)
        assert isinstance(event, PresentationRefused)
        assert event.reason == "consent-not-given"

"""The consent to show a certificate ends with the case it was given for; a case that showed none owes nothing."""

from services.cases.process import next_commands
from services.cases.service import DEFINITION
from services.chassis.contracts import Contracts
from services.chassis.testing.scenario import Scenario
from tests.cases.scenarios import FURTHER, SCENARIOS

EVERY = {**SCENARIOS, **FURTHER}
LAPSE = "certificates.lapse-presentation.v1"


def lapsed(course: str) -> set[str]:
    """The presentations that are told at the end of a course."""
    owed = next_commands(Scenario(DEFINITION).when(*EVERY[course]).state)
    told = [one for one in owed if one.type == LAPSE]
    for one in told:
        Contracts.load().check_strict(one.type, dict(one.data))
    return {one.subject for one in told}


def test_every_presentation_lapses_with_its_case() -> None:
    """However the case ends: refused, or withdrawn."""
    ended = lapsed("certificates instead of materials")
    assert {one.rpartition("-")[2] for one in ended} == {"contract", "diploma"}
    assert {one.rpartition("-")[2] for one in lapsed("a certificate that is not held")} == {"diploma"}


def test_an_ordinary_case_owes_nothing() -> None:
    """Not one message more."""
    assert lapsed("refused by the officer") == set()

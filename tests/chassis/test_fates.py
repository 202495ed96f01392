"""What becomes of a message, for every error there can be."""

import pytest

from services.chassis.contracts import ContractViolation, UnknownContract
from services.chassis.errors import Malformed, TamperedHistory
from services.chassis.fates import DELAYS, Fate, fate_of
from services.chassis.vocabulary import NotYet, OutsideUnavailable


class NotPaidYet(NotYet):
    """A service may say more precisely what it waits for."""


HOPELESS = [
    Malformed("body", "must be JSON", "Send JSON."),
    ContractViolation("payments.fee-settled.v1", "/fen", "`type`", "Send a number"),
    UnknownContract("payments.fee-settled.v9", "there are only v1"),
]
PATIENT = [
    (NotYet("the bill is not here yet"), "overtook", [1, 1, 1, 10, 10, 60, 60, 600]),
    (NotPaidYet("the bill is not here yet"), "overtook", [1, 1, 1, 10, 10, 60, 60, 600]),
    (OutsideUnavailable("the bank is silent"), "outside-unavailable", [1, 1, 10, 10, 60, 60, 60, 600, 600, 600]),
    (ZeroDivisionError("a bug"), "bug", [1, 10, 60]),
    (TamperedHistory("case-1: a commit is missing"), "bug", [1, 10, 60]),
]


@pytest.mark.parametrize("error", HOPELESS, ids=lambda error: type(error).__name__)
def test_what_no_repetition_can_mend_is_parked_at_once(error: Exception) -> None:
    """With the error's name as the reason, and its text."""
    verdict = fate_of(error, 0)

    assert (verdict.fate, verdict.reason) == (Fate.PARK, type(error).__name__.lower())
    assert verdict.error == str(error)


@pytest.mark.parametrize(("error", "reason", "delays"), PATIENT, ids=lambda part: type(part).__name__)
def test_what_may_pass_is_tried_again_ever_later_and_then_parked(
    error: Exception, reason: str, delays: list[int]
) -> None:
    """Each delay has a queue of its own, so there are only a few of them."""
    verdicts = [fate_of(error, tries) for tries in range(len(delays) + 2)]

    assert [verdict.delay for verdict in verdicts if verdict.fate is Fate.AGAIN] == delays
    assert [verdict.fate for verdict in verdicts[-2:]] == [Fate.PARK] * 2
    assert {verdict.reason for verdict in verdicts} == {reason}
    assert set(delays) <= set(DELAYS)

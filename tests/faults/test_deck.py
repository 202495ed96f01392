"""The deck holds what must be broken, and a seed deals it the same way each time."""

import pytest

from deploy.local.suite import PORTAL_API, SERVICES, STAND_INS
from services.chassis.crash_points import POINTS
from tests.faults.acts import ACTS
from tests.faults.deck import BATCH_POINTS, DECIDING, dealt
from tests.faults.recovery import percentile

WHOLE = 100
SEEDS = range(5)


def test_the_same_seed_deals_the_same_faults() -> None:
    """What a run found can be looked for again."""
    assert dealt(7, WHOLE) == dealt(7, WHOLE)
    assert dealt(7, WHOLE) != dealt(8, WHOLE)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_deciding_service_dies_at_every_point(seed: int) -> None:
    """And wherever else a named point can be reached."""
    died = {(card.target, card.point) for card in dealt(seed, WHOLE) if card.kind == "crashed"}

    assert {(service, point) for service in DECIDING for point in BATCH_POINTS} <= died
    assert {point for _, point in died} == set(POINTS)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_process_is_killed_and_every_service_has_a_rival(seed: int) -> None:
    """At any moment, beside the named points."""
    cards = dealt(seed, WHOLE)

    assert {card.target for card in cards if card.kind == "killed"} == {*SERVICES, PORTAL_API}
    assert {card.target for card in cards if card.kind == "rivalled"} == set(SERVICES)
    assert {card.target for card in cards if card.kind == "outside silent"} == set(STAND_INS)
    assert {card.seconds for card in cards if card.kind == "outside silent"} == {60}


@pytest.mark.parametrize("seed", SEEDS)
def test_even_a_short_run_meets_every_kind(seed: int) -> None:
    """And every kind can be done."""
    kinds = {card.kind for card in dealt(seed, 60)}

    assert kinds == set(ACTS)
    assert len(kinds) >= 10


def test_more_faults_than_the_deck_has_begin_it_anew() -> None:
    """With other lengths and counts."""
    assert len(dealt(1, 250)) == 250


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [([], 0.0), ([3.0], 3.0), ([float(n) for n in range(1, 101)], 95.0), ([1.0, 2.0, 9.0], 9.0)],
)
def test_the_percentile_is_one_of_the_values(seconds: list[float], expected: float) -> None:
    """Nearest rank: it says what did happen, not what might have."""
    assert percentile(seconds, 0.95) == expected

"""How often one may come: a bucket each, that fills steadily; who comes too often is told when to come again."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.portal.api import pace
from services.portal.api.pace import Paces
from services.portal.api.problems import Problem
from tests.portal.conftest import serving
from tests.portal.test_cases import problem


class Watch:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        """What it shows."""
        return self.now


def passes(paces: Paces, whose: str = "198.51.100.7") -> bool:
    """Whether they are let in."""
    try:
        paces.check("address", whose)
    except Problem:
        return False
    return True


def test_who_comes_too_often_waits_until_there_is_room() -> None:
    """Three at once, then one each half second; nobody waits for another's haste."""
    watch = Watch()
    paces = Paces({"address": (2.0, 3)}, watch)

    assert [passes(paces) for _ in range(4)] == [True, True, True, False]
    assert passes(paces, "198.51.100.8")
    watch.now += 0.5
    assert [passes(paces) for _ in range(2)] == [True, False]


def test_the_wait_is_said_in_whole_seconds() -> None:
    """Retry-After (RFC 9110): after it, there is room."""
    watch = Watch()
    paces = Paces({"address": (0.25, 1)}, watch)
    paces.check("address", "a")

    with pytest.raises(Problem) as refused:
        paces.check("address", "a")

    assert refused.value.headers["Retry-After"] == "4"
    watch.now += 4
    paces.check("address", "a")


def test_nought_is_no_limit() -> None:
    """On one machine everybody has one address."""
    paces = Paces({"address": (0, 1)}, Watch())
    assert all(passes(paces) for _ in range(1_000))


@given(st.lists(st.floats(0, 3), max_size=60))
def test_in_the_long_run_nobody_comes_more_often_than_allowed(pauses: list[float]) -> None:
    """Whenever they come: at once as many as fit, and then as many as the time that passed allows."""
    watch = Watch()
    paces, let_in = Paces({"address": (2.0, 3)}, watch), 0
    for pause in pauses:
        watch.now += pause
        let_in += passes(paces)

    assert let_in <= 3 + 2.0 * sum(pauses) + 1e-6


def test_only_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has not come for longest is forgotten: memory has a bound."""
    monkeypatch.setattr(pace, "KEPT", 2)
    paces = Paces({"address": (1.0, 1)}, Watch())

    assert [passes(paces, whose) for whose in "abcba"] == [True, True, True, False, True]


def test_a_crowd_from_one_address_is_answered_with_a_problem(environ: Mapping[str, str]) -> None:
    """429 with Retry-After; probes, and callbacks of channels and carriers, are not counted."""
    strict = {**environ, "PORTAL_ADDRESS_PER_SECOND": "0.01", "PORTAL_ADDRESS_AT_ONCE": "2"}
    with serving(strict) as client:
        assert [client.get("/items").status_code for _ in range(3)] == [200, 200, 429]
        refused = client.get("/items")

        assert problem(refused) == (429, "too-often")
        assert 1 <= int(refused.headers["retry-after"]) <= 100
        assert client.get("/live").status_code == 200
        assert client.post("/callbacks/payments/a/b/c").status_code != 429

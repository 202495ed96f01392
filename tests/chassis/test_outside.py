"""One outside party, as a real HTTP server: what becomes of every answer it may give, and of none."""

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.chassis.definition import SIDE_BY_SIDE
from services.chassis.outside import Outside
from services.chassis.statements import Unusable, text
from services.chassis.testing.party import Party, listening
from services.chassis.vocabulary import OutsideUnavailable

TIMEOUT = 0.3
QUESTION = {"order": "payment-1", "fen": 7000}


@pytest.fixture
def party() -> Iterator[Party]:
    """A party that answers."""
    with listening() as party:
        party.says({"number": "N-1"})
        yield party


def ask(party: Party) -> str | None:
    """Ask it for a number."""
    return Outside("the party", party.url + "/", TIMEOUT).ask("/numbers", QUESTION, "key-1", number)


def number(said: Mapping[str, Any]) -> str:
    """Read the answer."""
    return text(said, "number")


@pytest.mark.parametrize("status", [200, 201])
def test_an_answer_is_read(party: Party, status: int) -> None:
    """The question goes out once, as JSON, under its key."""
    party.says({"number": "N-1"}, status)
    assert ask(party) == "N-1"
    assert party.asked() == [("/numbers", QUESTION, "key-1")]


@pytest.mark.parametrize("status", [400, 409, 410, 422])
def test_what_the_party_will_not_do_is_a_refusal(party: Party, status: int) -> None:
    """Asking the same again would not help."""
    party.says({"number": "N-1"}, status)
    assert ask(party) is None


def test_a_party_may_refuse_with_fewer_statuses(party: Party) -> None:
    """Whoever asks knows what a conflict means there."""
    party.says({}, 409)
    with pytest.raises(OutsideUnavailable, match="409"):
        Outside("the party", party.url, TIMEOUT, refuses=(422,)).ask("/numbers", QUESTION, "key-1", number)


@pytest.mark.parametrize("status", [202, 302, 401, 403, 404, 408, 429, 500, 503])
def test_a_party_in_trouble_is_asked_again_later(party: Party, status: int) -> None:
    """Such a status speaks of the party or of our access to it; this call is not repeated, nor led elsewhere."""
    party.says({"number": "N-1"}, status)
    with pytest.raises(OutsideUnavailable, match=f"the party answers {status} to /numbers"):
        ask(party)
    assert len(party.calls) == 1


@pytest.mark.parametrize("garbage", [b"", b"<html>", b"[]", b"{}", b'{"number": 7}', b"\xff"])
def test_garbage_is_no_answer(party: Party, garbage: bytes) -> None:
    """Whatever cannot be read is asked for again later."""
    party.says(garbage)
    with pytest.raises(OutsideUnavailable, match="the party's answer to /numbers"):
        ask(party)


def test_no_error_quotes_question_or_answer(party: Party) -> None:
    """Errors are logged and parked; what was said may be a person's."""
    party.says({"number": "secret\n"})
    with pytest.raises(OutsideUnavailable) as caught:
        ask(party)
    assert "secret" not in str(caught.value)
    assert "payment-1" not in str(caught.value)
    assert isinstance(caught.value.__context__, Unusable)
    assert caught.value.__suppress_context__


def test_the_wait_is_bounded(party: Party) -> None:
    """A party that is too slow is asked again later."""
    party.delay = 3 * TIMEOUT
    began = time.monotonic()
    with pytest.raises(OutsideUnavailable, match="the party does not answer: ReadTimeoutError"):
        ask(party)
    assert time.monotonic() - began < party.delay


def test_a_party_that_is_not_there_is_asked_again_later() -> None:
    """Nothing listens on that port."""
    with listening() as gone:
        pass
    with pytest.raises(OutsideUnavailable, match="the party does not answer"):
        ask(gone)


def test_as_many_can_be_asked_at_a_time_as_effects_run(party: Party, caplog: pytest.LogCaptureFixture) -> None:
    """No connection is thrown away because the pool is too small for what runs side by side."""
    party.delay = 0.1
    outside = Outside("the party", party.url, 10.0)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as workers:
        asked = [workers.submit(outside.ask, "/numbers", QUESTION, f"key-{n}", number) for n in range(SIDE_BY_SIDE)]
    assert {one.result() for one in asked} == {"N-1"}
    assert "pool is full" not in caplog.text

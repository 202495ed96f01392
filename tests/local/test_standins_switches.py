"""A stand-in misbehaves when it is told to, does what it says it does, and is well again afterwards."""

from collections.abc import Iterator

import httpx
import pytest

from tests.local.standin_process import StandIn, running, until

ORDER = {"order": "payment-1", "fen": 500, "description": "fee", "notify_url": "http://127.0.0.1:9/callbacks"}


@pytest.fixture
def channel() -> Iterator[StandIn]:
    """A payment channel."""
    with running("channel") as stand_in:
        yield stand_in


def switch(stand_in: StandIn, mode: str, seconds: float = 60) -> None:
    """Tell it how to behave."""
    assert stand_in.post("/switches", {"mode": mode, "seconds": seconds}).status_code == 200


def open_order(channel: StandIn) -> httpx.Response:
    """Ask for the one order."""
    return channel.post("/orders", ORDER, "key-1")


def orders(channel: StandIn) -> int:
    """How many orders it has."""
    return len(channel.get("/statement")["orders"])


def test_a_failing_one_does_nothing_and_says_so(channel: StandIn) -> None:
    """503; probes and audits are answered as ever."""
    switch(channel, "failing")

    assert open_order(channel).status_code == 503
    assert orders(channel) == 0
    assert channel.get("/ready")["ready"] is True


def test_a_garbled_answer_hides_what_was_done(channel: StandIn) -> None:
    """The order is there; what came back is no JSON."""
    switch(channel, "garbled")

    answer = open_order(channel)

    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        answer.json()
    assert orders(channel) == 1


def test_a_cut_line_hides_what_was_done(channel: StandIn) -> None:
    """The order is there, nothing came back, and the same key finds the same order later."""
    switch(channel, "cut")

    with pytest.raises(httpx.TransportError):
        open_order(channel)
    switch(channel, "well")

    assert open_order(channel).status_code == 200
    assert orders(channel) == 1


def test_it_is_well_again_when_the_time_is_over(channel: StandIn) -> None:
    """Nobody needs to switch it back."""
    switch(channel, "failing", 0.2)
    assert open_order(channel).status_code == 503

    until(lambda: open_order(channel).status_code == 200)


def test_payers_are_left_alone(channel: StandIn) -> None:
    """A fault run spoils what the suite asks for, not what people in a browser do."""
    order = open_order(channel).json()
    switch(channel, "failing")

    assert channel.http.post(f"/pay/{order['channel_order']}").status_code == 200


def test_a_mode_that_does_not_exist_is_refused(channel: StandIn) -> None:
    """400, and it goes on as before."""
    assert channel.post("/switches", {"mode": "sulking", "seconds": 60}).status_code == 400
    assert open_order(channel).status_code == 200

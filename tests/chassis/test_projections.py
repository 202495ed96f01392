"""Views: folds over the set of messages that touched a key. Neither order nor repetition nor rivals matter."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.envelope import Message
from services.chassis.projections import ATTEMPTS, Projector
from services.chassis.store import Store
from services.chassis.stored import ViewDocument
from services.chassis.testing.memory_store import MemoryStore
from services.chassis.testing.store_exam import AnyStore
from services.chassis.vocabulary import Data, View
from tests.chassis.house import tea_priced


def _history(parts: list[Data]) -> Mapping[str, Any]:
    return {"fen": parts[-1]["fen"], "history": [part["fen"] for part in parts]}


HISTORY = View("history", lambda told: str(told["tea"]), {"kitchen.tea-priced.v1": lambda told: told}, _history)


def price(tea: str, fen: int, at: str = "2026-11-20T04:00:00.000Z", **envelope: Any) -> Message:
    """A tea's price, said at a time."""
    return tea_priced(tea, fen, time=at, id=f"{tea}-{fen}-{at}", **envelope)


def noted(messages: Sequence[Message], size: int = 3, store: AnyStore | None = None) -> dict[str, Any]:
    """What the view shows after these, in batches of some size."""
    store = store or MemoryStore()
    for at in range(0, len(messages), size):
        Projector(store).note([(HISTORY, message) for message in messages[at : at + size]])
    return {key: found["doc"] for key, found in store.read_views("history", ["green", "white"]).items()}


SECONDS = st.integers(0, 59).map(lambda second: f"2026-11-20T04:00:{second:02d}.000Z")
PRICES = st.lists(st.builds(price, st.sampled_from(["green", "white"]), st.integers(0, 9), SECONDS), min_size=1)


@given(PRICES, st.data(), st.integers(1, 20))
def test_order_repetition_and_batches_do_not_matter(prices: list[Message], data: st.DataObject, size: int) -> None:
    """The same set of messages shows the same."""
    disordered = data.draw(st.permutations([*prices, *data.draw(st.lists(st.sampled_from(prices)))]))

    assert noted(disordered, size) == noted(prices)


def test_parts_are_shown_oldest_first() -> None:
    """By the time they were said, whatever its precision; where that is equal, by stream and version."""
    at = "2026-11-20T04:00:00"
    moments = [f"{at}Z", f"{at}.05Z", f"{at}.100Z", f"{at}.5Z", f"{at}.500000001Z", "2026-11-20T04:00:01Z"]
    prices = [price("green", fen, moment) for fen, moment in enumerate(moments)]
    assert noted(list(reversed(prices)))["green"]["history"] == list(range(6))

    same = [price("green", fen, sequence=sequence) for fen, sequence in ((1, 10), (2, 9), (3, 1))]
    assert noted(same)["green"]["history"] == [3, 2, 1]


def test_what_was_noted_before_is_not_written_again() -> None:
    """A repeated batch costs one look."""
    store = MemoryStore()
    noted([price("green", 1)], store=store)
    before = store.read_views("history", ["green"])
    noted([price("green", 1)], store=store)

    assert store.read_views("history", ["green"]) == before


class Rival(MemoryStore):
    """Before each of the first writes, somebody else has just written the same key."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.left = times

    def _meddle(self) -> None:
        if self.left:
            self.left -= 1
            left, self.left = self.left, 0
            noted([price("green", 100 + left)], store=self)
            self.left = left

    def insert_views(self, name: str, documents: Sequence[ViewDocument]) -> set[str]:
        """After the rival."""
        self._meddle()
        return super().insert_views(name, documents)

    def update_views(self, name: str, documents: Sequence[ViewDocument]) -> int:
        """After the rival."""
        self._meddle()
        return super().update_views(name, documents)


def test_who_comes_second_adds_to_what_the_first_wrote() -> None:
    """Five times in a row; nobody's part is lost."""
    shown = noted([price("green", 1), price("white", 2)], store=Rival(5))

    assert sorted(shown["green"]["history"]) == [1, 100, 101, 102, 103, 104]
    assert shown["white"]["history"] == [2]


def test_who_always_comes_second_gives_up_with_an_error() -> None:
    """The batch is then handled one by one, and tried again."""
    with pytest.raises(RuntimeError, match="other writers came first"):
        noted([price("green", 1)], store=Rival(ATTEMPTS + 1))


def test_two_writers_on_the_real_store_lose_no_part(store_uri: str, store_name: str) -> None:
    """Both note twenty prices of the same tea at the same time."""
    store, start = Store.open(store_uri, store_name), threading.Barrier(2)

    def write(fens: Sequence[int]) -> None:
        start.wait()
        noted([price("green", fen) for fen in fens], 2, store)

    threads = [threading.Thread(target=write, args=(range(first, first + 20),)) for first in (0, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(noted([], store=store)["green"]["history"]) == list(range(40))
    store.drop()
    store.database.client.close()

"""Every fault there is, and in which order a seed deals them."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from deploy.local.suite import PORTAL_API, SERVICES, STAND_INS

DECIDING = tuple(name for name in SERVICES if name != "portal")
ACTING = ("identity", "payments", "seals", "logistics")
"""Services that ask the outside world."""

BATCH_POINTS = ("after-decide", "after-commit", "between-publishes", "after-publish", "before-acknowledge")

GROUND = "ground"
"""Broker, store and the lines to them: one of these faults at a time, over any number of others."""


@dataclass(frozen=True, slots=True)
class Card:
    """One fault to come. seconds: how long it lasts; point, nth: where a process is to die."""

    kind: str
    target: str
    seconds: float = 0.0
    point: str = ""
    nth: int = 1

    @property
    def claims(self) -> str:
        """What no other fault may touch meanwhile."""
        return GROUND if self.target in {"rabbitmq", "store", "bus-line", "store-line"} else self.target

    def __str__(self) -> str:
        point = f" {self.point}:{self.nth}" if self.point else ""
        lasting = f" for {self.seconds:.0f} s" if self.seconds else ""
        return f"{self.kind}{point}: {self.target}{lasting}"


def deck(random: Random) -> list[Card]:
    """Every fault once, with lengths and counts from the seed."""
    return [*_deaths(random), *_crashes(random), *_stuck(random), *_ground(random), *_outside(random)]


def dealt(seed: int, count: int) -> list[Card]:
    """So many faults: first one of every kind, then the rest of the deck, then the deck again; shuffled by the seed."""
    random = Random(seed)
    cards = list[Card]()
    while len(cards) < count:
        cards.extend(_shuffled(deck(random), random))
    return cards[:count]


def _shuffled(cards: list[Card], random: Random) -> list[Card]:
    random.shuffle(cards)
    kinds = dict[str, Card]()
    for card in cards:
        kinds.setdefault(card.kind, card)
    first = list(kinds.values())
    return [*first, *(card for card in cards if card not in first)]


def _deaths(random: Random) -> Iterator[Card]:
    """Killed at any moment, as it comes."""
    for name in (*SERVICES, PORTAL_API):
        yield Card("killed", name, random.uniform(0, 2))


def _crashes(random: Random) -> Iterator[Card]:
    """Killed by its own hand at every named point that it can come to."""
    places = [(name, point) for name in DECIDING for point in BATCH_POINTS]
    places += [(name, "after-outside") for name in ACTING]
    places += [("portal", "after-note"), ("cases", "after-note"), ("portal", "before-acknowledge")]
    places += [(PORTAL_API, "between-publishes")]
    for name, point in places:
        yield Card("crashed", name, point=point, nth=random.randint(1, 3))


def _stuck(random: Random) -> Iterator[Card]:
    """Frozen and woken; two of them for so long that the broker takes them for dead (that is after 60 to 90 s)."""
    for name in random.sample((*SERVICES, PORTAL_API), 5):
        yield Card("stuck", name, random.uniform(15, 40))
    for name in random.sample(DECIDING, 2):
        yield Card("stuck until given up", name, random.uniform(92, 100))
    for name in SERVICES:
        yield Card("rivalled", name, random.uniform(15, 30))


def _ground(random: Random) -> Iterator[Card]:
    for _ in range(2):
        yield Card("broker killed", "rabbitmq", random.uniform(0, 5))
        yield Card("broker out of memory", "rabbitmq", random.uniform(8, 25))
        yield Card("store killed", "store", random.uniform(0, 5))
        yield Card("store slow", "store", random.uniform(10, 20))
        yield Card("store full", "store", random.uniform(5, 15))
        yield Card("connections cut", "bus-line", random.uniform(0, 3))
        yield Card("connections cut", "store-line", random.uniform(0, 3))
    yield Card("broker frozen", "rabbitmq", random.uniform(8, 25))
    yield Card("store frozen", "store", random.uniform(8, 30))
    yield Card("network silent", "bus-line", random.uniform(10, 40))
    yield Card("network silent", "store-line", random.uniform(10, 40))


def _outside(random: Random) -> Iterator[Card]:
    for name in STAND_INS:
        yield Card("outside silent", name, 60)
        yield Card("outside failing", name, random.uniform(10, 30))
        yield Card("outside garbled", name, random.uniform(5, 20))
        yield Card("outside hangs up", name, random.uniform(5, 20))
        yield Card("outside killed", name, random.uniform(0, 3))

"""The messages of the bench: what every contender is given, byte for byte the size of a real one of the suite."""

from collections.abc import Iterator

from services.chassis import codec
from services.chassis.envelope import Message, to_mapping

VISITS = 4
"""Messages a stream: about what a payment, a certificate or a parcel gets in its life."""

PURPOSE = "to apply for a food business licence, and to ask which materials are wanted for it; " * 3
"""Makes a message as large as the mean of the contracts' examples, 700 bytes; ASCII, so that it is no larger in
the encoding of any peer."""

TYPE = "tickets.take-number.v1"
ROUTING_KEY = f"{TYPE}.530000"


def take_number(number: int, halls: int, run: str = "0") -> Message:
    """One visitor's command. Every hall is visited in turn, so that no batch meets one hall twice."""
    visit, hall = divmod(number, halls)
    case = f"case-530000-{hall:020d}"
    return Message(
        id=f"{run}-{number:032d}",
        type=TYPE,
        source="/tongban/bench",
        subject=f"hall-530000-{run}-{hall:09d}",
        time="2026-11-20T04:00:00.000Z",
        province="530000",
        case=case,
        cause=case,
        trace=f"00-{number + 1:032x}-{number + 1:016x}-01",
        data={"visitor": f"person-{visit:024x}", "window": 1 + hall % 9, "purpose": PURPOSE},
    )


def bodies(count: int, run: str = "0") -> Iterator[bytes]:
    """As many messages as are wanted, each hall visited `VISITS` times."""
    halls = max(1, count // VISITS)
    for number in range(count):
        yield codec.encode(to_mapping(take_number(number, halls, run)))


EXAMPLE = next(bodies(1))
"""What the peers take and send: to them one message is like the other."""

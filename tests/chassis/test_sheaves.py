"""Messages of one type that travel together: each arrives whole, once, and is handled as if it had come alone."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis import codec, sheaves
from services.chassis.bus import Outgoing
from services.chassis.contracts import ContractViolation
from services.chassis.envelope import LEAST_EACH, MAX_BODY, Message, each, from_mapping, parse, render, to_mapping
from services.chassis.errors import Malformed
from services.chassis.intake import Reader, apart
from services.chassis.outgoing import Speaker
from services.chassis.returns import REASON
from services.chassis.testing.crash import Crash, Fuse, Point
from services.chassis.testing.mail import delivery
from services.chassis.topology import COMMANDS, DIRECT, EVENTS, Place
from tests.chassis.house import CONTRACTS, House, serve, table, tea_priced
from tests.chassis.teahouse.messages import BROKEN
from tests.chassis.teahouse.service import DEFINITION

SERVE, KEY = "teahouse.serve-cup.v1", "teahouse.serve-cup.v1.530000"
TALKATIVE = replace(DEFINITION, together=("teahouse.cup-served.v1",))
SPEAKER = Speaker(TALKATIVE, CONTRACTS, Place("teahouse"))


def sheaf(*messages: Message | bytes, key: str = KEY) -> Outgoing:
    """Several commands in one body."""
    bodies = [one if isinstance(one, bytes) else render(one) for one in messages]
    return Outgoing(COMMANDS, key, b"[" + b",".join(bodies) + b"]", "sheaf", carries=("one", "other"))


def served(number: int, province: str = "530000") -> Message:
    """An event of the teahouse."""
    told = serve(table(number), "green", province=province)
    return replace(told, type="teahouse.cup-served.v1", sequence=1, data={"cup": "green", "fen": number})


def carried(outgoings: Sequence[Outgoing]) -> list[Message]:
    """What is in them, in order."""
    return [from_mapping(parse(body)) for one in outgoings for body in each(one.body)]


@given(st.lists(st.integers(1, 3 * sheaves.MOST_BYTES), max_size=40))
def test_nothing_is_lost_doubled_or_moved_when_messages_are_bound(sizes: list[int]) -> None:
    """A sheaf is within its bounds unless it is one message that is too large by itself."""
    pieces = [(str(number), b"x" * size) for number, size in enumerate(sizes)]
    bound = list(sheaves.bound(pieces))
    assert [piece for one in bound for piece in one] == pieces
    for one in bound:
        assert len(one) == 1 or sum(len(text) for _, text in one) <= sheaves.MOST_BYTES
        assert 1 <= len(one) <= sheaves.MOST


@given(st.lists(st.binary(max_size=400_000), max_size=6), st.integers(1, 4))
def test_a_batch_is_bounded_by_bytes_as_well(bodies: list[bytes], limit: int) -> None:
    """It has something of whatever has come, and no more than one could handle."""
    sizes = [len(body) for body in bodies]
    count = sheaves.fitting(sizes, limit)
    assert min(1, len(sizes)) <= count <= min(limit, len(sizes))
    assert count <= 1 or sum(sizes[:count]) <= sheaves.BATCH_BYTES
    assert count in (limit, len(sizes)) or sum(sizes[: count + 1]) > sheaves.BATCH_BYTES


@given(st.lists(st.sampled_from(["530000", "110000"]), max_size=60))
def test_events_of_one_type_and_province_leave_together(provinces: list[str]) -> None:
    """Each province's by its own address, in their order; the ids are theirs."""
    said = [served(number, province) for number, province in enumerate(provinces)]
    outgoings = SPEAKER.address_all(map(to_mapping, said))
    for province in set(provinces):
        theirs = [one for one in outgoings if one.routing_key == f"teahouse.cup-served.v1.{province}"]
        assert carried(theirs) == [one for one in said if one.province == province]
        assert all(one.exchange == EVENTS and not one.mandatory for one in theirs)
    assert len(carried(outgoings)) == len(said)
    for one in outgoings:
        ids = tuple(message.id for message in carried([one]))
        assert tuple(one.carries) == (ids if len(ids) > 1 else ())


def test_a_message_alone_travels_as_it_always_did() -> None:
    """And so does one whose type is not said in sheaves."""
    said = [served(1), serve(table(2), "green")]
    outgoings = SPEAKER.address_all(map(to_mapping, said))
    assert sorted(one.body for one in outgoings) == sorted(map(render, said))
    assert {one.id for one in outgoings} == {one.id for one in said}


def test_what_is_taken_apart_is_byte_for_byte_what_was_bound() -> None:
    """Whatever a foreign sender wrote into it; blanks around it do not matter."""
    odd = b'{ "a":1,\n"b": "' + b"\xe4\xba\x8b" * LEAST_EACH + b'" }'
    assert each(b" [ " + odd + b" , {} ]") == [odd, b"{}"]
    assert each(odd) == [odd]


@pytest.mark.parametrize(
    "body",
    [
        *(b"[]", b"[{}", b"[" + b",".join([b"{}"] * (sheaves.MOST + 1)) + b"]", b"[" + b" " * MAX_BODY + b"]"),
        *(b"[" + b",".join([b"0"] * sheaves.MOST) + b"]", b"[[" + b" " * LEAST_EACH + b"{}]]"),
    ],
    ids=["empty", "cut off", "too many", "too large", "too small for what they are", "a sheaf of sheaves"],
)
def test_what_is_no_sheaf_is_malformed_as_a_whole(body: bytes) -> None:
    """One parked message, however many it pretends to be."""
    with pytest.raises(Malformed, match="body"):
        each(body)
    intake = Reader(DEFINITION, CONTRACTS).read([delivery(body, routing_key=KEY)], again=False)
    assert [failure.delivery.body for failure in intake.failures] == [body]


def test_each_message_of_a_sheaf_must_fit_the_address() -> None:
    """Nobody speaks for another province, or under another type, from within a sheaf."""
    foreign = serve("table-110000-1", "green", province="110000")
    other = replace(served(3), province="530000")
    body = codec.encode([to_mapping(one) for one in (serve(table(1), "green"), foreign, other)])
    intake = Reader(DEFINITION, CONTRACTS).read([delivery(body, routing_key=KEY)], again=False)
    assert [work.stream for work in intake.works] == [table(1)]
    assert len(intake.failures) == 2


def test_messages_in_messages_are_none() -> None:
    """A sheaf holds no sheaves."""
    body = b"[[" + render(serve(table(1), "green")) + b"]]"
    intake = Reader(DEFINITION, CONTRACTS).read([delivery(body, routing_key=KEY)], again=False)
    assert intake.works == []
    assert isinstance(intake.failures[0].error, Malformed | ContractViolation)


def test_a_bad_message_in_a_sheaf_is_parked_alone(twins: House) -> None:
    """The others are handled; what is parked is the message, which can be mended and replayed by itself."""
    bad = render(replace(serve(table(1), "green"), data={"cup": 7}, id="bad"))
    twins.post(sheaf(serve(table(1), "white"), bad, serve(table(2), "black")))

    replica = twins.work(twins.hire())

    assert [twins.state(table(number)).cups for number in (1, 2)] == [{"white"}, {"black"}]
    (parked,) = twins.parked(1)
    assert (parked.body, parked.headers[REASON]) == (bad, "contractviolation")
    assert replica.counted(outcome="done", type=SERVE) == 2


def test_a_sheaf_that_comes_twice_or_in_parts_happens_once(twins: House) -> None:
    """The messages' own ids decide, not the sheaf's: alone, together, and together with others."""
    cups = [serve(table(1), tea) for tea in ("green", "white", "black")]
    twins.post(sheaf(cups[0], cups[1]), sheaf(cups[0], cups[1]), cups[1], sheaf(cups[1], cups[2]))

    twins.work(twins.hire())

    assert twins.state(table(1)).cups == {"green", "white", "black"}
    assert len(twins.streams()[table(1)]) == len(cups)
    assert twins.parked(0) == []


def test_a_sheaf_put_back_by_hand_is_taken_apart_too() -> None:
    """Over the default exchange, with the first address in its headers: as the operator's replay puts it."""
    headers = {"x-original-exchange": COMMANDS, "x-original-routing-key": KEY}
    body = sheaf(serve(table(1), "green"), serve(table(2), "green")).body
    off = delivery(body, exchange=DIRECT, routing_key="teahouse.inbox", headers=headers)
    intake = Reader(DEFINITION, CONTRACTS).read([off], again=False)
    assert [(work.stream, work.redelivered) for work in intake.works] == [(table(1), True), (table(2), True)]
    assert [one.tag for one in apart(off)] == [off.tag, off.tag]


def test_a_bug_that_one_message_of_a_sheaf_meets_is_that_messages_alone(twins: House) -> None:
    """A view that fails takes the batch with it; so the batch, and then the sheaf, is handled one by one."""
    teas = [tea_priced("green", 300), tea_priced(BROKEN, 1), tea_priced("white", 50)]
    body = b"[" + b",".join(map(render, teas)) + b"]"
    twins.post(Outgoing(EVENTS, "kitchen.tea-priced.v1.530000", body, "sheaf", carries=("one", "other")))

    twins.work(twins.hire())
    twins.post(serve(table(1), "green"), serve(table(2), "white"))
    twins.work(twins.hire())

    assert [one.body for one in twins.parked(1)] == [render(teas[1])]
    served = {said["subject"]: said["data"]["fen"] for said in twins.said("teahouse.cup-served.v1")}
    assert served == {table(1): 300, table(2): 50}


MORTAL = [
    Point("after", "load"),
    Point("after", "decide", 3),
    Point("halfway", "append"),
    Point("after", "append"),
    Point("before", "publish"),
    Point("halfway", "publish"),
    Point("after", "publish"),
    Point("before", "acknowledge"),
]


def survives(house: House, point: Point) -> None:
    """Die there with sheaves coming in and going out, begin anew: each message happened once and all is said."""
    cups = [serve(table(number), "green") for number in range(70)]
    house.post(*(sheaf(*cups[begin : begin + 10]) for begin in range(0, 70, 10)))
    fuse = Fuse(point)
    replica = house.hire(TALKATIVE, fuse)
    with suppress(Crash):
        house.work(replica)
    replica.die()
    assert fuse.burnt

    house.work(house.hire(TALKATIVE))

    streams = house.streams()
    assert {stream: len(commits) for stream, commits in streams.items()} == {table(number): 1 for number in range(70)}
    owed = {said["id"]: said for (commit,) in streams.values() for said in commit["outbox"]}
    heard = house.listen()
    assert {said["id"]: said for said in heard} == owed


@pytest.mark.parametrize("point", MORTAL, ids=str)
def test_a_crash_anywhere_loses_nothing_of_a_sheaf_and_doubles_nothing(twins: House, point: Point) -> None:
    """What was committed is said again, perhaps in other sheaves, under the same ids."""
    survives(twins, point)


def test_nor_does_it_on_the_real_bus_and_store(real: House) -> None:
    """The crash that leaves most behind: everything is committed, half of it is said."""
    survives(real, Point("halfway", "publish"))

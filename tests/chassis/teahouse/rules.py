"""The teahouse's rules: what is decided, owed, waited for, said, heard."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, assert_never

from services.chassis.definition import Fact, ViewReader
from services.chassis.vocabulary import Data, Deadline, Foreign, NotYet, Owed, Published, View
from tests.chassis.teahouse.messages import (
    BROKEN,
    BillPrinted,
    ClearTable,
    Closed,
    CloseTable,
    Command,
    CupServed,
    Done,
    Event,
    Free,
    LapseTable,
    RecordBill,
    ServeCup,
    State,
    TableClosed,
    TableLeft,
    TableTaken,
    Taken,
)

INITIAL: State = Free()
HELD = timedelta(hours=2)


def decide(command: Command, state: State) -> list[Event]:
    """What follows from a command; nothing means that it is already so."""
    match command:
        case ServeCup():
            return _serve(command, state)
        case CloseTable():
            return _close(command, state)
        case RecordBill():
            return _bill(command, state)
        case LapseTable() | ClearTable():
            why = "lapsed" if isinstance(command, LapseTable) else command.why
            return _leave(why, state)
        case _:
            assert_never(command)


def _serve(command: ServeCup, state: State) -> list[Event]:
    if command.cup == BROKEN:
        raise ZeroDivisionError("the cup broke")
    served = CupServed(command.cup, command.fen if command.price is None else command.price)
    match state:
        case Free():
            return [TableTaken(command.subject, command.at + HELD), served]
        case Taken():
            return [] if command.cup in state.cups else [served]
        case Closed() | Done():
            return []
        case _:
            assert_never(state)


def _close(command: CloseTable, state: State) -> list[Event]:
    match state:
        case Free():
            raise NotYet("no cup has come")
        case Taken():
            if len(state.cups) < command.cups:
                raise NotYet(f"{len(state.cups)} of {command.cups} cups have come")
            return [TableClosed(state.table)]
        case Closed() | Done():
            return []
        case _:
            assert_never(state)


def _bill(command: RecordBill, state: State) -> list[Event]:
    match state:
        case Free() | Taken():
            raise NotYet("the bill of an open table")
        case Closed():
            return [BillPrinted(command.number)]
        case Done():
            return []
        case _:
            assert_never(state)


def _leave(why: str, state: State) -> list[Event]:
    match state:
        case Free():
            raise NotYet("nobody sits here yet")
        case Taken():
            return [TableLeft(why)]
        case Closed() | Done():
            return []
        case _:
            assert_never(state)


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    match event:
        case TableTaken():
            return Taken(event.table, event.until, frozenset(), 0)
        case CupServed():
            assert isinstance(state, Taken)
            return Taken(state.table, state.until, state.cups | {event.cup}, state.fen + event.fen)
        case TableClosed():
            assert isinstance(state, Taken)
            return Closed(state.table, state.cups, state.fen)
        case BillPrinted():
            return Done(event.number)
        case TableLeft():
            return Done(event.why)
        case _:
            assert_never(event)


def is_terminal(state: State) -> bool:
    """Over."""
    return isinstance(state, Done)


def next_commands(state: State) -> tuple[Owed, ...]:
    """A closed table owes a bill (own effect) and the cups' washing (the kitchen's)."""
    if not isinstance(state, Closed):
        return ()
    return (
        Owed("print-bill", "teahouse.print-bill.v1", state.table, {"total_fen": state.fen}),
        Owed("wash-cups", "kitchen.wash-cups.v1", state.table.replace("table", "sink"), {"cups": len(state.cups)}),
    )


def deadlines(state: State) -> tuple[Deadline, ...]:
    """A taken table is held for a while."""
    return (Deadline("lapse", state.until, "teahouse.lapse-table.v1"),) if isinstance(state, Taken) else ()


def publish(event: Event, state: State) -> Published | None:
    """What the world hears."""
    match event:
        case TableTaken() | TableClosed():
            return None
        case CupServed():
            return Published("teahouse.cup-served.v1", {"cup": event.cup, "fen": event.fen})
        case BillPrinted():
            return Published("teahouse.table-done.v1", {"how": event.number})
        case TableLeft():
            return Published("teahouse.table-done.v1", {"how": event.why})
        case _:
            assert_never(event)


def on_kettle_broke(event: Foreign) -> ClearTable | None:
    """A broken kettle clears the table it stood on."""
    return ClearTable(event["table"], "kettle") if event["table"] else None


def _price(event: Foreign) -> Data:
    if event["tea"] == BROKEN:
        raise ZeroDivisionError("the menu broke")
    return {"tea": event["tea"], "fen": event["fen"]}


def _last(parts: list[Data]) -> Data:
    return {**parts[-1], "changes": len(parts)}


MENU = View("menu", lambda event: str(event["tea"]), {"kitchen.tea-priced.v1": _price}, _last, ("fen",))


def facts(_: Any, views: ViewReader) -> Mapping[type, Fact]:
    """A cup costs what the menu says, where it says anything."""

    def priced(commands: Sequence[ServeCup]) -> Sequence[ServeCup]:
        if any(command.cup == "BROKEN-PRICE" for command in commands):
            raise ZeroDivisionError("the till broke")
        menu = views.find("menu", [command.cup for command in commands])
        return [_at(command, menu.get(command.cup)) for command in commands]

    return {ServeCup: priced}


def _at(command: ServeCup, entry: Mapping[str, Any] | None) -> ServeCup:
    price = entry["fen"] if entry else None
    return ServeCup(command.subject, command.at, command.cup, command.fen, price)

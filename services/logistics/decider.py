"""The law of sending a result: what the carrier's notices come to, in whatever order they arrive. Pure."""

from dataclasses import replace
from typing import assert_never

from services.chassis.vocabulary import NotYet
from services.logistics.messages import (
    Booked,
    Booking,
    BookingRefused,
    Carried,
    Command,
    Delivered,
    Event,
    Nothing,
    Notice,
    NoticeHeld,
    NoticeNoted,
    NoticeRejected,
    OnTheWay,
    Parcel,
    ParcelBooked,
    ParcelDelivered,
    ParcelHandedOver,
    ParcelReturned,
    RecordBooking,
    RecordCarrierNotice,
    Refused,
    Returned,
    Shipment,
    ShipmentOpened,
    ShipResult,
    State,
    Track,
)

INITIAL: State = Nothing()


def decide(command: Command, state: State) -> list[Event]:
    """Say what follows; raises NotYet for what overtook the order to send."""
    match command:
        case ShipResult():
            return _ship(command, state)
        case RecordBooking():
            return _record_booking(command, state)
        case RecordCarrierNotice():
            return _record_notice(command, state)
        case _:
            assert_never(command)


def _ship(command: ShipResult, state: State) -> list[Event]:
    if not isinstance(state, Nothing):
        return []
    what = (command.subject, command.certificate, command.recipient, command.address_sealed)
    return [ShipmentOpened(Shipment(*what, command.notify_url))]


def _record_booking(command: RecordBooking, state: State) -> list[Event]:
    match state:
        case Nothing():
            raise NotYet("the order to send this parcel is not here yet")
        case Booking(_, held) if command.refused is not None:
            return [BookingRefused(command.refused), *(_unknown(notice) for notice in held)]
        case Booking(_, held):
            return _booked(Parcel(command.carrier, command.tracking_number), held)
        case Booked() | OnTheWay() | Delivered() | Returned() | Refused():
            return []
        case _:
            assert_never(state)


def _booked(parcel: Parcel, held: Track) -> list[Event]:
    decided: list[Event] = [ParcelBooked(parcel)]
    carried: Carried = Booked(parcel)
    for notice in held:
        decided += _noticed(notice, carried)
        carried = _with(notice, carried) if notice.tracking_number == parcel.tracking_number else carried
    return decided


def _record_notice(command: RecordCarrierNotice, state: State) -> list[Event]:
    notice = command.notice
    if notice is None:
        return [NoticeRejected(command.carrier, command.fault or "callback-malformed")]
    match state:
        case Nothing():
            raise NotYet("the order to send this parcel is not here yet")
        case Booking(_, held):
            return [] if notice in held else [NoticeHeld(notice)]
        case Booked() | OnTheWay() | Delivered() | Returned():
            return _noticed(notice, state)
        case Refused():
            return [_unknown(notice)]
        case _:
            assert_never(state)


def _noticed(notice: Notice, state: Carried) -> list[Event]:
    if notice.tracking_number != state.parcel.tracking_number:
        return [_unknown(notice)]
    if notice in state.track:
        return []
    after = _with(notice, state)
    if isinstance(after, Delivered) and not isinstance(state, Delivered):
        return [ParcelDelivered(notice)]
    if isinstance(after, Returned) and not isinstance(state, Returned):
        return [ParcelReturned(notice)]
    if notice.status == "collected" and not any(known.status == "collected" for known in state.track):
        return [ParcelHandedOver(notice)]
    return [NoticeNoted(notice)]


def _unknown(notice: Notice) -> NoticeRejected:
    return NoticeRejected(notice.carrier, "parcel-unknown")


def _with(notice: Notice, state: Carried) -> Carried:
    """Where the parcel is, read from all notices together, so that the order in which they came cannot matter.

    The last step that ends the way is the end, by the carrier's own count; a step that does not end it never
    undoes one that does. Where a carrier gives two ends the same number, it came back: nobody is told
    "received" on a contradiction.
    """
    track = _merged(state.track, notice)
    ends = [known.status for known in track if known.status in ("delivered", "returned")]
    match ends[-1:]:
        case ["delivered"]:
            return Delivered(state.parcel, track)
        case ["returned"]:
            return Returned(state.parcel, track)
        case _:
            return OnTheWay(state.parcel, track)


def _merged(track: Track, notice: Notice) -> Track:
    return tuple(sorted({*track, notice}, key=_rank))


def _rank(notice: Notice) -> tuple[int, str, str, str, str, str]:
    # Where one number stands for two ends, `returned` sorts behind `delivered`; the rest only makes the order total.
    rest = (notice.at.isoformat(), notice.incident, notice.tracking_number, notice.carrier)
    return (notice.sequence, notice.status, *rest)


def evolve(state: State, event: Event) -> State:
    """Copy what the event says into the state that follows."""
    match event:
        case ShipmentOpened(shipment):
            return Booking(shipment)
        case ParcelBooked(parcel):
            return Booked(parcel)
        case BookingRefused(reason):
            return Refused(reason)
        case NoticeHeld(notice):
            assert isinstance(state, Booking)  # `decide` holds notices back nowhere else
            return replace(state, held=_merged(state.held, notice))
        case ParcelHandedOver(notice) | ParcelDelivered(notice) | ParcelReturned(notice) | NoticeNoted(notice):
            assert isinstance(state, Booked | OnTheWay | Delivered | Returned)  # `decide` tracks only what is booked
            return _with(notice, state)
        case NoticeRejected():
            return state
        case _:
            assert_never(event)


def is_terminal(state: State) -> bool:
    """The way has ended; only the carrier's second thoughts can still move it."""
    return isinstance(state, Delivered | Returned | Refused)

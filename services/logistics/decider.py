"""The law of carrying a parcel: booked, tracked, and for originals acknowledged. Pure."""

from dataclasses import replace
from typing import assert_never

from services.chassis.vocabulary import NotYet
from services.logistics.events import (
    BookingRefused,
    Event,
    IncidentReported,
    NoticeHeld,
    NoticeNoted,
    NoticeRejected,
    OriginalsAcknowledged,
    OriginalsRefused,
    ParcelBooked,
    ParcelDelivered,
    ParcelHandedOver,
    ParcelReturned,
    ShipmentOpened,
)
from services.logistics.messages import (
    AcknowledgeOriginals,
    CollectOriginals,
    Command,
    ConfirmReceipt,
    Parcel,
    RecordBooking,
    RecordCarrierNotice,
    ReturnOriginals,
    Shipment,
    ShipResult,
)
from services.logistics.originals import custody
from services.logistics.states import (
    Acknowledged,
    Booked,
    Booking,
    Carried,
    Delivered,
    Nothing,
    OnTheWay,
    Refused,
    Returned,
    State,
)
from services.logistics.tracking import confirmation, merged, noticed, unknown, with_notice

INITIAL: State = Nothing()


def decide(command: Command, state: State) -> list[Event]:
    """Say what follows; raises NotYet for what overtook the order to send."""
    match command:
        case ShipResult():
            return _ship(command, state)
        case CollectOriginals() | ReturnOriginals() | AcknowledgeOriginals():
            return custody(command, state)
        case RecordBooking():
            return _record_booking(command, state)
        case RecordCarrierNotice():
            return _record_notice(command, state)
        case ConfirmReceipt():
            return _confirm(command, state)
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
            return [BookingRefused(command.refused), *(unknown(notice) for notice in held)]
        case Booking():
            return _booked(command, state)
        case Booked() | OnTheWay() | Delivered() | Returned() | Acknowledged() | Refused():
            return []
        case _:
            assert_never(state)


def _booked(command: RecordBooking, state: Booking) -> list[Event]:
    shipment = state.shipment
    by_code = command.by_code and shipment.kind != "collect"  # the authority acknowledges by its own word
    parcel = Parcel(command.carrier, command.tracking_number, shipment.kind, shipment.materials, by_code)
    decided: list[Event] = [ParcelBooked(parcel)]
    carried: Carried = Booked(parcel)
    for notice in state.held:
        for event in noticed(notice, carried):
            decided.append(event)
            carried = _moved(carried, event)
    return decided


def _moved(carried: Carried, event: Event) -> Carried:
    after = evolve(carried, event)
    assert isinstance(after, Carried)  # no notice leads out of what is carried
    return after


def _record_notice(command: RecordCarrierNotice, state: State) -> list[Event]:
    notice = command.notice
    if notice is None:
        return [NoticeRejected(command.carrier, command.fault or "callback-malformed")]
    match state:
        case Nothing():
            raise NotYet("the order to send this parcel is not here yet")
        case Booking(_, held):
            return [] if notice in held else [NoticeHeld(notice)]
        case Booked() | OnTheWay() | Delivered() | Returned() | Acknowledged():
            return [*noticed(notice, state)]
        case Refused():
            return [unknown(notice)]
        case _:
            assert_never(state)


def _confirm(command: ConfirmReceipt, state: State) -> list[Event]:
    match state:
        case Nothing() | Booking():
            raise NotYet("no carrier has this parcel yet")
        case Booked() | OnTheWay() | Delivered() | Returned() if state.parcel.kind == "collect":
            return [OriginalsRefused(state.parcel.materials, "parcel-number-taken")]
        case Booked() | OnTheWay() | Returned():
            return [ParcelDelivered(confirmation(state.parcel, command.at))]
        case Delivered() | Acknowledged() | Refused():
            return []
        case _:
            assert_never(state)


def evolve(state: State, event: Event) -> State:
    """Copy what the event says into the state that follows."""
    match event:
        case ShipmentOpened(shipment):
            return Booking(shipment)
        case ParcelBooked(parcel):
            return Booked(parcel)
        case BookingRefused() | OriginalsAcknowledged():
            return _closed(event, state)
        case NoticeHeld(notice):
            assert isinstance(state, Booking)  # `decide` holds notices back nowhere else
            return replace(state, held=merged(state.held, notice))
        case (
            ParcelHandedOver(notice)
            | ParcelDelivered(notice)
            | ParcelReturned(notice)
            | IncidentReported(notice)
            | NoticeNoted(notice)
        ):
            assert isinstance(state, Carried | Acknowledged)  # `decide` tracks only what is booked
            return with_notice(notice, state)
        case NoticeRejected() | OriginalsRefused():
            return state
        case _:
            assert_never(event)


def _closed(event: BookingRefused | OriginalsAcknowledged, state: State) -> State:
    if isinstance(event, BookingRefused):
        assert isinstance(state, Booking)  # `decide` refuses only what was asked
        return Refused(event.reason, state.shipment.kind, state.shipment.materials)
    assert isinstance(state, Carried)  # `decide` acknowledges once, and only what is booked
    return Acknowledged(state.parcel, state.track)


def is_terminal(state: State) -> bool:
    """The way has ended; only the carrier's second thoughts can still move it. The authority's word may be due."""
    if isinstance(state, Delivered):
        return state.parcel.kind != "collect"
    return isinstance(state, Returned | Acknowledged | Refused)

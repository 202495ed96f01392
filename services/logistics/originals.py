"""Who holds an original (原件): the applicant, the carrier, or the authority once it says so itself. Pure.

A carrier's "delivered" does not make originals received; the authority's own word does, whenever it comes.
"""

from services.chassis.vocabulary import NotYet
from services.logistics.events import Event, OriginalsAcknowledged, OriginalsRefused, ShipmentOpened
from services.logistics.messages import (
    AboutOriginals,
    AcknowledgeOriginals,
    CollectOriginals,
    Kind,
    ReturnOriginals,
    Shipment,
)
from services.logistics.states import Acknowledged, Booking, Nothing, Refused, State

FIRST_NUMBER = 501
"""Results are counted from 1 and originals from here, so that the two never meet in one parcel."""


def custody(command: AboutOriginals, state: State) -> list[Event]:
    """Say what follows for originals; raises NotYet for what overtook the order to carry them."""
    match command:
        case CollectOriginals():
            return _carried("collect", command.sender, command, state)
        case ReturnOriginals():
            return _carried("return", command.recipient, command, state)
        case AcknowledgeOriginals():
            return _acknowledged(command, state)


def _carried(kind: Kind, whose: str, command: CollectOriginals | ReturnOriginals, state: State) -> list[Event]:
    wanted = _sorted(command.materials)
    if int(command.subject.rpartition("-")[2]) < FIRST_NUMBER:
        return [OriginalsRefused(wanted, "parcel-number-taken")]
    if isinstance(state, Nothing):
        what = (command.subject, "", whose, command.address_sealed, command.notify_url)
        return [ShipmentOpened(Shipment(*what, kind, wanted))]
    return [] if _carries(state) == (kind, wanted) else [OriginalsRefused(wanted, "parcel-number-taken")]


def _carries(state: State) -> tuple[Kind, tuple[str, ...]]:
    match state:
        case Nothing():
            return ("result", ())
        case Booking(shipment):
            return (shipment.kind, shipment.materials)
        case Refused():
            return (state.kind, state.materials)
        case _:
            return (state.parcel.kind, state.parcel.materials)


def _acknowledged(command: AcknowledgeOriginals, state: State) -> list[Event]:
    if isinstance(state, Nothing | Booking):
        raise NotYet("no carrier has been asked for these originals yet")
    kind, materials = _carries(state)
    there = _sorted(command.materials)
    if kind == "result" or isinstance(state, Refused) or not set(there) <= set(materials):
        return [OriginalsRefused(there, "originals-unknown")]
    if isinstance(state, Acknowledged):
        return []
    return [OriginalsAcknowledged(there, tuple(code for code in materials if code not in there), command.at)]


def _sorted(materials: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(materials)))

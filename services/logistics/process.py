"""What a parcel still owes: while there is no booking, a question to the carrier. Pure."""

from typing import Any

from services.chassis.vocabulary import Owed
from services.logistics.states import Booking, State


def next_commands(state: State) -> tuple[Owed, ...]:
    """The booking; the address leaves sealed, as it came."""
    if not isinstance(state, Booking):
        return ()
    shipment = state.shipment
    data: dict[str, Any] = {
        "parcel": shipment.parcel,
        "address_sealed": shipment.address_sealed,
        "notify_url": shipment.notify_url,
    }
    if shipment.kind != "result":
        data |= {"originals": shipment.kind, "materials": list(shipment.materials)}
    return (Owed("book-parcel", "logistics.book-parcel.v1", shipment.parcel, data),)

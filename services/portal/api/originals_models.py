"""What is sent about originals (材料原件), and what is answered."""

from typing import Annotated, Literal

from pydantic import Field

from services.portal.api.answers import AtFault, CaseId, MaterialCode, Shown, Stamp
from services.portal.api.models import Address, Entry, Name, Phone
from services.portal.api.models import MaterialCode as Code


class Carriage(Entry):
    """Originals that a carrier fetches at this address, or brings there, and whom it asks for. Sealed at once."""

    materials: Annotated[list[Code], Field(min_length=1, max_length=50)]
    address: Address
    name: Name | None = None
    phone: Phone | None = None


class Unpacked(Entry):
    """What was in the parcel; what was handed to the carrier and is not named here is missing."""

    materials: Annotated[list[Code], Field(max_length=50)]


class Expected(Shown):
    """Originals on their way to the authority; `missing` is told of them when they are acknowledged."""

    case: CaseId
    parcel: str
    state: Literal["booked", "under-way"]
    at: Stamp
    materials: list[MaterialCode]
    carrier: str | None = None
    tracking_number: str | None = None
    incident: str | None = None
    at_fault: AtFault | None = None


class Expectations(Shown):
    """A page of what a province expects. `next` is what to send as `after`; null: this is the last."""

    originals: list[Expected]
    next: str | None

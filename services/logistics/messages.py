"""What logistics is asked, and the nouns that it stores.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias, get_args

Status: TypeAlias = Literal["collected", "in_transit", "troubled", "delivered", "returned"]
Fault: TypeAlias = Literal["carrier", "consignee", "sender", "weather", "customs", "other"]

Kind: TypeAlias = Literal["result", "collect", "return"]
"""What a parcel is for: the result to the applicant, originals (原件) to the authority, originals back again."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a genuine carrier's notice says of one step. `sequence` is the carrier's own count of steps.

    `unproved`: it claims a delivery, and does not bring the parcel's code.
    """

    carrier: str
    tracking_number: str
    sequence: int
    status: Status
    at: datetime
    incident: str = ""
    at_fault: str = ""
    unproved: bool = False


Track: TypeAlias = tuple[Notice, ...]
"""All notices that are known, in the carrier's order: the order in which they came leaves no trace."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """What goes to whom; `parcel` is the stream. The address is sealed: only the adapter opens it."""

    parcel: str
    certificate: str
    recipient: str
    address_sealed: str = field(repr=False)
    notify_url: str
    kind: Kind = "result"
    materials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parcel:
    """Under which number which carrier carries what. `by_code`: its recipient was given a code to prove it with."""

    carrier: str
    tracking_number: str
    kind: Kind = "result"
    materials: tuple[str, ...] = ()
    by_code: bool = False


# --- commands ---


@dataclass(frozen=True, slots=True)
class ShipResult:
    """Send the result by post. `notify_url` is completed by the service: where the carrier shall call."""

    subject: str
    case: str
    province: str
    certificate: str
    recipient: str
    address_sealed: str = field(repr=False)
    notify_url: str = ""


@dataclass(frozen=True, slots=True)
class CollectOriginals:
    """Fetch originals at the applicant's and bring them to the authority. `notify_url` as above."""

    subject: str
    case: str
    province: str
    materials: tuple[str, ...]
    sender: str
    address_sealed: str = field(repr=False)
    notify_url: str = ""


@dataclass(frozen=True, slots=True)
class ReturnOriginals:
    """Bring originals back from the authority to the applicant. `notify_url` as above."""

    subject: str
    case: str
    province: str
    materials: tuple[str, ...]
    recipient: str
    address_sealed: str = field(repr=False)
    notify_url: str = ""


@dataclass(frozen=True, slots=True)
class AcknowledgeOriginals:
    """The authority has opened the parcel and holds these originals: only its own word makes them received."""

    subject: str
    at: datetime
    materials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordBooking:
    """The carrier's answer to a booking: a tracking number, or `refused` with a reason.

    `by_code` is completed by the service: whether this province wants deliveries proved.
    """

    subject: str
    carrier: str = ""
    tracking_number: str = ""
    refused: str | None = None
    by_code: bool = False


@dataclass(frozen=True, slots=True)
class RecordCarrierNotice:
    """The carrier called. The service reads the body into `notice`, or says in `fault` why not to believe it."""

    subject: str
    case: str
    province: str
    carrier: str
    body: str = field(repr=False)
    signature: str = field(repr=False)
    notice: Notice | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class ConfirmReceipt:
    """The recipient says that the parcel is there, where the courier forgot to ask for the code or to bring it."""

    subject: str
    at: datetime


AboutOriginals: TypeAlias = CollectOriginals | ReturnOriginals | AcknowledgeOriginals
Command: TypeAlias = ShipResult | AboutOriginals | RecordBooking | RecordCarrierNotice | ConfirmReceipt
COMMANDS: tuple[type[Command], ...] = get_args(Command)

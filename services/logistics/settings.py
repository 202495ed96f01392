"""What logistics must be told before it starts; the environment names are LOGISTICS_<FIELD>."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """carrier_url: the carrier, without a trailing `/parcels`.

    callback_secret: shared with the carrier; what it signs with this is its word.
    notify_url: the portal, as the carrier reaches it, without a trailing `/callbacks`.
    unsealing_key: file of the private key (PEM) that opens what is sealed for logistics.
    carrier_name: how the carrier calls itself in the header `X-Sender`.
    carrier_timeout: seconds to wait for the carrier, for the connection and again for the answer.
    """

    carrier_url: str
    callback_secret: str = field(repr=False)
    notify_url: str
    unsealing_key: Path
    carrier_name: str = "standin-carrier"
    carrier_timeout: float = 5.0

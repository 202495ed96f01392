"""What logistics must be told before it starts; the environment names are LOGISTICS_<FIELD>."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """carrier_url: the usual carrier, without a trailing `/parcels`.

    callback_secret: shared with the carrier; what it signs with this is its word.
    notify_url: the portal, as the carriers reach it, without a trailing `/callbacks`.
    unsealing_key: folder of the private keys that open what is sealed for logistics, each with an end of its own
        (services/chassis/epochs.py); or the file (PEM) of a single one that never ends.
    carrier_name: how the carrier calls itself in the header `X-Sender`.
    carrier_timeout: seconds to wait for a carrier, for the connection and again for the answer.
    ems_url, ems_secret, ems_name: EMS, where there is one, as for the first.
    provinces: a table (CSV) with the columns `province`, `carrier` and `proof` (`code` or `none`); provinces that it
        leaves out are served by the usual carrier.
    offices: a table (CSV) with the columns `province`, `name`, `address`, `phone`: from where and to where.
    proof_key: shared with the portal, 16 bytes or more; delivery codes are derived from it (services/chassis/codes.py).
        Without it nobody is asked for a code.
    """

    carrier_url: str
    callback_secret: str = field(repr=False)
    notify_url: str
    unsealing_key: Path
    carrier_name: str = "standin-carrier"
    carrier_timeout: float = 5.0
    ems_url: str = ""
    ems_secret: str = field(default="", repr=False)
    ems_name: str = "standin-ems"
    provinces: Path = Path()
    offices: Path = Path()
    proof_key: str = field(default="", repr=False)

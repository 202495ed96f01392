"""What identity must be told before it starts; the environment names are IDENTITY_<FIELD>."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """register_url: the population register (人口库), without a trailing `/compare`.

    unsealing_key: folder of the private keys that open what is sealed for identity, each with an end of its own
        (services/chassis/epochs.py); or the file (PEM) of a single one that never ends.
    keeping_key: 64 hex digits, under which persons' keys and credentials are kept; needed beside a folder of keys.
    register_timeout: seconds to wait for the register, for the connection and again for the answer.
    pseudonym_key: names persons on the bus, the same as the portal's: a number that gives another name is forged.
    levels: file that says which evidence gives which level, for how long, and what the levels are called.
    bank_url: the bank that compares name, number, card and telephone; left out, no card is checked.
    login_key: secret of at least 32 characters; the streams of accounts follow from logins under it.
    mandate_patience: seconds after which a mandate that is asked about, and was never granted, does not exist.
    representative_days: for how many days the register's yes about a legal representative holds.
    staff: file of the operator's list of staff accounts (see `staff.py`); left out, none are opened.
    """

    register_url: str
    unsealing_key: Path
    pseudonym_key: str
    keeping_key: str = field(default="", repr=False, kw_only=True)
    login_key: str = ""
    staff: str = ""
    mandate_patience: float = 30.0
    register_timeout: float = 3.0
    levels: Path = Path(__file__).parent / "levels.json"
    bank_url: str = ""
    representative_days: int = 30

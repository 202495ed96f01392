"""What cases must be told before it starts; the environment names are CASES_<FIELD>."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """authorities: CSV file of the issuing authorities (颁发机构), columns province, name_zh, uscc.

    supplement_days: working days an applicant has to hand in what is missing (补正); a fraction is a part of a day.
    catalogue_patience: seconds an application waits for an item we do not know before it is refused.
    """

    authorities: Path
    supplement_days: float = 5
    catalogue_patience: float = 60

"""What cases must be told before it starts; the environment names are CASES_<FIELD>."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "calendar"


@dataclass(frozen=True, slots=True)
class Settings:
    """authorities: CSV file of the issuing authorities (颁发机构), columns province, name_zh, uscc.

    supplement_days: working days an applicant has to hand in what is missing (补正); a fraction is a part of a day.
    examination_days: working days a clerk has to examine; then the law accepts (行政许可法 Art. 32).
    catalogue_patience: seconds an application waits for an item we do not know before it is refused.
    calendar: CSV file of the State Council's days off and make-up days. terms: CSV file of the provinces' terms;
    `calendar/README.md` tells what stands in both.
    """

    authorities: Path
    supplement_days: float = 5
    examination_days: float = 5
    catalogue_patience: float = 60
    calendar: Path = FOLDER / "state-council.csv"
    terms: Path = FOLDER / "terms.csv"

"""An application for a guide's certificate in Yunnan, as every test of this folder makes it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from services.cases.dossier import Delivery, Material
from services.cases.effects import read_calendar, read_terms
from services.cases.events import Application, ApplicationAccepted, ApplicationSubmitted
from services.cases.items import Certificate, Fee, Item, LocalizedName, Method, RequiredMaterial
from services.cases.messages import SubmitApplication, SupplementMaterials, WithdrawApplication
from services.cases.neighbour_messages import RecordVerification
from services.cases.office_messages import DecideApplication
from services.cases.service import DEFINITION
from services.cases.settings import Settings
from services.cases.terms import Issuer, Known, Limits
from services.chassis.testing.scenario import Scenario

CASE = "case-530000-7K2M9QX4TB3ZP8WN5RJD"
MINGYUE = "person-0123456789abcdef01234567"
SEALED = "aGVhZA.a2V5.aXY.bmFtZQ.dGFn"
HOME = "aGVhZA.a2V5.aXY.aG9tZQ.dGFn"
OFFICE = "aGVhZA.a2V5.aXY.b2ZmaWNl.dGFn"
IDENTIFIER = "1.2.156.3005.2.11100000000013338W009.11530000TB5300011J.5300007K2M9QX4TB3ZP8WN5RJD.001.E"
MONDAY = datetime(2026, 5, 11, 1, 30, tzinfo=UTC)
"""Half past nine in the morning, in China."""

SETTINGS = Settings(Path("never-read"))
CALENDAR = read_calendar(SETTINGS.calendar)
TERMS = read_terms(SETTINGS.terms, CALENDAR)["000000"]
"""The working days as announced, and the terms of a province that has none of its own."""


def end_of(month: int, day: int) -> datetime:
    """The last second of a day of 2026, in China."""
    return datetime(2026, month, day, 15, 59, 59, tzinfo=UTC)


CONTRACT = RequiredMaterial("contract", LocalizedName("劳动合同", "Employment contract"), required=True)
DIPLOMA = RequiredMaterial("diploma", LocalizedName("导游资格证书", "Guide qualification"), required=True)
PHOTO = RequiredMaterial("photo", LocalizedName("照片", "Photograph"), required=False)

CARD = Fee("card", LocalizedName("工本费", "Cost of the card"), 1000)

GUIDE = Item(
    code="000122008000",
    version=3,
    kind="promised",
    promised_days=5,
    materials=(CONTRACT, DIPLOMA, PHOTO),
    fees=(CARD,),
    certificate=Certificate("11100000000013338W009", LocalizedName("导游证", "Tour guide certificate"), 3),
    delivery=("post", "counter"),
    effective_from="2026-01-01",
)
FREE = replace(GUIDE, fees=())
BARE = replace(FREE, certificate=None)
"""The decision itself is the result."""

YUNNAN = Issuer("云南省行政审批局", "11530000TB5300011J")

BY_POST = Delivery("post", HOME)
AT_COUNTER = Delivery("counter")


def handed_in(*materials: RequiredMaterial) -> tuple[Material, ...]:
    """The files of these materials."""
    return tuple(Material(material.code, "0" * 64) for material in materials)


ALL = handed_in(CONTRACT, DIPLOMA)


def submit(
    item: Item = GUIDE, materials: tuple[Material, ...] = ALL, delivery: Delivery = BY_POST, at: datetime = MONDAY
) -> SubmitApplication:
    """Apply, where the service knows this one version of the item."""
    return SubmitApplication(
        subject=CASE,
        at=at,
        province="530000",
        item=item.code,
        applicant=MINGYUE,
        applicant_sealed=SEALED,
        materials=materials,
        delivery=delivery,
        channel="mobile",
        known=Known(versions=(item,), issuer=YUNNAN, supplement_days=5),
    )


def application(item: Item = GUIDE, method: Method = "post") -> Application:
    """What the case remembers of it."""
    delivery = BY_POST if method == "post" else AT_COUNTER
    return Application(CASE, item, MINGYUE, SEALED, delivery, "mobile", YUNNAN, 5)


def submitted(item: Item = GUIDE, *missing: RequiredMaterial, method: Method = "post") -> ApplicationSubmitted:
    """It came in, without these materials."""
    brought = tuple(material for material in (CONTRACT, DIPLOMA) if material not in missing)
    return ApplicationSubmitted(application(item, method), handed_in(*brought), missing)


def verified(days: float = 0, person: str = MINGYUE) -> RecordVerification:
    """identity confirms, so many days after Monday."""
    return RecordVerification(CASE, MONDAY + timedelta(days=days), person, terms=TERMS)


def accepted(
    item: Item = GUIDE, promised: datetime | None = None, warning: datetime | None = None
) -> ApplicationAccepted:
    """It was accepted, and the decision is promised until then."""
    return ApplicationAccepted(item.code, promised, Limits(promised, warning=warning))


def supplement(*materials: RequiredMaterial, days: float = 2) -> SupplementMaterials:
    """Hand these in, so many days after Monday."""
    return SupplementMaterials(CASE, MONDAY + timedelta(days=days), handed_in(*materials), TERMS)


def decision(word: Literal["approve", "refuse"] = "approve") -> DecideApplication:
    """The officer's word, with a ground where it is no."""
    return DecideApplication(CASE, word, "材料齐全。", "conditions-not-met" if word == "refuse" else None)


WITHDRAWN_WORDS = WithdrawApplication(CASE, "不办了")

CASES = Scenario(DEFINITION)

"""Items, commands and events of clerks, certificates, promises, other provinces and bundles, for the tests here."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal

from services.cases.bundles import part_case
from services.cases.dossier import Consent, Material
from services.cases.items import Commitment, Item, LocalizedName, Part
from services.cases.messages import SubmitApplication, SubmitBundle, WantedPart
from services.cases.neighbour_messages import (
    NoteRevocation,
    RecordOutcome,
    RecordPart,
    RecordPresentation,
    TakeOverCase,
)
from services.cases.office_messages import ExamineApplication, RecordCommitmentCheck
from services.cases.terms import Known
from tests.cases.samples import (
    ALL,
    BY_POST,
    CASE,
    CONTRACT,
    DIPLOMA,
    FREE,
    IDENTIFIER,
    MINGYUE,
    MONDAY,
    PHOTO,
    SEALED,
    TERMS,
    YUNNAN,
    decision,
    submit,
)

LICENCE_TYPE, DIPLOMA_TYPE = "11100000000013338W010", "11100000000013338W011"
LICENSED = replace(CONTRACT, satisfied_by=(LICENCE_TYPE,))
SCHOOLED = replace(DIPLOMA, satisfied_by=(DIPLOMA_TYPE,))

HELD = replace(FREE, materials=(LICENSED, SCHOOLED, PHOTO))
"""An item whose materials certificates can stand for."""

EXAMINED = replace(FREE, acceptance="clerk")
PROMISED = replace(FREE, commitment=Commitment(("contract",), 20))
ACROSS = replace(HELD, handled_across_provinces=True, commitment=Commitment(("contract",), 20))

BEIJING = "case-110000-7K2M9QX4TB3ZP8WN5RJD"
"""Case of the same number as CASE, in another province."""

CLERK = "officer-53-0017"
LICENCE, SCHOOL = (
    f"1.2.156.3005.2.{kind}.11530000TB5300011J.5300007K2M9QX4TB3ZP8WN5RJD.001.E"
    for kind in (LICENCE_TYPE, DIPLOMA_TYPE)
)
CONSENTS = (Consent("contract", LICENCE_TYPE), Consent("diploma", DIPLOMA_TYPE))


def consenting(item: Item = HELD, materials: tuple[Material, ...] = (), **more: Any) -> SubmitApplication:
    """Apply with certificates instead of materials."""
    return replace(submit(item, materials), **{"consents": CONSENTS, **more})


def presented(material: str = "contract", days: float = 0) -> RecordPresentation:
    """certificates has one in force."""
    kind, identifier = (LICENCE_TYPE, LICENCE) if material == "contract" else (DIPLOMA_TYPE, SCHOOL)
    return RecordPresentation(CASE, MONDAY + timedelta(days=days), material, kind, identifier, terms=TERMS)


def not_presented(material: str = "contract") -> RecordPresentation:
    """The applicant holds none."""
    kind = LICENCE_TYPE if material == "contract" else DIPLOMA_TYPE
    return RecordPresentation(CASE, MONDAY, material, kind, refusal="certificate-not-held", terms=TERMS)


def revoked(identifier: str = LICENCE) -> NoteRevocation:
    """It is no longer in force."""
    return NoteRevocation(CASE, identifier, "certificate-revoked-as-penalty")


def examine(
    word: Literal["accept", "supplement", "refuse"] = "accept", *missing: str, days: float = 1, actor: str = CLERK
) -> ExamineApplication:
    """The clerk's word, so many days after Monday."""
    reason = "outside-jurisdiction" if word == "refuse" else None
    return ExamineApplication(CASE, MONDAY + timedelta(days=days), word, "已审查。", missing, reason, actor, TERMS)


def approve(days: float = 2) -> Any:
    """The officer approves, so many days after Monday."""
    return replace(decision(), at=MONDAY + timedelta(days=days), terms=TERMS)


def check(*, kept: bool = True) -> RecordCommitmentCheck:
    """The officer's finding about the promise."""
    return RecordCommitmentCheck(CASE, kept, "已核查。")


def promise(item: Item = PROMISED) -> SubmitApplication:
    """Apply with the diploma; the contract is promised."""
    return replace(submit(item, ALL[1:]), commitment=True)


def across(materials: tuple[Material, ...] = ALL, **more: Any) -> SubmitApplication:
    """Handed in in Yunnan, to be decided in Beijing."""
    return replace(submit(ACROSS, materials), decided_in="110000", **more)


def take_over(**more: Any) -> TakeOverCase:
    """Yunnan asks Beijing on Wednesday; it has been complete since Monday."""
    asked = TakeOverCase(
        subject=BEIJING,
        at=MONDAY + timedelta(days=2),
        province="110000",
        origin=CASE,
        item=ACROSS.code,
        applicant=MINGYUE,
        applicant_sealed=SEALED,
        materials=ALL,
        delivery=BY_POST,
        channel="mobile",
        received_at=MONDAY,
        terms=TERMS,
        known=Known((ACROSS,), YUNNAN),
    )
    return replace(asked, **more)


def outcome(word: Literal["closed", "refused", "withdrawn", "expired"] = "closed") -> RecordOutcome:
    """Beijing tells Yunnan how it ended."""
    if word == "closed":
        return RecordOutcome(CASE, word, IDENTIFIER, delivered="post")
    return RecordOutcome(CASE, word, reason={"refused": "already-granted"}.get(word, "supplement-lapsed"))


BUNDLE = "bundle-530000-2H8V4QK0ZN6T1XW9C3MR"
TRADER, FOOD, SIGN = "000131026000", "000131012000", "000144001000"
NAMES = {
    TRADER: LocalizedName("个体工商户设立登记", "Registration of a sole trader"),
    FOOD: LocalizedName("食品经营许可", "Food business licence"),
    SIGN: LocalizedName("户外招牌设置", "Shop sign"),
}
RESTAURANT = replace(
    FREE,
    code="000131099000",
    materials=(),
    certificate=None,
    parts=(Part(TRADER, NAMES[TRADER]), Part(FOOD, NAMES[FOOD], (TRADER,)), Part(SIGN, NAMES[SIGN])),
)


def whole(*items: str) -> SubmitBundle:
    """One form for these parts of opening a restaurant; for all of them if none is named."""
    return SubmitBundle(
        subject=BUNDLE,
        at=MONDAY,
        province="530000",
        item=RESTAURANT.code,
        applicant=MINGYUE,
        applicant_sealed=SEALED,
        parts=tuple(WantedPart(item, ALL) for item in items or NAMES),
        delivery=BY_POST,
        channel="mobile",
        consents=CONSENTS,
        known=Known((RESTAURANT,), YUNNAN),
    )


def part(item: str, word: Literal["closed", "refused", "withdrawn", "expired"] = "closed") -> RecordPart:
    """A part's case tells how it ended."""
    reason = None if word == "closed" else "conditions-not-met"
    return RecordPart(BUNDLE, part_case(BUNDLE, item), word, IDENTIFIER if word == "closed" else None, reason)

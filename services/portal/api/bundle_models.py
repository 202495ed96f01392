"""One thing (一件事): what is sent, and what is answered."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.portal.api.answers import Applied, Bilingual, Grounds, Shown, Stage
from services.portal.api.answers import Entry as Step
from services.portal.api.models import (
    Applicant,
    Channel,
    Consents,
    Delivery,
    Entry,
    ItemCode,
    MandateId,
    Materials,
    Province,
)

BundleId = Annotated[
    str, Field(pattern=r"^bundle-[0-9]{6}-[0-9A-Z]{20}$", examples=["bundle-530000-0123456789ABCDEFGHIJ"])
]


class WantedPart(Entry):
    """A part that is wanted, with its materials."""

    item: ItemCode
    materials: Materials = Field(default_factory=list)


class BundleApplication(Entry):
    """One form for several items of one thing (一件事); `review`: the applicant asks for a clerk (人工核验)."""

    item: ItemCode
    province: Province
    applicant: Applicant
    parts: Annotated[list[WantedPart], Field(min_length=1, max_length=20)]
    delivery: Delivery
    channel: Channel = "other"
    consents: Consents = Field(default_factory=list)
    mandate: MandateId = None
    review: bool = False

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({part.item for part in self.parts}) < len(self.parts):
            raise PydanticCustomError("part-unknown", "the same part twice")
        return self


class BundleLinks(Shown):
    """Where to go from here."""

    self: str
    events: str


class BundleAccepted(Shown):
    """It is on its way: the broker holds it."""

    bundle: BundleId
    links: BundleLinks


class BundleApplied(BundleAccepted):
    """It is on its way. The access code is shown here only: it opens the bundle, and what is shown there its cases."""

    access_code: Annotated[str, Field(examples=["MFRGGZDFMZTWQ2LKNNWG23TP"])]


class BundlePart(Applied):
    """A part: its item, its case with the code that opens it, where it stands, and at the end how it ended.

    A part that waits for another has a case that nobody has heard of yet.
    """

    item: str
    stage: Stage | None = None
    stage_text: Bilingual | None = None
    outcome: Literal["closed", "refused", "withdrawn", "expired", "not-begun"] | None = None
    certificate: str | None = None
    reason: Grounds | None = None


class BundleShown(Shown):
    """One thing: one status, one finish, and why where a part did not succeed."""

    bundle: BundleId
    province: str
    stage: Literal["under-way", "finished", "declined"]
    outcome: Literal["whole", "partial", "none", "refused"] | None
    item: str | None
    item_version: int | None
    parts: list[BundlePart]
    reason: Grounds | None = None
    timeline: list[Step]

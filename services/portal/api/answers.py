"""What the API answers, for its description: the handlers encode plain values, and tests hold them to these models."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.portal.progress import STAGES, STEPS

Stage = Literal[STAGES]  # type: ignore[valid-type]
Step = Literal[STEPS]  # type: ignore[valid-type]
Outcome = Literal["closed", "refused", "withdrawn", "expired"]
Stamp = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=["2026-11-21T01:02:03.456Z"])]
MaterialCode = Annotated[str, Field(examples=["photo"])]
CaseId = Annotated[str, Field(pattern=r"^case-[0-9]{6}-[0-9A-Z]{20}$", examples=["case-530000-0123456789ABCDEFGHIJ"])]


class Shown(BaseModel):
    """The root of everything that the API answers."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class Bilingual(Shown):
    """The same in Chinese and in English."""

    zh: str
    en: str


class Links(Shown):
    """Where to go from here."""

    self: str
    events: str
    payment: str


class Accepted(Shown):
    """It is on its way: the broker holds it. What became of it, the case's view will tell."""

    case: CaseId
    links: Links


class Applied(Accepted):
    """The application is on its way. The access code is shown here only: it opens the case."""

    access_code: Annotated[str, Field(examples=["MFRGGZDFMZTWQ2LKNNWG23TP"])]


class Missing(Shown):
    """A material that is missing."""

    code: str
    name: Bilingual


class Fee(Shown):
    """The fee, in fen."""

    fen: int
    state: Literal["due", "paid", "expired", "refused", "refunded"]
    expires_at: Stamp | None = None
    receipt: str | None = None
    paid_at: Stamp | None = None
    refunded_fen: int | None = None


class Grounds(Shown):
    """Why, and what to do: as in contracts/reasons.json."""

    name: str
    code: str | None = None
    text: Bilingual | None = None
    remedy: Bilingual | None = None


class Choice(Shown):
    """A parcel came back: why, and for the how-manieth time."""

    incident: Grounds
    attempt: int


AtFault = Literal["carrier", "consignee", "sender", "weather", "customs", "other"]
DeliveryCode = Annotated[
    str | None,
    Field(description="what the recipient, or whom they send, tells the courier (收件码)", examples=["824657"]),
]


class Parcel(Shown):
    """A parcel. `handed-over` is never received: only `delivered` is. `why`: `incident` or `reason` in words."""

    parcel: str
    state: Literal["refused", "booked", "handed-over", "returned", "delivered"]
    at: Stamp
    carrier: str | None = None
    tracking_number: str | None = None
    proved_by: Literal["code"] | None = None
    delivery_code: DeliveryCode = None
    incident: str | None = None
    at_fault: AtFault | None = None
    reason: str | None = None
    why: Grounds | None = None
    delivered_at: Stamp | None = None


Holder = Literal["applicant", "carrier", "authority"]


class Hand(Shown):
    """Who held something, from when on."""

    holder: Holder
    at: Stamp


class Originals(Shown):
    """Originals (材料原件) in one parcel. `returned`: the applicant has them, `received`: the authority says it has."""

    parcel: str
    state: Literal["booked", "under-way", "returned", "received"]
    at: Stamp
    to: Literal["authority", "applicant"] | None = None
    materials: list[MaterialCode]
    missing: list[MaterialCode] | None = None
    hands: list[Hand]
    carrier: str | None = None
    tracking_number: str | None = None
    proved_by: Literal["code"] | None = None
    delivery_code: DeliveryCode = None
    incident: str | None = None
    at_fault: AtFault | None = None
    why: Grounds | None = None


class Held(Shown):
    """Who holds an original now."""

    material: MaterialCode
    holder: Holder


class Entry(Shown):
    """A step of the case."""

    at: Stamp
    step: Step
    what: Bilingual


class Refusal(Shown):
    """Something that was asked for at a stage that does not allow it; nothing changed."""

    at: Stamp
    request: str
    reason: Grounds
    parcel: str | None = None
    materials: list[MaterialCode] | None = None


class Satisfied(Shown):
    """A material that need not be handed in, because this certificate was presented for it."""

    material: str
    identifier: str
    why: Literal["presented-with-consent"]


class Commitment(Shown):
    """What was promised (告知承诺), by when it is checked, and what came of it."""

    materials: list[MaterialCode]
    due: Stamp
    state: Literal["due", "kept", "broken"]


class Identity(Shown):
    """How surely the applicant is known (实名等级), by what, and until when later cases need not ask again."""

    level: Annotated[int, Field(ge=1, le=4)]
    name: Annotated[Bilingual, Field(examples=[{"zh": "中级实名", "en": "substantial"}])]
    evidence: Literal["register", "bank-card", "manual-review"] | None = None
    expires_at: Stamp | None = None


class CaseShown(Shown):
    """A case (办件) as its applicant follows it."""

    case: CaseId
    province: str
    stage: Stage
    stage_text: Bilingual
    outcome: Outcome | None
    item: str | None = None
    item_version: int | None = None
    channel: str | None = None
    agent: Annotated[str | None, Field(description="who handed it in (代办)", examples=["person-ed4c"])] = None
    submitted_at: Stamp | None = None
    promised_due: Stamp | None = None
    identity: Annotated[Identity | None, Field(description="only of an item that asks for a level")] = None
    identity_review_due: Annotated[Stamp | None, Field(description="a clerk looks at the identity, until then")] = None
    missing: list[Missing] | None = None
    due: Stamp | None = None
    fee: Fee | None = None
    pay_url: str | None = None
    certificate: str | None = None
    choice: Choice | None = None
    satisfied: list[Satisfied] | None = None
    commitment: Commitment | None = None
    continued: Annotated[Applied | None, Field(description="the case in the province that decides (跨省通办)")] = None
    handed_in_as: Annotated[CaseId | None, Field(description="the case in the province where it came in")] = None
    parcels: list[Parcel]
    originals: list[Originals] | None = None
    custody: list[Held] | None = None
    refusals: list[Refusal]
    delivered: Literal["post", "counter", "none"] | None = None
    reason: Grounds | None = None
    refused_at: Literal["acceptance", "decision", "processing"] | None = None
    opinion: str | None = None
    rating: int | None = None
    timeline: list[Entry]


class Payment(Shown):
    """The fee and, while it is due, where to pay it."""

    case: CaseId
    fee: Fee
    pay_url: str | None


class Items(Shown):
    """A page of items in force, each as in contracts/types/item.v1.json."""

    items: Annotated[list[dict[str, Any]], Field(examples=[[{"code": "000122008000", "version": 1}]])]
    next: str | None

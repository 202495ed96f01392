"""What the API answers to a citizen who has signed in."""

from typing import Annotated, Literal

from pydantic import Field

from services.portal.api.answers import (
    Bilingual,
    CaseId,
    Fee,
    Grounds,
    Originals,
    Outcome,
    Parcel,
    Shown,
    Stage,
    Stamp,
)

Next = Annotated[
    str | None, Field(description="what to send as `after` for the following page; null: this is the last")
]
Identifier = Annotated[
    str, Field(examples=["1.2.156.3005.2.11100000000013338W009.11530000TB5300011J.5300007K2M9QX4TB3ZP8WN5RJD.001.E"])
]
ItemCode = Annotated[str, Field(examples=["000122008000"])]
Province = Annotated[str, Field(examples=["530000"])]
Day = Annotated[str, Field(json_schema_extra={"format": "date"}, examples=["2029-11-23"])]


PersonId = Annotated[str, Field(examples=["person-ed4cc7fa5db1146c87668043"])]
Organisation = Annotated[str, Field(examples=["organisation-5b1f0c77a9e24d6830c2be41"])]


class MyMandate(Shown):
    """A mandate (授权委托) and how it stands; one that was refused has a reason and no terms."""

    mandate: Annotated[str, Field(examples=["mandate-2b7f90c1d4e85a6633f0a1bc"])]
    state: Literal["granted", "refused", "revoked", "ended"]
    principal: PersonId | Organisation | None = None
    agent: PersonId | None = None
    scope: list[Literal["submit", "pay", "collect"]] | None = None
    items: list[ItemCode] | None = None
    ends_on: Day | None = None
    by: PersonId | None = None
    reason: Grounds | None = None


class MyOrganisation(Shown):
    """Whether the person acts for an organisation as its legal representative (法定代表人): until when, or why not."""

    organisation: Organisation
    state: Literal["confirmed", "refused"]
    expires_at: Stamp | None = None
    reason: Grounds | None = None


class MyCase(Shown):
    """A case in the person's list; null is what is not known yet, or what does not apply."""

    case: CaseId
    province: Province
    stage: Stage
    stage_text: Bilingual
    outcome: Outcome | None
    item: ItemCode | None
    submitted_at: Stamp | None
    promised_due: Stamp | None
    due: Stamp | None
    certificate: Identifier | None


class MyCases(Shown):
    """A page of the person's cases."""

    cases: list[MyCase]
    next: Next


class MyPayment(Shown):
    """A fee and, while it is due, where to pay it."""

    case: CaseId
    item: ItemCode | None
    fee: Fee
    pay_url: Annotated[str, Field(examples=["https://pay.example/orders/1"])] | None


class MyPayments(Shown):
    """The fees in a page of the person's cases."""

    payments: list[MyPayment]
    next: Next


class MyParcel(Parcel):
    """A parcel, and the case it belongs to."""

    case: CaseId


class MyOriginals(Originals):
    """Originals in a parcel, and the case they belong to."""

    case: CaseId


class MyParcels(Shown):
    """The parcels in a page of the person's cases."""

    parcels: list[MyParcel]
    originals: list[MyOriginals]
    next: Next


class Kind(Shown):
    """A type of certificates (证照类型)."""

    type_code: Annotated[str, Field(examples=["11100000000013338W009"])]
    name: Bilingual


class Issuer(Shown):
    """The authority that issued it."""

    name: Annotated[str, Field(examples=["云南省行政审批局"])]
    uscc: Annotated[str, Field(examples=["11530000TB5300011J"])]


class MyCertificate(Shown):
    """A certificate and its state today; `verification` is where anybody can check it."""

    identifier: Identifier
    state: str
    code: str | None = None
    since: Day | None = None
    reason: str | None = None
    certificate_type: Kind | None
    issuer: Issuer | None
    issued_on: Day | None
    valid_until: Day | None
    province: Province | None
    verification: Annotated[str, Field(examples=["/certificates/1.2.156.3005.2"])]


class MyCertificates(Shown):
    """A page of certificates."""

    certificates: list[MyCertificate]
    next: Next


class Use(Shown):
    """One use of the person's data: a certificate presented in a case, or something that was read by somebody."""

    use: Literal["certificate-presented", "data-read"]
    at: Stamp
    case: CaseId | None = None
    province: Province | None = None
    identifier: Identifier | None = None
    certificate_type: Annotated[str, Field(examples=["11100000000013338W009"])] | None = None
    material: Annotated[str, Field(examples=["guide-card"])] | None = None
    purpose: Annotated[str, Field(examples=["旅行社设立许可"])] | None = None
    reader: Annotated[str, Field(examples=["staff-17"])] | None = None
    what: list[Annotated[str, Field(examples=["case"])]] | None = None


class MyUses(Shown):
    """Who used the person's data in one month."""

    month: Annotated[str, Field(examples=["2026-11"])]
    uses: list[Use]

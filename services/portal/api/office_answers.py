"""What the API answers to officers."""

from typing import Annotated, Literal

from pydantic import Field

from services.portal.api.answers import Bilingual, CaseId, CaseShown, MaterialCode, Refusal, Shown, Stage, Stamp

Procedure = Annotated[str, Field(examples=["hearing"])]


class Asked(Shown):
    """A department that a step of the review has asked, and its answer."""

    step: str
    department: str
    decision: Literal["approve", "refuse"] | None


class Work(Shown):
    """What there is to do. `missing` and `due`: to be examined by a clerk; the others: under review."""

    missing: list[MaterialCode] | None = None
    due: Stamp | None = None
    reviews: list[Asked] | None = None
    procedures: list[Procedure] | None = None
    procedures_held: list[Procedure] | None = None


class OfficersCase(CaseShown):
    """A case as an officer finds it: with the applicant's pseudonym, without the way to pay."""

    applicant: str | None
    officer: str | None = None
    assignments: int | None = None
    flag: Literal["yellow", "red"] | None = None
    office_refusals: list[Refusal] | None = None
    decided_as: CaseId | None = None
    work: Work | None = None


class OnDesk(Shown):
    """A case in the list of a desk; null is what the projector has not heard of yet, or what does not apply."""

    case: CaseId
    province: str
    stage: Stage
    stage_text: Bilingual
    item: str | None
    channel: str | None
    applicant: str | None
    submitted_at: Stamp | None
    promised_due: Stamp | None
    work: Work | None


class OfficersCases(Shown):
    """A page of cases. `next` is what to send as `after` for the following page; null: this is the last."""

    cases: list[OnDesk]
    next: str | None

"""What clerks and officers send: examinations and promises, decisions and answers, procedures, assignments."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.portal.api.models import Code, Entry, MaterialCode, Opinion, Province
from services.portal.progress import STAGES

Reason = Annotated[str, Field(pattern=r"^[a-z][a-z-]{0,63}$", examples=["conditions-not-met"])]
Days = Annotated[int, Field(ge=1, le=365)]
ProcedureKind = Literal[
    "hearing", "tender", "auction", "inspection", "test", "quarantine", "appraisal", "expert-review"
]


class Examination(Entry):
    """A clerk's examination (审查受理): accept, ask once for all that is missing, or refuse with a ground."""

    decision: Literal["accept", "supplement", "refuse"]
    opinion: Opinion
    missing: Annotated[list[MaterialCode], Field(max_length=100)] = Field(default_factory=list)
    reason: Reason | None = None

    @model_validator(mode="after")
    def _reason_fits(self) -> Self:
        if self.decision == "refuse" and self.reason is None:
            raise PydanticCustomError("reason-required", "a refusal needs its reason")
        if self.decision != "refuse" and self.reason is not None:
            raise PydanticCustomError("reason-unused", "only a refusal has one")
        return self


class CommitmentCheck(Entry):
    """Whether what was promised (告知承诺) is so."""

    kept: bool
    opinion: Opinion


class Decision(Entry):
    """An officer's decision (决定). A refusal names its reason, one of contracts/reasons.json."""

    decision: Literal["approve", "refuse"]
    opinion: Opinion
    reason: Reason | None = None

    @model_validator(mode="after")
    def _reason_fits(self) -> Self:
        if self.decision == "refuse" and self.reason is None:
            raise PydanticCustomError("reason-required", "a refusal needs its reason")
        if self.decision == "approve" and self.reason is not None:
            raise PydanticCustomError("reason-unused", "an approval has none")
        return self


class Answer(Decision):
    """A department's answer to a step of the review (审查意见)."""

    step: Code
    department: Code


class Procedure(Entry):
    """A special procedure (特别程序) begins: its kind as the item names it, its ground, the working days it takes."""

    kind: ProcedureKind
    ground: Opinion
    days: Days


class ProcedureEnd(Entry):
    """A special procedure has ended."""

    kind: ProcedureKind
    result: Opinion


class Extension(Entry):
    """Working days to add, and why (延长)."""

    days: Days
    ground: Opinion


class Assignment(Entry):
    """Who has the case from now on."""

    officer: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", examples=["staff-17"])]


class Rectification(Entry):
    """What was done about a bad rating (差评整改); put-right, explain and unjustified end it."""

    action: Literal["call-back", "ledger", "put-right", "explain", "unjustified"]
    opinion: Opinion


class Desk(Entry):
    """Which pile of cases an officer looks at; without a province it is the officer's own."""

    stage: Literal[STAGES] = "review"  # type: ignore[valid-type]
    province: Province | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: Annotated[str, Field(max_length=40, description="`next` of the page before")] = ""

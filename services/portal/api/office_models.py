"""What clerks and officers send of examinations and promises."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.portal.api.models import Entry, MaterialCode, Opinion

Reason = Annotated[str, Field(pattern=r"^[a-z][a-z-]{0,63}$", examples=["conditions-not-met"])]


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

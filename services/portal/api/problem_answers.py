"""Every no as the API's description has it (RFC 9457)."""

from typing import Annotated

from pydantic import Field

from services.portal.api.answers import Bilingual, Shown, Stage
from services.portal.api.problems import BASE


class FaultShown(Shown):
    """One entry that breaks a rule."""

    field: str
    rule: str
    text: Bilingual
    remedy: Bilingual
    expected: str | None = None
    code: Annotated[str | None, Field(description="as in contracts/reasons.json", examples=["IDEN-0001"])] = None


class ProblemShown(Shown):
    """Problem details (RFC 9457)."""

    type: Annotated[str, Field(examples=[BASE + "invalid"])]
    title: str
    status: int
    detail: str
    instance: str
    text: Bilingual
    remedy: Bilingual
    errors: list[FaultShown] | None = None
    stage: Stage | None = None

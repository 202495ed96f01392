"""What the finance desk sends and is shown."""

from typing import Annotated, Literal

from pydantic import Field

from services.portal.api.answers import Shown, Stamp
from services.portal.api.models import Code, Entry, Words

Reason = Annotated[str, Field(pattern=r"^[a-z][a-z-]{0,63}$", examples=["interest-of-others"])]
Number = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,31}$", examples=["TF-0001"])]
Statement = Annotated[
    str, Field(pattern=r"^statement-[a-z0-9-]{1,64}$", examples=["statement-standin-channel-20261123"])
]
Difference = Annotated[
    str,
    Field(
        max_length=96,
        pattern=r"^(missing-here|missing-there|amount|state)\.(payment|refund)\..{1,64}$",
        examples=["missing-here.payment.N-20261123-000001"],
    ),
]
Fen = Annotated[int, Field(ge=1, le=10_000_000_000, strict=True, examples=[400])]


class RefundLine(Entry):
    """How much of one line of the bill goes back, in fen."""

    code: Code
    fen: Fen


class Refund(Entry):
    """Without lines everything that is left goes back."""

    refund: Number
    reason: Reason
    lines: Annotated[list[RefundLine], Field(min_length=1, max_length=50)] | None = None


class Settlement(Entry):
    """What was done about a difference."""

    statement: Statement
    difference: Difference
    note: Words


class DifferenceShown(Shown):
    """Our books and the channel's statement differ; the side that does not have it has no amount."""

    statement: Statement
    difference: Difference
    channel: Annotated[str, Field(examples=["standin-channel"])]
    day: Annotated[str, Field(json_schema_extra={"format": "date"}, examples=["2026-11-23"])]
    kind: Literal["missing-here", "missing-there", "amount", "state"]
    order: Annotated[str, Field(examples=["payment-530000-7K2M9QX4TB3ZP8WN5RJD"])]
    reference: Annotated[str, Field(examples=["N-20261123-000001"])]
    ours_fen: Fen | None = None
    theirs_fen: Fen | None = None
    at: Stamp
    open: Annotated[str, Field(description="the province that has work with it", examples=["530000"])]


class Differences(Shown):
    """A page of open differences. `next` is what to send as `after`; null: this is the last."""

    differences: list[DifferenceShown]
    next: str | None

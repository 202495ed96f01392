"""What the public is told of a certificate (证照)."""

from typing import Annotated, Any, Literal

from pydantic import Field

from services.portal.api.answers import Grounds, Shown


class Verification(Shown):
    """Whether a certificate's seal holds, leads to a trusted root, and the certificate is in force on the day.

    The facts are those that the seal signs. `code`: the state (证照状态) in the national code.
    """

    identifier: str
    valid: bool
    state: Literal[
        "in-force",
        "expired",
        "replaced",
        "suspended",
        "withdrawn",
        "cancelled",
        "transferred",
        "revoked",
        "other",
        "not-yet",
        "altered",
        "untrusted",
    ]
    code: Annotated[str | None, Field(examples=["01"])] = None
    on: Annotated[str | None, Field(description="the day that is spoken of", examples=["2026-11-21"])] = None
    since: str | None = None
    reason: Grounds | None = None
    certificate_type: dict[str, Any] | None = None
    issuer: dict[str, Any] | None = None
    issued_on: str | None = None
    valid_until: str | None = None
    holder: Annotated[str | None, Field(description="masked", examples=["person-4a1b…"])] = None
    province: str | None = None

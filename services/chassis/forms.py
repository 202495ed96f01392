"""Forms between machines: each field once, all of them signed with HMAC-SM3, times of Beijing (GB/T 39046)."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import TypeAlias
from urllib.parse import parse_qsl

from services.chassis.statements import Unusable

Form: TypeAlias = Mapping[str, str]

BEIJING = timezone(timedelta(hours=8))
MOMENT = "%Y%m%dT%H%M%S"
"""GB/T 39046: YYYYMMDDThhmmss."""


def read_form(body: str | bytes) -> Form:
    """The fields of a form, each once; raises Unusable for what is none."""
    try:
        text = body.decode() if isinstance(body, bytes) else body
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=100)
    except ValueError:
        raise Unusable("not a form") from None
    if len(dict(pairs)) != len(pairs):
        raise Unusable("a field stands twice")
    return dict(pairs)


def authenticated(fields: Form, secret: str, mark: str) -> bytes:
    """HMAC-SM3 (GB/T 32905, GB/T 15852.2) over `name=value` of every field but `mark`, by name, joined by &."""
    if not secret:
        raise ValueError("the secret is empty: anyone could sign")
    content = "&".join(f"{name}={fields[name]}" for name in sorted(fields) if name != mark)
    return hmac.new(secret.encode(), content.encode("utf-8", "surrogatepass"), _sm3).digest()


def moment_of(said: str) -> datetime:
    """A time of Beijing, in UTC."""
    try:
        return datetime.strptime(said, MOMENT).replace(tzinfo=BEIJING).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unusable("a time is not YYYYMMDDThhmmss") from None


def beijing(moment: datetime) -> str:
    """A moment as forms write it."""
    return moment.astimezone(BEIJING).strftime(MOMENT)


def same(ours: str, theirs: str) -> bool:
    """Whether two signatures are one; takes the same time for every wrong one."""
    return hmac.compare_digest(ours.encode(), theirs.encode("utf-8", "surrogatepass"))


def _sm3() -> "hashlib._Hash":
    return hashlib.new("sm3")

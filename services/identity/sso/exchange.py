"""One request and its answer, as the provider sees them, whatever server carries them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Incoming:
    """A request; `headers` in lower case."""

    method: str
    path: str
    query: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def args(self) -> Sequence[tuple[str, str]]:
        """The query's parameters, repeated ones too."""
        return parse_qsl(self.query, keep_blank_values=True)

    @cached_property
    def form(self) -> Sequence[tuple[str, str]]:
        """The form's parameters, repeated ones too; none where the body is no form."""
        if not self.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return []
        return parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True)

    def entered(self, name: str) -> str:
        """One entry of the form."""
        return dict(self.form).get(name, "")


@dataclass
class Reply:
    """An answer. A mapping becomes JSON, a text HTML."""

    status: int
    body: Mapping[str, Any] | str
    headers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def location(self) -> str | None:
        """Where it sends the browser."""
        return next((value for name, value in self.headers if name.lower() == "location"), None)

    @location.setter
    def location(self, address: str) -> None:
        """Send it elsewhere; the library adds the issuer this way."""
        self.headers = [(name, address if name.lower() == "location" else value) for name, value in self.headers]

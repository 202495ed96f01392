"""Codes and refresh tokens: each is used once. What is used again was stolen by one of the two: its session ends."""

from dataclasses import dataclass
from typing import Any, Literal

from services.identity.sso.clients import Client
from services.identity.sso.records import Record, Records, key_of, now
from services.identity.sso.sessions import Sessions

Purpose = Literal["codes", "refreshes"]


class Refused(Exception):
    """A grant that is not taken; `reason` is one of contracts/reasons.json."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Grant:
    """A code or a refresh token, with the questions that the library asks of it."""

    record: Record

    @property
    def session(self) -> str:
        """The session it belongs to."""
        return str(self.record.doc["session"])

    @property
    def code_challenge(self) -> str:
        """What the verifier must hash to."""
        return str(self.record.doc["challenge"])

    @property
    def code_challenge_method(self) -> str:
        """The one there is."""
        return "S256"

    def check_client(self, client: Client) -> bool:
        """Whether it was given to this client."""
        return bool(self.record.doc["client"] == client.client_id)

    def get_redirect_uri(self) -> str:
        """Where its code was sent."""
        return str(self.record.doc["redirect_uri"])

    def get_scope(self) -> str:
        """What was granted."""
        return str(self.record.doc["scope"])

    def get_nonce(self) -> str | None:
        """The client's, for the ID token."""
        nonce: str | None = self.record.doc["nonce"]
        return nonce

    def get_auth_time(self) -> int:
        """When the password was entered."""
        return int(self.record.doc["auth_time"])

    def get_acr(self) -> None:
        """Not said."""
        return

    def get_amr(self) -> list[str]:
        """A password."""
        return ["pwd"]


@dataclass(frozen=True, slots=True)
class Grants:
    """Given out, looked up and spent."""

    records: Records
    sessions: Sessions

    def give(self, purpose: Purpose, secret: str, until: int, **about: Any) -> None:
        """Keep what a secret stands for."""
        self.records.add(purpose, key_of(secret), until=until, spent=False, **about)

    def find(self, purpose: Purpose, secret: str, client: Client) -> Grant:
        """What a secret stands for, if the client may use it; raises Refused. One used before ends its session."""
        found = self.records.find(purpose, key_of(secret))
        invalid, spent = _reasons(purpose)
        if found is None or found.doc["client"] != client.client_id:
            raise Refused(invalid)
        if found.doc["spent"]:
            self.sessions.end(found.doc["session"], "reused")
            raise Refused(spent)
        if now() >= found.doc["until"]:
            raise Refused(invalid)
        if self.sessions.find(found.doc["session"]) is None:
            raise Refused("session-over")
        return Grant(found)

    def peek(self, purpose: Purpose, secret: str) -> Grant | None:
        """The same without consequences."""
        found = self.records.find(purpose, key_of(secret))
        return Grant(found) if found else None

    def spend(self, grant: Grant) -> None:
        """Use it up; raises Refused, and ends the session, when somebody was faster."""
        if not self.records.change(grant.record, spent=True):
            self.sessions.end(grant.session, "reused")
            raise Refused(_reasons("codes" if grant.record.kind == "codes" else "refreshes")[1])


def _reasons(purpose: Purpose) -> tuple[str, str]:
    return ("code-invalid", "code-spent") if purpose == "codes" else ("refresh-invalid", "refresh-spent")

"""Who may send people here to sign in: one JSON list.

[{"client_id": "portal", "name": {"zh": "一网通办", "en": "Portal"},
  "redirect_uris": ["https://portal.example/signed-in"],
  "post_logout_redirect_uris": ["https://portal.example/"],
  "secret_sha256": "…hex; left out for programs that can keep no secret"}]
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.chassis import codec
from services.chassis.errors import Malformed, SettingMissing

SCOPES = ("openid", "portal")
"""openid: who signed in. portal: what the portal's API lets them do."""


@dataclass(frozen=True, slots=True)
class Client:
    """A client, with the questions that the library asks of it."""

    client_id: str
    name: Mapping[str, str]
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...] = ()
    secret_sha256: str | None = None

    @property
    def client_metadata(self) -> Mapping[str, Any]:
        """What the library's logout looks up."""
        return {"post_logout_redirect_uris": self.post_logout_redirect_uris}

    def get_client_id(self) -> str:
        """Its name."""
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """None: a client always says where to."""
        return

    def get_allowed_scope(self, scope: str | None) -> str:
        """Of the scopes asked for those that there are, in one order."""
        asked = (scope or "").split()
        return " ".join(one for one in SCOPES if one in asked)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """To the letter, as RFC 9700 wants."""
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        """Whether it is the registered one."""
        digest = hashlib.sha256(client_secret.encode()).hexdigest()
        return self.secret_sha256 is not None and hmac.compare_digest(digest, self.secret_sha256)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """Whoever has a secret shows it, at every endpoint."""
        return (method == "none") == (self.secret_sha256 is None) and bool(endpoint)

    def check_response_type(self, response_type: str) -> bool:
        """The code flow only."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """A code, and what refreshes it."""
        return grant_type in ("authorization_code", "refresh_token")


def read(file: Path) -> Mapping[str, Client]:
    """The clients by id; raises SettingMissing."""
    try:
        clients = [codec.convert(entry, Client) for entry in codec.decode(file.read_bytes())]
    except (OSError, Malformed, ValueError, TypeError) as error:
        raise SettingMissing(f"cannot start: IDENTITY_CLIENTS, {file}, is no list of clients ({error}).") from error
    return {client.client_id: client for client in clients}

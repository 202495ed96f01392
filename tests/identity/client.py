"""A client of the sign-in that is not ours: requests-oauthlib, told nothing but where the sign-in is."""

from typing import Any

import httpx
from requests_oauthlib import OAuth2Session

from tests.identity.conftest import BACK

INSECURE = ("OAUTHLIB_INSECURE_TRANSPORT", "1")
"""To be set in the environment: the client's library wants TLS, and on the loopback there is none."""


class Client:
    """oauthlib's client (requests-oauthlib), told nothing but issuer, name and redirect."""

    def __init__(self, issuer: str, name: str = "portal", back: str = BACK) -> None:
        self.told: dict[str, Any] = httpx.get(f"{issuer}/.well-known/openid-configuration", trust_env=False).json()
        assert self.told["issuer"] == issuer
        self.name, self.back = name, back

    def begin(self, **more: str) -> str:
        """Where the browser is sent."""
        self.session = OAuth2Session(self.name, redirect_uri=self.back, scope=["openid", "portal"], pkce="S256")
        self.session.trust_env = False
        address, self.state = self.session.authorization_url(self.told["authorization_endpoint"], **more)
        return str(address)

    def fetch(self, back: httpx.Response) -> dict[str, Any]:
        """What the code is good for."""
        where, at = back.headers["location"], self.told["token_endpoint"]
        with self.session as session:
            return dict(session.fetch_token(at, authorization_response=where, include_client_id=True))

    def refresh(self, token: dict[str, Any]) -> dict[str, Any]:
        """The next tokens."""
        at, last = self.told["token_endpoint"], token["refresh_token"]
        with self.session as session:
            return dict(session.refresh_token(at, refresh_token=last, client_id=self.name))

    def revoke(self, token: dict[str, Any]) -> int:
        """The status of the answer."""
        where, headers, body = self.session._client.prepare_token_revocation_request(
            self.told["revocation_endpoint"], token["refresh_token"], "refresh_token", client_id=self.name
        )
        return httpx.post(where, headers=headers, content=body, trust_env=False).status_code

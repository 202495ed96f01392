"""A browser on its way to a client, step by step, so that every step can go wrong; and how a no is read."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from services.chassis.contracts import Contracts
from tests.identity.conftest import BACK, sign_in

VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
REASONS = Contracts.load().reasons()


@dataclass
class Visit:
    """A browser on its way to a client, by hand, so that every step can go wrong."""

    issuer: str
    browser: httpx.Client

    def address(self, **other: str | None) -> str:
        """The request that is right, but for what is given."""
        right = {
            "response_type": "code",
            "client_id": "portal",
            "redirect_uri": BACK,
            "scope": "openid portal",
            "state": "s-1",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        return f"{self.issuer}/authorize?{urlencode({k: v for k, v in {**right, **other}.items() if v is not None})}"

    def code(self, **other: str | None) -> str:
        """A code, by login and password."""
        back = sign_in(self.browser, self.address(**other), "yn-0317")
        return parse_qs(urlsplit(back.headers["location"]).query)["code"][0]

    def token(self, **other: str) -> httpx.Response:
        """Ask the token endpoint; what is left out is right for a code."""
        right = {"grant_type": "authorization_code", "client_id": "portal", "redirect_uri": BACK}
        asked = {**right, "code_verifier": VERIFIER, **other}
        return httpx.post(f"{self.issuer}/token", data={k: v for k, v in asked.items() if v}, trust_env=False)

    def refresh(self, token: str, **other: str) -> httpx.Response:
        """Refresh."""
        return self.token(grant_type="refresh_token", refresh_token=token, code_verifier="", redirect_uri="", **other)


def why(answer: httpx.Response, status: int = 400) -> tuple[str, str]:
    """The protocol's error and our reason; code, text and remedy stand beside them as in contracts/reasons.json."""
    assert answer.status_code == status, answer.text
    said: dict[str, Any] = answer.json()
    known = REASONS[said["reason"]]
    assert (said["code"], said["text"], said["remedy"]) == (known.code, known.text, known.remedy)
    assert said["error_description"]
    return said["error"], said["reason"]


def shown(page: httpx.Response, status: int, reason: str) -> None:
    """The page says it in Chinese and English, with the code."""
    known = REASONS[reason]
    assert page.status_code == status
    assert all(known.text[language] in page.text and known.remedy[language] in page.text for language in ("zh",))
    assert known.code in page.text
    assert "<script" not in page.text
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]

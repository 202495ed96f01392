"""Members of staff sign in as browsers and programs do: code flow with PKCE once, then refresh (OpenID Connect)."""

import asyncio
import base64
import hashlib
import re
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import ClientResponse, ClientSession, CookieJar, DummyCookieJar

from deploy.local.job.portal import BUSY, Busy, Refused, patiently
from deploy.local.machine import Machine
from deploy.local.staff import PORTAL_CLIENT, RETURN_TO
from deploy.local.suite import SIGN_IN, url

EARLY = 60
"""Seconds before its end at which an access token is refreshed."""

_TOKEN = re.compile(r"name=token value='([0-9a-f]+)'")


@dataclass(slots=True)
class Staff:
    """The accounts of one machine, each signed in when it is wanted first."""

    issuer: str
    password: str
    patience: float = 120.0
    _tokens: dict[str, tuple[dict[str, Any], float]] = field(default_factory=dict)
    _turns: dict[str, asyncio.Lock] = field(default_factory=dict)

    @classmethod
    def of(cls, machine: Machine) -> "Staff":
        """Those that `tongban up` has opened."""
        return cls(url(machine, SIGN_IN), machine.secrets.text("staff-password"))

    async def header(self, login: str) -> dict[str, str]:
        """The header of a request of this member of staff."""
        async with self._turns.setdefault(login, asyncio.Lock()):
            token, until = self._tokens.get(login, ({}, 0.0))
            if time.monotonic() > until - EARLY:
                token = await self._next(login, token.get("refresh_token"))
                self._tokens[login] = token, time.monotonic() + token["expires_in"]
        return {"Authorization": f"Bearer {token['access_token']}"}

    async def _next(self, login: str, refresh: str | None) -> dict[str, Any]:
        if refresh is not None:
            try:
                return await self._token(grant_type="refresh_token", refresh_token=refresh)
            except Refused:  # an answer that was lost on the way has used it up: the password is entered again
                pass
        return await self._sign_in(login)

    @patiently
    async def _sign_in(self, login: str) -> dict[str, Any]:
        verifier = secrets.token_urlsafe(48)
        digest = hashlib.sha256(verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": PORTAL_CLIENT,
            "redirect_uri": RETURN_TO,
            "scope": "openid portal",
            "state": secrets.token_urlsafe(16),
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
            address = f"{self.issuer}/authorize?{urlencode(asked)}"
            async with browser.get(address) as page:
                form = _TOKEN.search(await _text(page))
            if form is None:
                raise Busy("the sign-in showed no form")
            entered = {"token": form[1], "login": login, "password": self.password}
            async with browser.post(address, data=entered, allow_redirects=False) as back:
                await _text(back)
                said = parse_qs(urlsplit(back.headers.get("Location", "")).query)
        if said.get("state") != [asked["state"]] or "code" not in said:
            raise Busy(f"{login} was not signed in: {back.status}")  # its account may be opened in a moment
        return await self._token(
            grant_type="authorization_code", code=said["code"][0], code_verifier=verifier, redirect_uri=RETURN_TO
        )

    async def _token(self, **asked: str) -> dict[str, Any]:
        async with ClientSession(cookie_jar=DummyCookieJar()) as session:
            sent = {"client_id": PORTAL_CLIENT, **asked}
            async with session.post(f"{self.issuer}/token", data=sent) as answer:
                if answer.status in BUSY:
                    raise Busy(f"{answer.status} from /token")
                said: dict[str, Any] = await answer.json()
        if answer.status != 200:
            raise Refused(answer.status, said)
        return said


async def _text(page: ClientResponse) -> str:
    if page.status in BUSY:
        raise Busy(f"{page.status} from {page.url.path}")
    return await page.text()

"""Where people and clients come to: each function answers one address."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.chassis import clock
from services.chassis.contracts import Reason
from services.identity.account_messages import OpenedAccount
from services.identity.accounts import digest_of
from services.identity.sso import pages
from services.identity.sso.attempts import Attempts
from services.identity.sso.clients import SCOPES
from services.identity.sso.exchange import Incoming, Reply
from services.identity.sso.flows import METHODS, OAuth2Error, reason_of
from services.identity.sso.keys import ALGORITHM, NotOurs
from services.identity.sso.provider import Provider
from services.identity.sso.records import now
from services.identity.sso.sessions import Browser

LONGEST = 256
"""Characters of a login or password that are looked at."""

SHORTEST = 10
"""Characters of a password that a citizen sets; what they are is not prescribed (NIST SP 800-63B, 5.1.1)."""


@dataclass(frozen=True, slots=True)
class Counter:
    """Everything behind the addresses."""

    provider: Provider
    attempts: Attempts
    reasons: Mapping[str, Reason]

    @property
    def secure(self) -> bool:
        """Whether cookies may travel over TLS only: everywhere but on one machine."""
        return self.provider.settings.issuer.startswith("https:")

    def authorize(self, asked: Incoming) -> Reply:
        """Send a browser that is signed in back with a code; show the others the form, and read it."""
        secret = asked.cookies.get(self._name("browser"))
        browser = self._fresh(asked, self.provider.sessions.browser(secret))
        try:
            grant = self.provider.get_consent_grant(asked, browser)
        except OAuth2Error as error:
            return self._refused(error)
        if asked.method == "POST":
            return self._read_form(asked, grant)
        if browser is None or grant.prompt in ("login", "select_account"):
            return self._form(asked, grant.client.name, None)
        return self._granted(grant, browser)

    def _read_form(self, asked: Incoming, grant: Any) -> Reply:
        if not self._is_own_form(asked):
            return self._form(asked, grant.client.name, "form-expired")
        people, password = self.provider.people, asked.entered("password")[:LONGEST]
        account = people.account(asked.entered("login")[:LONGEST])
        proved = people.proved(account, password) if self.attempts.begin(account) else "account-locked"
        if not isinstance(proved, OpenedAccount):
            reason = proved or "credentials-wrong"
            if people.is_open(account):
                self.provider.sessions.reporter.failed(account, grant.client.client_id, reason)
            return self._form(asked, grant.client.name, reason)
        self.attempts.forget(account)
        self._keep(account, proved, password)
        secret = self.provider.sessions.sign_in(account)
        browser = self.provider.sessions.browser(secret)
        reply = self._granted(grant, browser)
        reply.headers.append(self._cookie("browser", secret, "Lax"))
        return reply

    def _keep(self, account: str, proved: OpenedAccount, password: str) -> None:
        """Have a credential of before kept as all are now, while its sealing key can still open it."""
        people = self.provider.people
        if people.kept_sealed(proved):
            replaces = digest_of(proved.credential_sealed)
            self.provider.sessions.reporter.activated(account, people.sealed(password), replaces)

    def _granted(self, grant: Any, browser: Browser | None) -> Reply:
        reply: Reply = self.provider.create_authorization_response(grant.request, grant_user=browser, grant=grant)
        return reply

    def _fresh(self, asked: Incoming, browser: Browser | None) -> Browser | None:
        """`max_age`: a sign-in that is older does not count."""
        longest = dict(asked.args).get("max_age", "")
        too_old = browser and longest.isdigit() and now() - browser.auth_time > int(longest)
        return None if too_old else browser

    def activate(self, asked: Incoming) -> Reply:
        """A citizen sets a password with the code that the counter gave out; the code is good once."""
        if asked.method != "POST":
            return self._with_form(asked, pages.activation, 200)
        reason = self._activated(asked)
        if reason is None:
            return Reply(200, pages.activated(), list(pages.HEADERS))
        return self._with_form(asked, lambda token: pages.activation(token, self.reasons[reason]), 403)

    def _activated(self, asked: Incoming) -> str | None:
        """The reason why not; None when the password is on its way."""
        people, password = self.provider.people, asked.entered("password")
        account = people.account(asked.entered("login")[:LONGEST])
        if not self._is_own_form(asked):
            return "form-expired"
        if not SHORTEST <= len(password) <= LONGEST:
            return "password-unfit"
        if not self.attempts.begin(account):
            return "account-locked"
        replaces = people.activating(account, asked.entered("code")[:LONGEST])
        if replaces is None:
            return "activation-code-wrong"
        self.provider.sessions.reporter.activated(account, people.sealed(password), replaces)
        self.attempts.forget(account)
        return None

    def token(self, asked: Incoming) -> Reply:
        """Exchange a code, or refresh."""
        reply: Reply = self.provider.create_token_response(asked)
        return reply

    def revoke(self, asked: Incoming) -> Reply:
        """A client has no more use for a refresh token."""
        reply: Reply = self.provider.create_endpoint_response("revocation", asked)
        return reply

    def userinfo(self, asked: Incoming) -> Reply:
        """What the access token says of its holder, as it is now."""
        settings, token = self.provider.settings, asked.headers.get("authorization", "").removeprefix("Bearer ")
        try:
            claims = self.provider.keys.read(token, settings.issuer, settings.audience)
        except NotOurs:
            return self._no_token("token-unusable")
        session = self.provider.sessions.find(claims["sid"])
        holder = self.provider.people.holder(session) if session else None
        return Reply(200, {"sub": holder.account, **holder.claims()}) if holder else self._no_token("session-over")

    def logout(self, asked: Incoming) -> Reply:
        """End the sign-in with all its sessions: at once for a client that proves whose, else after asking."""
        try:
            request = self.provider.validate_endpoint_request("end_session", asked)
        except OAuth2Error as error:
            return self._refused(error)
        if request.needs_confirmation:
            if asked.method != "POST" or not self._is_own_form(asked):
                return self._with_form(asked, pages.sign_out, 200)
            browser = self.provider.sessions.browser(asked.cookies.get(self._name("browser")))
            if browser:
                self.provider.sessions.end_all(browser.key)
        reply = self.provider.create_endpoint_response("end_session", request)
        reply = reply or Reply(200, pages.signed_out(), list(pages.HEADERS))
        reply.headers.append(self._cookie("browser", "", "Lax", "; Max-Age=0"))
        return reply

    def configuration(self, _: Incoming) -> Reply:
        """OpenID Connect Discovery 1.0."""
        issuer = self.provider.settings.issuer
        at = {name: f"{issuer}/{path}" for name, path in _ENDPOINTS.items()}
        return Reply(200, {"issuer": issuer, **at, **_ABILITIES})

    def jwks(self, _: Incoming) -> Reply:
        """The keys that tokens are checked with."""
        return Reply(200, self.provider.keys.public())

    def keys(self, _: Incoming) -> Reply:
        """Every key with its days left, for operators."""
        return Reply(200, {"keys": list(self.provider.keys.told())})

    def explain(self, reason: str) -> Mapping[str, Any]:
        """A reason's code, words and remedy, as they stand beside an error's."""
        known = self.reasons[reason]
        said = {"reason": reason, "code": known.code, "text": known.text, "remedy": known.remedy}
        return {**said, "error_description": f"{known.text['en']} {known.remedy['en']}"}

    def _refused(self, error: OAuth2Error) -> Reply:
        if error.redirect_uri:
            reply: Reply = self.provider.handle_error_response(None, error)
            return reply
        body = pages.problem(self.reasons[reason_of(error)], error.description or "")
        return Reply(400, body, list(pages.HEADERS))

    def _no_token(self, reason: str) -> Reply:
        error = [("WWW-Authenticate", 'Bearer error="invalid_token"')]
        return Reply(401, {"error": "invalid_token", **self.explain(reason)}, error)

    def _form(self, asked: Incoming, client: Mapping[str, str], reason: str | None) -> Reply:
        refusal = self.reasons[reason] if reason else None
        return self._with_form(asked, lambda token: pages.sign_in(client, token, refusal), 403 if reason else 200)

    def _with_form(self, asked: Incoming, page: Any, status: int) -> Reply:
        secret = asked.cookies.get(self._name("form")) or clock.new_id()
        headers = [*pages.HEADERS, self._cookie("form", secret, "Strict")]
        return Reply(status, page(self._token(secret, asked)), headers)

    def _is_own_form(self, asked: Incoming) -> bool:
        """Whether this browser was shown this very form: what another site sends lacks cookie and token."""
        secret = asked.cookies.get(self._name("form"), "")
        return bool(secret) and hmac.compare_digest(self._token(secret, asked), asked.entered("token"))

    def _token(self, secret: str, asked: Incoming) -> str:
        content = f"{secret}\n{asked.path}\n{asked.query}".encode()
        return hmac.digest(self.provider.settings.form_key.encode(), content, "sha256").hex()

    def _name(self, name: str) -> str:
        return f"__Host-tongban-{name}" if self.secure else f"tongban-{name}"

    def _cookie(self, name: str, value: str, same_site: str, more: str = "") -> tuple[str, str]:
        secure = "; Secure" if self.secure else ""
        return "Set-Cookie", f"{self._name(name)}={value}; Path=/; HttpOnly; SameSite={same_site}{secure}{more}"


_ENDPOINTS = {
    "authorization_endpoint": "authorize",
    "token_endpoint": "token",
    "revocation_endpoint": "revoke",
    "userinfo_endpoint": "userinfo",
    "end_session_endpoint": "logout",
    "jwks_uri": "jwks",
}

_ABILITIES: Mapping[str, Any] = {
    "response_types_supported": ["code"],
    "grant_types_supported": ["authorization_code", "refresh_token"],
    "code_challenge_methods_supported": ["S256"],
    "token_endpoint_auth_methods_supported": METHODS,
    "revocation_endpoint_auth_methods_supported": METHODS,
    "id_token_signing_alg_values_supported": [ALGORITHM],
    "subject_types_supported": ["public"],
    "scopes_supported": list(SCOPES),
    "claims_supported": ["sub", "sid", "auth_time", "roles", "organisation", "province", "person", "level"],
    "authorization_response_iss_parameter_supported": True,
    "ui_locales_supported": ["zh-CN", "en"],
}

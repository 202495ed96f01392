"""What a client may ask for: a code, its exchange, a refresh, revocation and logout, each as the library has it."""

from collections.abc import Mapping
from typing import Any, NoReturn

from authlib.oauth2.rfc6749 import OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749.errors import InvalidGrantError, InvalidRequestError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, RefreshTokenGrant
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode, OpenIDToken
from authlib.oidc.rpinitiated import EndSessionEndpoint

from services.identity.sso.clients import Client
from services.identity.sso.grants import Grant, Refused
from services.identity.sso.keys import ALGORITHM
from services.identity.sso.people import Holder
from services.identity.sso.records import now
from services.identity.sso.sessions import Browser

__all__ = ["OAuth2Error"]

METHODS = ["none", "client_secret_basic", "client_secret_post"]
"""How a client proves itself: one that can keep no secret by PKCE alone."""


def refuse(error: type[OAuth2Error], reason: str, **more: Any) -> NoReturn:
    """Raise one of the library's errors with a reason of contracts/reasons.json."""
    raise _with(error(**more), reason)


def _with(error: OAuth2Error, reason: str) -> OAuth2Error:
    error.reason = reason
    return error


def reason_of(error: OAuth2Error) -> str:
    """The name in contracts/reasons.json."""
    return str(getattr(error, "reason", "sign-in-request-invalid"))


class Using:
    """What both grants do alike: look up, and spend only when everything else is right."""

    server: Any
    request: OAuth2Request

    def find(self, purpose: Any, secret: str, client: Client) -> Grant:
        """A grant that may be used."""
        try:
            found: Grant = self.server.grants.find(purpose, secret, client)
        except Refused as refusal:
            refuse(InvalidGrantError, refusal.reason)
        return found

    def authenticate_user(self, grant: Grant) -> Holder:
        """Whose it is; it is used up by asking."""
        try:
            self.server.grants.spend(grant)
        except Refused as refusal:
            refuse(InvalidGrantError, refusal.reason)
        session = self.server.sessions.find(grant.session)
        holder: Holder | None = self.server.people.holder(session) if session else None
        if holder is None:
            refuse(InvalidGrantError, "session-over")
        return holder


class Codes(Using, AuthorizationCodeGrant):  # type: ignore[misc]
    """Codes: given out to a browser that is signed in, exchanged once."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    @staticmethod
    def validate_authorization_redirect_uri(request: OAuth2Request, client: Client) -> str:
        """The address, if it is registered."""
        try:
            return str(AuthorizationCodeGrant.validate_authorization_redirect_uri(request, client))
        except InvalidRequestError as error:
            raise _with(error, "redirect-unregistered") from None

    def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
        """Begin a session for the client, and keep what its code stands for."""
        browser: Browser = request.user
        asked, client = request.payload.data, request.client.client_id
        about = {"client": client, "session": self.server.sessions.begin(browser, client), "scope": request.scope}
        about |= {"redirect_uri": asked["redirect_uri"], "challenge": asked["code_challenge"]}
        about |= {"nonce": asked.get("nonce"), "auth_time": browser.auth_time}
        self.server.grants.give("codes", code, now() + self.server.settings.code_seconds, **about)

    def query_authorization_code(self, code: str, client: Client) -> Grant:
        """What a code stands for, at the address where it was sent."""
        grant = self.find("codes", code, client)
        if self.request.payload.redirect_uri != grant.get_redirect_uri():
            refuse(InvalidGrantError, "redirect-unregistered", description="Invalid 'redirect_uri' in request.")
        return grant

    def delete_authorization_code(self, authorization_code: Grant) -> None:
        """It is spent by now, and kept: used again it must be recognised."""


class Refreshes(Using, RefreshTokenGrant):  # type: ignore[misc]
    """Refresh tokens: each is exchanged once, for the next."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> Grant:
        """What a refresh token stands for."""
        return self.find("refreshes", refresh_token, self.request.client)

    def revoke_old_credential(self, refresh_token: Grant) -> None:
        """It is spent by now."""


class Challenge(CodeChallenge):  # type: ignore[misc]
    """PKCE is not a choice here, and neither is its method."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        """There is one, and it is hashed."""
        asked = grant.request.payload.data
        if not asked.get("code_challenge") or asked.get("code_challenge_method") != "S256":
            refuse(InvalidRequestError, "challenge-missing", description="PKCE with S256 is required.")
        super().validate_code_challenge(grant, redirect_uri)

    def validate_code_verifier(self, grant: Any, result: Any) -> None:
        """It is the one that was hashed."""
        try:
            super().validate_code_verifier(grant, result)
        except InvalidRequestError as error:
            raise _with(error, "challenge-missing") from None
        except InvalidGrantError as error:
            raise _with(error, "challenge-wrong") from None


class IdToken(OpenIDCode):  # type: ignore[misc]
    """ID tokens: who signed in, when, in which session."""

    def __init__(self, server: Any) -> None:
        super().__init__(require_nonce=False)
        self._server = server

    def exists_nonce(self, nonce: str, request: OAuth2Request) -> bool:
        """The client compares it; here it is only passed on."""
        return False

    def resolve_client_private_key(self, client: Client) -> Any:
        """The key that signs now."""
        return self._server.keys.for_signing()

    def get_client_algorithm(self, client: Client) -> str:
        """The one there is."""
        return ALGORITHM

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        """Issuer, audience and end."""
        settings = self._server.settings
        return {"iss": settings.issuer, "aud": client.client_id, "exp": now() + settings.access_seconds}

    def get_encode_header(self, client: Client) -> dict[str, str]:
        """With the key's name."""
        return {"alg": ALGORITHM, "kid": str(self._server.keys.signing().kid)}

    def get_compatible_claims(self, request: OAuth2Request) -> dict[str, Any]:
        """The moment of the sign-in is that of the browser."""
        return {**super().get_compatible_claims(request), "auth_time": request.user.auth_time}

    def generate_user_info(self, user: Holder, scope: str) -> Mapping[str, Any]:
        """The account and the session; what it may do stands in the access token."""
        return {"sub": user.account, "sid": user.session}


class RefreshedIdToken(IdToken):
    """With a refresh there is no code, so nothing of the authorization request is checked anew."""

    def __call__(self, grant: Any) -> None:
        """Only the token is made."""
        OpenIDToken.__call__(self, grant)


class Revocation(RevocationEndpoint):  # type: ignore[misc]
    """What is revoked ends the session: of a session, nothing half works."""

    CLIENT_AUTH_METHODS = METHODS
    SUPPORTED_TOKEN_TYPES = ("refresh_token",)  # access tokens end with their session

    def query_token(self, token_string: str, token_type_hint: str | None) -> Grant | None:
        """Refresh tokens only."""
        found: Grant | None = self.server.grants.peek("refreshes", token_string)
        return found

    def revoke_token(self, token: Grant, request: OAuth2Request) -> None:
        """End the session, here and everywhere."""
        self.server.sessions.end(token.session, "revoked")


class Logout(EndSessionEndpoint):  # type: ignore[misc]
    """Sign-out that a client asks for (RP-initiated)."""

    def get_server_jwks(self) -> Any:
        """Those whose ID tokens are hints."""
        return self.server.keys.public_set()

    def get_algorithms(self) -> list[str]:
        """The one there is."""
        return [ALGORITHM]

    def end_session(self, end_session_request: Any) -> None:
        """End the sign-in that the ID token tells of, with all its sessions."""
        claims = end_session_request.id_token_claims or {}
        browser = self.server.sessions.browser_of(claims["sid"]) if "sid" in claims else None
        if browser:
            self.server.sessions.end_all(browser)

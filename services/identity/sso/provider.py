"""The protocol: OAuth 2.1 and OpenID Connect as the library has them, over our records.

The library checks requests, clients, scopes, PKCE and redirects, and makes codes, tokens and errors; here it is told
what we keep, and every refusal is given its reason and remedy. What a client may ask for is in `flows.py`; only these
two import authlib.
"""

from collections.abc import Callable, Mapping
from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Error, OAuth2Payload, OAuth2Request
from authlib.oauth2.rfc6749.errors import InvalidClientError
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator
from authlib.oauth2.rfc9207 import IssuerParameter

from services.chassis import clock
from services.identity.sso import flows
from services.identity.sso.clients import SCOPES, Client
from services.identity.sso.exchange import Incoming, Reply
from services.identity.sso.flows import reason_of, refuse
from services.identity.sso.grants import Grants
from services.identity.sso.keys import ALGORITHM, Keys
from services.identity.sso.people import Holder, People
from services.identity.sso.records import now
from services.identity.sso.sessions import Sessions
from services.identity.sso.settings import SsoSettings


class Asked(OAuth2Request):  # type: ignore[misc]
    """A request as the library wants it."""

    def __init__(self, incoming: Incoming, issuer: str) -> None:
        # The address that the world uses: this process may stand behind one that ends TLS.
        super().__init__(incoming.method, f"{issuer}{incoming.path}?{incoming.query}", headers=_Headers(incoming))
        self.incoming, self.payload = incoming, _Payload(incoming)

    @property
    def args(self) -> dict[str, str]:
        """The query."""
        return dict(self.incoming.args)

    @property
    def form(self) -> dict[str, str]:
        """The form."""
        return dict(self.incoming.form)


class _Headers(dict[str, str]):
    """The library asks for `Authorization`, servers say `authorization`."""

    def __init__(self, incoming: Incoming) -> None:
        super().__init__({name.title(): value for name, value in incoming.headers.items()})


class _Payload(OAuth2Payload):  # type: ignore[misc]
    def __init__(self, incoming: Incoming) -> None:
        # A sign-in form is sent to the address of the request: the request stands in its query alone.
        self._pairs = incoming.args if incoming.path == "/authorize" else [*incoming.args, *incoming.form]

    @property
    def data(self) -> dict[str, str]:
        """By name; of what is repeated, the last."""
        return dict(self._pairs)

    @property
    def datalist(self) -> dict[str, list[str]]:
        """All values of each name: the library refuses what must not be repeated."""
        return {name: [value for other, value in self._pairs if other == name] for name, _ in self._pairs}


class Provider(AuthorizationServer):  # type: ignore[misc]
    """The library's server over our records. `explain` puts a reason into words."""

    def __init__(
        self,
        settings: SsoSettings,
        clients: Mapping[str, Client],
        keys: Keys,
        people: People,
        grants: Grants,
    ) -> None:
        super().__init__(scopes_supported=list(SCOPES))
        self.settings, self.clients, self.keys, self.people, self.grants = settings, clients, keys, people, grants
        self.explain: Callable[[str], Mapping[str, Any]] = lambda reason: {"reason": reason}
        self.register_token_generator("default", _Tokens(settings, keys))
        self.register_grant(flows.Codes, [flows.Challenge(), flows.IdToken(self)])
        self.register_grant(flows.Refreshes, [flows.RefreshedIdToken(self)])
        self.register_endpoint(flows.Revocation)
        self.register_endpoint(flows.Logout)
        self.register_extension(_Issuer)

    @property
    def sessions(self) -> Sessions:
        """Where sign-ins are kept."""
        return self.grants.sessions

    def query_client(self, client_id: str) -> Client:
        """A registered client; refuses another at once, with its reason."""
        if client_id not in self.clients:
            refuse(InvalidClientError, "client-unknown", description="The client does not exist on this server.")
        return self.clients[client_id]

    def save_token(self, token: dict[str, Any], request: OAuth2Request) -> None:
        """Keep the refresh token: it lives as long as its session."""
        holder: Holder = request.user
        session = self.sessions.find(holder.session)
        about = {"client": request.client.client_id, "session": holder.session, "scope": token["scope"]}
        self.grants.give("refreshes", token["refresh_token"], session.doc["until"] if session else now(), **about)

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def create_oauth2_request(self, request: Any) -> OAuth2Request:
        """Ours as the library's."""
        return Asked(request, self.settings.issuer) if isinstance(request, Incoming) else request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Reply:
        """The library's as ours."""
        return Reply(status, body, list(headers))

    def handle_error_response(self, request: OAuth2Request, error: OAuth2Error) -> Reply:
        """Every error says why and what to do, in words, beside the code that the protocol has for it."""
        reply: Reply = super().handle_error_response(request, error)
        if isinstance(reply.body, dict):
            reply.body = {**reply.body, **self.explain(reason_of(error))}
        return reply


class _Issuer(IssuerParameter):  # type: ignore[misc]
    """Every answer to a browser says whose it is (RFC 9207), so that no other provider can pass for this one."""

    def __init__(self, server: Provider) -> None:
        self._issuer = server.settings.issuer
        self(server)

    def get_issuer(self) -> str:
        """Who we are."""
        return self._issuer


class _Tokens(JWTBearerTokenGenerator):  # type: ignore[misc]
    """Access tokens as RFC 9068 has them; refresh tokens say nothing."""

    def __init__(self, settings: SsoSettings, keys: Keys) -> None:
        super().__init__(settings.issuer, ALGORITHM, _secret, settings.access_seconds)
        self._audience, self._keys = settings.audience, keys

    def get_jwks(self) -> Any:
        """The key that signs now."""
        return self._keys.for_signing()

    def get_audiences(self, client: Client, user: Holder, scope: str) -> str:
        """The resource."""
        return self._audience

    def get_auth_time(self, user: Holder) -> int:
        """When the password was entered."""
        return user.auth_time

    def get_extra_claims(self, client: Client, grant_type: str, user: Holder, scope: str) -> Mapping[str, Any]:
        """Session, roles and person."""
        return user.claims()


def _secret(**_: Any) -> str:
    return clock.new_id() + clock.new_id()

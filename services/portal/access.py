"""Access tokens of the sign-in (OpenID Connect; RFC 9068): who may do what, and where. Checked with its public keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from services.chassis import clock

Role = Literal["officer", "clerk", "supervisor", "finance"]
ROLES: tuple[Role, ...] = get_args(Role)

EVERYWHERE = "*"
"""The province of those who are not bound to one."""

LEEWAY = 30
"""Seconds by which two clocks may differ."""

_ALL_PROVINCES = "000000"
_ALGORITHMS = ["ES256"]


class NotSignedIn(Exception):
    """The token does not prove who sent it; the text says why and never quotes the token."""


class UnknownKey(NotSignedIn):
    """It was signed with a key that is not known here; the sign-in may have a new one."""


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who works on cases. `name` is the staff account, pseudonymous like every actor on the bus."""

    name: str
    roles: frozenset[Role]
    province: str
    session: str

    def serves(self, province: str) -> bool:
        """Whether cases of this province are theirs to see."""
        return self.province in (EVERYWHERE, province)


@dataclass(frozen=True, slots=True)
class Citizen:
    """A person who has an account. `person` is their pseudonym on the bus, `level` how surely they are that person."""

    name: str
    person: str
    level: int
    session: str


@dataclass(frozen=True, slots=True)
class Gate:
    """Whose tokens are taken, for which resource, and the keys that are known so far."""

    issuer: str
    audience: str
    keys: KeySet | None = None

    def knowing(self, published: Mapping[str, Any]) -> "Gate":
        """With the keys that the sign-in publishes; raises ValueError."""
        try:
            keys = KeySet.import_key_set({"keys": published["keys"]})
        except (KeyError, TypeError, AttributeError, JoseError) as error:
            raise ValueError(type(error).__name__) from None
        return Gate(self.issuer, self.audience, keys)

    def read(self, token: str) -> Officer | Citizen:
        """Whose token it is; raises NotSignedIn for one that is forged, over or incomplete."""
        if self.keys is None:
            raise UnknownKey("no key is known yet")
        try:
            decoded = jwt.decode(token, self.keys, algorithms=_ALGORITHMS)
            self._claims().validate(decoded.claims)
        except InvalidKeyIdError:
            raise UnknownKey("the token was signed with a key that is not known") from None
        except (JoseError, ValueError, TypeError) as error:
            raise NotSignedIn(f"the token is not valid: {type(error).__name__}") from None
        if decoded.header.get("typ") != "at+jwt":
            raise NotSignedIn("it is no access token")
        claims = decoded.claims
        return _citizen(claims) if claims.get("kind") == "citizen" else _officer(claims)

    def _claims(self) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            now=int(clock.now().timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.audience},
            exp={"essential": True},
        )


def _account(claims: Mapping[str, Any]) -> tuple[str, str]:
    """Account and session."""
    name, session = claims.get("sub"), claims.get("sid")
    if not (isinstance(name, str) and 0 < len(name) <= 64 and name.isprintable()):
        raise NotSignedIn("the token names nobody (sub)")
    if not isinstance(session, str) or not session:
        raise NotSignedIn("the token names no session (sid)")
    return name, session


def _citizen(claims: Mapping[str, Any]) -> Citizen:
    (name, session), person, level = _account(claims), claims.get("person"), claims.get("level", 0)
    if not isinstance(person, str) or not person.startswith("person-"):
        raise NotSignedIn("the token names no person")
    return Citizen(name, person, level if isinstance(level, int) else 0, session)


def _officer(claims: Mapping[str, Any]) -> Officer:
    (name, session), province, said = _account(claims), claims.get("province"), claims.get("roles")
    roles = frozenset(role for role in ROLES if isinstance(said, list) and role in said)
    if not roles:
        raise NotSignedIn("the token names no role that is known")
    if not isinstance(province, str) or not province:
        raise NotSignedIn("the token names no province")
    return Officer(name, roles, EVERYWHERE if province == _ALL_PROVINCES else province, session)

"""Officers' tokens (JWT, HS256): who may do what, and where. Replaced whole when sign-on is by OpenID Connect."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from services.chassis import clock

Role = Literal["officer", "clerk", "supervisor"]
ROLES: tuple[Role, ...] = get_args(Role)

EVERYWHERE = "*"
"""The province of those who are not bound to one."""

LEEWAY = 30
"""Seconds by which two clocks may differ."""

_ALGORITHM = "HS256"


class NotAnOfficer(Exception):
    """The token does not prove who sent it; the text says why and never quotes the token."""


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who works on cases. `name` is the staff account, pseudonymous like every actor on the bus."""

    name: str
    role: Role
    province: str

    def serves(self, province: str) -> bool:
        """Whether cases of this province are theirs to see."""
        return self.province in (EVERYWHERE, province)


def issue(key: str, officer: Officer, seconds: int) -> str:
    """Make a token that is good for so many seconds."""
    claims = {
        "sub": officer.name,
        "role": officer.role,
        "province": officer.province,
        "exp": int(clock.now().timestamp()) + seconds,
    }
    return jwt.encode({"alg": _ALGORITHM}, claims, OctKey.import_key(key), algorithms=[_ALGORITHM])


def read(key: str, token: str) -> Officer:
    """Whose token it is; raises NotAnOfficer for one that is forged, over or incomplete."""
    try:
        claims = jwt.decode(token, OctKey.import_key(key), algorithms=[_ALGORITHM]).claims
        registry = jwt.JWTClaimsRegistry(now=int(clock.now().timestamp()), leeway=LEEWAY, exp={"essential": True})
        registry.validate(claims)
    except (JoseError, ValueError, TypeError) as error:
        raise NotAnOfficer(f"the token is not valid: {type(error).__name__}") from None
    return _officer(claims)


def _officer(claims: dict[str, Any]) -> Officer:
    name, province = claims.get("sub"), claims.get("province")
    if not (isinstance(name, str) and 0 < len(name) <= 64 and name.isprintable()):
        raise NotAnOfficer("the token names nobody (sub)")
    role = next((known for known in ROLES if known == claims.get("role")), None)
    if role is None:
        raise NotAnOfficer("the token names no role that is known")
    if not isinstance(province, str) or not province:
        raise NotAnOfficer("the token names no province")
    return Officer(name, role, province)

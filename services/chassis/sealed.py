"""Personal data on its way to the one capability entitled to it, and the pseudonym it travels beside.

A sealed text is a JWE in compact form (RFC 7516): ECDH-ES+A256KW on P-256, A256GCM. Whoever holds the
capability's public key can seal; only the capability itself can open. The only importer of joserfc
beside the portal's access room.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey

from services.chassis import codec
from services.chassis.errors import Malformed

LARGEST_DATA = 8 * 1024
"""Bytes of JSON that may be sealed: names, numbers, addresses; documents travel by digest."""

LARGEST_TOKEN = 12 * 1024
"""Characters of a sealed text: base64 of LARGEST_DATA and less than 1 KiB of header, key, nonce and tag."""

SHORTEST_PSEUDONYM_KEY = 16
"""Bytes. The numbers of a whole population can be tried; only the key keeps them apart from their pseudonyms."""

_CURVE = "P-256"
_HEADER = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM"}
_REGISTRY = jwe.JWERegistry(algorithms=list(_HEADER.values()))
_LOCKED = {"alg": "dir", "enc": "A256GCM"}
_LOCKS = jwe.JWERegistry(algorithms=list(_LOCKED.values()))
_KEPT_KEYS = 64


class Unreadable(Exception):
    """A text that this key does not open: sealed for another, altered, too large or never sealed at all."""


class TooLarge(ValueError):
    """The data is larger than LARGEST_DATA."""


def new_key_pair() -> tuple[str, str]:
    """Make a P-256 key pair; returns (private PEM, public PEM)."""
    key = ECKey.generate_key(_CURVE, auto_kid=False)
    return key.as_pem(private=True).decode(), key.as_pem(private=False).decode()


def seal(public_pem: str, data: Mapping[str, Any], name: str = "") -> str:
    """Encrypt the data for the holder of the key; returns a text of at most LARGEST_TOKEN characters.

    The same data sealed twice gives two different texts. `name`: the key's (`kid`), so that its holder knows which of
    several to open it with. Raises TooLarge, or ValueError for a wrong key.
    """
    content = codec.encode(data)
    if len(content) > LARGEST_DATA:
        raise TooLarge(f"{len(content)} bytes of personal data; at most {LARGEST_DATA} may be sealed")
    header = {**_HEADER, **({"kid": name} if name else {})}
    return jwe.encrypt_compact(header, content, _key(public_pem), registry=_REGISTRY)


def key_named_in(token: str) -> str:
    """The name of the key (`kid`) under which a text says it was sealed; empty where it says none, or is no such text.

    Anybody can write any name there; only a key that opens the text makes it true.
    """
    if len(token) > LARGEST_TOKEN:
        return ""
    try:
        first = token.partition(".")[0]
        header = codec.decode(urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (ValueError, Malformed):
        return ""
    name = header.get("kid") if isinstance(header, dict) else None
    return name if isinstance(name, str) else ""


def forget_keys() -> None:
    """Keep no key in memory that was read before; those still in use are read again."""
    _key.cache_clear()


def unseal(private_pem: str, token: str) -> dict[str, Any]:
    """Open a sealed text; raises Unreadable (which never quotes the data), or ValueError for a wrong key."""
    key = _key(private_pem)
    if not key.is_private:
        raise ValueError("a public key opens nothing: give the private one")
    return _opened(token, key, _REGISTRY)


def _opened(token: str, key: ECKey | OctKey, registry: jwe.JWERegistry) -> dict[str, Any]:
    if len(token) > LARGEST_TOKEN:
        raise Unreadable(f"a sealed text has at most {LARGEST_TOKEN} characters, this one {len(token)}")
    try:
        data = codec.decode(jwe.decrypt_compact(token, key, registry=registry).plaintext or b"")
    except (JoseError, ValueError, TypeError, KeyError, AssertionError, Malformed) as error:
        raise Unreadable(f"this key does not open it ({type(error).__name__})") from None
    if not isinstance(data, dict):
        raise Unreadable("it holds no object")
    return data


def pseudonym(key: bytes, number: str, kind: Literal["person", "organisation"] = "person") -> str:
    """The name under which a person's number (居民身份证号 or another) is known on the bus: `person-<24 hex>`.

    Every applicant is named so; an organisation as a party to mandates is `organisation-`, with the same digest.
    Keyed (HMAC-SHA256), so that without the key no list of numbers can be matched to pseudonyms.
    """
    if len(key) < SHORTEST_PSEUDONYM_KEY:
        raise ValueError(f"the key of pseudonyms needs at least {SHORTEST_PSEUDONYM_KEY} bytes")
    digest = hmac.digest(key, number.strip().upper().encode(), "sha256")
    return f"{kind}-{digest.hex()[:24]}"


def account_of(key: str, login: str) -> str:
    """The account of a login: keyed, so that nobody without the key can look for a telephone number."""
    digest = hmac.digest(key.encode(), b"login\n" + login.strip().casefold().encode(), "sha256")
    return f"account-{digest.hex()[:24]}"


def new_lock() -> str:
    """A key for one person's data (256 bits, hex): whoever destroys it destroys what it locks."""
    return secrets.token_hex(32)


def lock(key: str, data: Mapping[str, Any]) -> str:
    """Encrypt the data under a key of `new_lock` (JWE, dir, A256GCM). Raises TooLarge."""
    content = codec.encode(data)
    if len(content) > LARGEST_DATA:
        raise TooLarge(f"{len(content)} bytes of personal data; at most {LARGEST_DATA} may be locked")
    return jwe.encrypt_compact(dict(_LOCKED), content, OctKey.import_key(bytes.fromhex(key)), registry=_LOCKS)


def unlock(key: str, token: str) -> dict[str, Any]:
    """Open a locked text; raises Unreadable."""
    return _opened(token, OctKey.import_key(bytes.fromhex(key)), _LOCKS)


@lru_cache(maxsize=_KEPT_KEYS)
def _key(pem: str) -> ECKey:
    key = ECKey.import_key(pem)
    if key.curve_name != _CURVE:
        raise ValueError(f"sealing keys are on {_CURVE}, this one is on {key.curve_name}")
    return key

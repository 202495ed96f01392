"""HMAC-SHA256 of callbacks: proof that a notice came from the party we share a secret with, unchanged on the way."""

import hashlib
import hmac
from collections.abc import Mapping


def sign(secret: str, body: str | bytes) -> str:
    """The signature of the raw body in 64 lower-case hexadecimal digits, as the header `X-Signature` carries it."""
    if not secret:
        raise ValueError("the secret is empty: anyone could sign")
    return hmac.new(_bytes(secret), _bytes(body), hashlib.sha256).hexdigest()


def verified(secret: str, body: str | bytes, signature: str) -> bool:
    """Say whether the signature is the secret's over exactly this body; takes the same time for every wrong one."""
    return hmac.compare_digest(_bytes(sign(secret, body)), _bytes(signature))


def disbelief(secrets: Mapping[str, str], sender: str, body: str | bytes, signature: str) -> str | None:
    """The reason (contracts/reasons.json) not to believe a callback; None if it is the word of its sender.

    secrets: of each party that we share one with, by the name it gives itself.
    """
    secret = secrets.get(sender)
    if secret is None:
        return "sender-unknown"
    return None if verified(secret, body, signature) else "signature-invalid"


def _bytes(text: str | bytes) -> bytes:
    # A lone surrogate can reach us through JSON; it must fail the comparison, not the program.
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text

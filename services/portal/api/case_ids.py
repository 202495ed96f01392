"""Case numbers, access codes and delivery codes: all follow from secrets, so none needs to be stored."""

import base64
import hmac
import re
import string
from dataclasses import dataclass

from services.chassis import clock
from services.chassis.codes import code_of
from services.portal.views import SECOND_HALF

CASE = re.compile(r"case-(?P<province>[0-9]{6})-(?P<number>[0-9A-Z]{20})")

_ALPHABET = string.digits + string.ascii_uppercase
_FIRST_HALF = 10
"""Characters of a number that come from the key: 51 bits, as many as the other half has."""

CODE_BYTES = 15
"""120 bits of an access code: 24 letters and digits."""


def province_of(case: str) -> str | None:
    """The province that a case number names; None for what is no case number."""
    found = CASE.fullmatch(case)
    return found["province"] if found else None


@dataclass(frozen=True, slots=True)
class CaseIds:
    """Makes and recognises case numbers and their access codes; and the codes that recipients tell couriers.

    proof_key: logistics has the same; without it nobody is shown a code.
    """

    key: str
    proof_key: str = ""

    def __post_init__(self) -> None:
        if self.proof_key:
            code_of(self.proof_key, "a key that is too short shall stop the start")

    def new(self, province: str) -> str:
        """A number that nobody can guess."""
        return self.of(province, clock.new_id(), b"")

    def of(self, province: str, idempotency_key: str, body: bytes) -> str:
        """The number of what is asked for under this key: the same again gives the same case."""
        body_and_key = idempotency_key.encode() + b"\n" + body
        return self.beginning(province, idempotency_key) + self._text(SECOND_HALF, b"body", body_and_key)

    def beginning(self, province: str, idempotency_key: str) -> str:
        """What all numbers of one key in one province begin with; another body differs only after it."""
        return f"case-{province}-{self._text(_FIRST_HALF, b'key', idempotency_key.encode())}"

    def access_code(self, case: str) -> str:
        """What proves that somebody was given this case."""
        return base64.b32encode(self._digest(b"access", case.encode())[:CODE_BYTES]).decode()

    def delivery_code(self, parcel: str) -> str | None:
        """What the recipient tells the courier (收件码), derived as logistics derives it."""
        return code_of(self.proof_key, parcel) if self.proof_key else None

    def activation_code(self, account: str, person: str, key: str) -> str:
        """What a citizen sets the password of a new account with; asked for again under one key it is the same."""
        asked = f"{account}\n{person}\n{key}".encode()
        return base64.b32encode(self._digest(b"activation", asked)[:CODE_BYTES]).decode()

    def opens(self, case: str, code: str) -> bool:
        """Whether the code is this case's; takes the same time for every wrong one."""
        return hmac.compare_digest(self.access_code(case).encode(), code.strip().upper().encode())

    def _text(self, length: int, purpose: bytes, content: bytes) -> str:
        number = int.from_bytes(self._digest(purpose, content)[:16])
        digits = []
        for _ in range(length):
            number, digit = divmod(number, len(_ALPHABET))
            digits.append(_ALPHABET[digit])
        return "".join(digits)

    def _digest(self, purpose: bytes, content: bytes) -> bytes:
        return hmac.new(self.key.encode(), purpose + b"\n" + content, "sha256").digest()

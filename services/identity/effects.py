"""The population register (人口库): opens what the applicant sealed, and asks whether name and number belong together.

Name and number exist here only, between the sealed token and the register; no error text may carry them.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import urllib3
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from services.chassis import clock
from services.chassis.errors import SettingMissing
from services.chassis.sealed import Unreadable, unseal
from services.chassis.vocabulary import Answer, Foreign, OutsideUnavailable
from services.identity.settings import Settings

ANSWER = "identity.record-register-answer.v1"


def adapters(settings: Settings) -> Mapping[str, Callable[[Foreign], Answer]]:
    """What identity can do outside; reads the unsealing key, so a missing one stops the start."""
    return {"identity.ask-register.v1": Register(settings).ask}


class Register:
    """The register's `POST /compare {number, name} -> {found, match}`."""

    def __init__(self, settings: Settings) -> None:
        self._private_pem = _private_pem(settings.unsealing_key)
        self._url = settings.register_url.rstrip("/") + "/compare"
        self._level = settings.register_level
        self._http = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=settings.register_timeout, read=settings.register_timeout),
            maxsize=settings.register_connections,
            retries=False,
        )

    def ask(self, intent: Foreign) -> Answer:
        """Answer one round of asking; raises OutsideUnavailable."""
        verdict = self._verdict(intent["applicant_sealed"], intent["message"])
        return Answer(ANSWER, {**verdict, "round": intent["round"], "checked_at": clock.now_stamp()})

    def _verdict(self, token: str, key: str) -> Mapping[str, Any]:
        try:
            applicant = unseal(self._private_pem, token)
        except Unreadable:
            return _refused("identity-unreadable")
        number, name = ric.compact(str(applicant.get("number", ""))), str(applicant.get("name", "")).strip()
        return self._compared(number, name, key) if _is_number(number) else _refused("identifier-invalid")

    def _compared(self, number: str, name: str, key: str) -> Mapping[str, Any]:
        response = self._post({"number": number, "name": name}, key)
        if response.status in _ABOUT_THE_QUESTION:
            return _refused("register-refused")
        if response.status != 200:
            raise OutsideUnavailable(f"the register answers {response.status}")
        said = _object(response.data)
        match said.get("found"), said.get("match"):
            case True, True:
                return {"found": True, "level": self._level}
            case True, False:
                return _refused("name-mismatch", found=True)
            case False, _:
                return _refused("person-unknown")
            case _:
                raise OutsideUnavailable("the register's answer lacks `found` or `match`")

    def _post(self, question: Mapping[str, str], key: str) -> urllib3.BaseHTTPResponse:
        try:
            return self._http.request("POST", self._url, json=question, headers={"Idempotency-Key": key})
        except urllib3.exceptions.HTTPError as error:
            raise OutsideUnavailable(f"the register does not answer: {type(error).__name__}") from None


def _private_pem(file: Path) -> str:
    """Read the unsealing key and try it: a wrong one must stop the start, not refuse the citizens."""
    try:
        pem = file.read_text()
        with suppress(Unreadable):
            unseal(pem, "")
    except (OSError, ValueError) as error:
        raise SettingMissing(f"IDENTITY_UNSEALING_KEY must be the file of a private key in PEM: {error}") from error
    return pem


_ABOUT_THE_QUESTION = (400, 422)
"""Statuses that refuse this question; every other one speaks of the register, or of our access to it."""


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise OutsideUnavailable("the register's answer is not JSON") from None
    if not isinstance(said, dict):
        raise OutsideUnavailable("the register's answer is not an object")
    return said


def _refused(reason: str, *, found: bool = False) -> Mapping[str, Any]:
    return {"found": found, "level": None, "reason": reason}


def _is_number(number: str) -> bool:
    """GB 11643: 17 digits with a date of birth, and the ISO 7064 MOD 11-2 check character.

    Not `ric.validate`: it also looks the birthplace up, in a table that knows neither old codes nor every
    county, and would turn citizens away; the standard's own example (born 1880) fails there. The register knows.
    """
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        return False
    try:
        ric.get_birth_date(number)
    except ValidationError:
        return False
    return ric.calc_check_digit(number) == number[-1]

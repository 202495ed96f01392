"""The population register (人口库): opens what the applicant sealed, and asks whether name and number belong together.

Name and number exist here only, between the sealed token and the register; no error text may carry them.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from services.chassis import clock
from services.chassis.definition import Fact, ViewReader, each
from services.chassis.errors import SettingMissing
from services.chassis.outside import Outside
from services.chassis.sealed import Unreadable, unseal
from services.chassis.statements import Unusable
from services.chassis.vocabulary import Answer, Foreign
from services.identity.mandate_messages import CheckMandate
from services.identity.settings import Settings

ANSWER = "identity.record-register-answer.v1"

ABOUT_THE_QUESTION = (400, 422)
"""Fewer than usual: a question about a person can be neither in conflict nor gone."""


def facts(settings: Settings, _: ViewReader) -> Mapping[type, Fact]:
    """Tells a check of a mandate whether the grant has had time enough to arrive."""

    def complete(command: CheckMandate) -> CheckMandate:
        impatient = clock.now() - timedelta(seconds=settings.mandate_patience)
        return replace(command, waited=command.at < impatient)

    return {CheckMandate: each(complete)}


def adapters(settings: Settings) -> Mapping[str, Callable[[Foreign], Answer]]:
    """What identity can do outside; reads the unsealing key, so a missing one stops the start."""
    return {"identity.ask-register.v1": Register(settings).ask}


class Register:
    """The register's `POST /compare {number, name} -> {found, match}`."""

    def __init__(self, settings: Settings) -> None:
        self._private_pem = _private_pem(settings.unsealing_key)
        self._outside = Outside("the register", settings.register_url, settings.register_timeout, ABOUT_THE_QUESTION)
        self._level = settings.register_level

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
        if not _is_number(number):
            return _refused("identifier-invalid")
        compared = self._outside.ask("/compare", {"number": number, "name": name}, key, self._compared)
        return compared or _refused("register-refused")

    def _compared(self, said: Mapping[str, Any]) -> Mapping[str, Any]:
        match said.get("found"), said.get("match"):
            case True, True:
                return {"found": True, "level": self._level}
            case True, False:
                return _refused("name-mismatch", found=True)
            case False, _:
                return _refused("person-unknown")
            case _:
                raise Unusable("it lacks `found` or `match`")


def _private_pem(file: Path) -> str:
    """Read the unsealing key and try it: a wrong one must stop the start, not refuse the citizens."""
    try:
        pem = file.read_text()
        with suppress(Unreadable):
            unseal(pem, "")
    except (OSError, ValueError) as error:
        raise SettingMissing(f"IDENTITY_UNSEALING_KEY must be the file of a private key in PEM: {error}") from error
    return pem


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

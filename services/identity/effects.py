"""What identity looks into and asks: sealed applicants, the registers (人口库, 法人库), a bank (银行卡四要素).

Names and numbers exist here only, between the sealed token and the party that is asked; no error text may carry them.
"""

import hmac
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from services.chassis import clock, codec
from services.chassis.definition import Fact, ViewReader, each
from services.chassis.errors import Malformed, SettingMissing
from services.chassis.outside import Outside
from services.chassis.sealed import SHORTEST_PSEUDONYM_KEY, Unreadable, pseudonym, unseal
from services.chassis.statements import Unusable
from services.chassis.vocabulary import Answer, Foreign
from services.identity.identifiers import compact, kind_of, standard
from services.identity.levels import Levels, Way
from services.identity.mandate_messages import CheckMandate
from services.identity.person_messages import (
    Claim,
    DecideReview,
    LapseReview,
    RecordBankAnswer,
    RecordRegisterAnswer,
    VerifyPerson,
)
from services.identity.settings import Settings

ABOUT_THE_QUESTION = (400, 422)
"""Fewer than usual: a question about a person can be neither in conflict nor gone."""

RARE = ((0x3400, 0x4DBF), (0xE000, 0xF8FF), (0x20000, 0x10FFFF))
"""Signs that registers spell in their own way or not at all: extensions of the CJK block, and private ones (生僻字)."""

Verdict = Mapping[str, Any]


def facts(settings: Settings, _: ViewReader) -> Mapping[type, Fact]:
    """Completes commands: what a sealed applicant claims, what evidence is worth, how long a check has waited."""
    levels, claims = read_levels(settings.levels), Claims(settings)

    def patient(command: CheckMandate) -> CheckMandate:
        impatient = clock.now() - timedelta(seconds=settings.mandate_patience)
        return replace(command, waited=command.at < impatient)

    def looked_into(command: VerifyPerson) -> VerifyPerson:
        return replace(command, levels=levels, claim=claims.claim(command.subject, command.applicant_sealed))

    def weighed(command: Any) -> Any:
        return replace(command, levels=levels)

    weighing = (RecordRegisterAnswer, RecordBankAnswer, DecideReview, LapseReview)
    return {
        CheckMandate: each(patient),
        VerifyPerson: each(looked_into),
        **{kind: each(weighed) for kind in weighing},
    }


def adapters(settings: Settings) -> Mapping[str, Callable[[Foreign], Answer]]:
    """What identity can do outside; reads the unsealing key, so a missing one stops the start."""
    return {"identity.ask-register.v1": Register(settings).ask, "identity.ask-bank.v1": Bank(settings).ask}


def read_levels(file: Path) -> Levels:
    """What evidence is worth; raises SettingMissing."""
    try:
        return codec.convert(codec.decode(file.read_bytes()), Levels)
    except (OSError, Malformed) as error:
        raise SettingMissing(f"IDENTITY_LEVELS: {file} must be like services/identity/levels.json: {error}") from error


class Claims:
    """Looks into what an applicant sealed before a case joins others: is it theirs, and under which name?"""

    def __init__(self, settings: Settings) -> None:
        if len(settings.pseudonym_key) < SHORTEST_PSEUDONYM_KEY:
            raise SettingMissing(f"IDENTITY_PSEUDONYM_KEY must have at least {SHORTEST_PSEUDONYM_KEY} characters.")
        self._key, self._file, self._pem = settings.pseudonym_key.encode(), settings.unsealing_key, ""

    def claim(self, person: str, token: str) -> Claim:
        """What the token says of the person; a fault where it is nobody's, or another's."""
        self._pem = self._pem or _private_pem(self._file)
        try:
            number, name, _ = _read(unseal(self._pem, token))
        except Unreadable:
            return Claim("identity-unreadable")
        if kind_of(number) is None:
            return Claim("identifier-invalid")
        if person not in {pseudonym(self._key, one) for one in (number, standard(number))}:
            return Claim("identity-forged")
        digest = hmac.digest(self._key, f"name\n{standard(number)}\n{name}".encode(), "sha256")
        return Claim(name=digest.hex()[:24])


class Register:
    """`POST /compare {number, name}` for persons, `/compare-organisation {uscc, name}` -> {found, match}."""

    def __init__(self, settings: Settings) -> None:
        self._private_pem = _private_pem(settings.unsealing_key)
        self._outside = Outside("the register", settings.register_url, settings.register_timeout, ABOUT_THE_QUESTION)
        self._way = read_levels(settings.levels).way_of("register")

    def ask(self, intent: Foreign) -> Answer:
        """Answer one round of asking; raises OutsideUnavailable."""
        verdict = _worth(self._verdict(intent["applicant_sealed"], intent["message"]), self._way)
        return Answer("identity.record-register-answer.v1", {**verdict, "round": intent["round"]})

    def _verdict(self, token: str, key: str) -> Verdict:
        try:
            number, name, _ = _read(unseal(self._private_pem, token))
        except Unreadable:
            return _refused("identity-unreadable")
        match kind_of(number):
            case None:
                return _refused("identifier-invalid")
            case "organisation":
                path, question = "/compare-organisation", {"uscc": number, "name": name}
            case _:
                path, question = "/compare", {"number": standard(number), "name": name}
        return self._outside.ask(path, question, key, _compared(name)) or _refused("register-refused")


class Bank:
    """The bank's `POST /verify {number, name, card, phone} -> {match}` (四要素)."""

    def __init__(self, settings: Settings) -> None:
        self._private_pem = _private_pem(settings.unsealing_key)
        self._outside = Outside("the bank", settings.bank_url, settings.register_timeout, ABOUT_THE_QUESTION)
        self._asks = bool(settings.bank_url)
        self._way = read_levels(settings.levels).way_of("bank-card")

    def ask(self, intent: Foreign) -> Answer:
        """Answer one round of asking; raises OutsideUnavailable."""
        verdict = dict(_worth(self._verdict(intent["applicant_sealed"], intent["message"]), self._way))
        del verdict["found"]
        return Answer("identity.record-bank-answer.v1", {**verdict, "round": intent["round"]})

    def _verdict(self, token: str, key: str) -> Verdict:
        try:
            applicant = unseal(self._private_pem, token)
        except Unreadable:
            return _refused("identity-unreadable")
        number, name, phone = _read(applicant)
        card = compact(str(applicant.get("card", "")))
        if not self._asks or not card or not phone:
            return _refused("bank-card-missing")
        question = {"number": standard(number), "name": name, "card": card, "phone": phone}
        return self._outside.ask("/verify", question, key, _matched) or _refused("bank-card-mismatch")


def _read(applicant: Mapping[str, Any]) -> tuple[str, str, str]:
    """Number, name and telephone, as they were typed but for blanks and signs of an input method."""
    number, name, phone = (str(applicant.get(field, "")) for field in ("number", "name", "phone"))
    return compact(number), name.strip(), phone.strip()


def _compared(name: str) -> Callable[[Mapping[str, Any]], Verdict]:
    def read(said: Mapping[str, Any]) -> Verdict:
        match said.get("found"), said.get("match"):
            case True, True:
                return {"found": True}
            case True, False:
                return _refused("name-rare" if _is_rare(name) else "name-mismatch", found=True)
            case False, _:
                return _refused("person-unknown")
            case _:
                raise Unusable("it lacks `found` or `match`")

    return read


def _matched(said: Mapping[str, Any]) -> Verdict:
    match said.get("match"):
        case True:
            return {"found": True}
        case False:
            return _refused("bank-card-mismatch", found=True)
        case _:
            raise Unusable("it lacks `match`")


def _is_rare(name: str) -> bool:
    return any(first <= ord(sign) <= last for sign in name for first, last in RARE)


def _worth(verdict: Verdict, way: Way | None) -> Verdict:
    """When it was asked; and of a yes, which level it gives and until when."""
    now = clock.now()
    stamped = {**verdict, "checked_at": clock.stamp(now)}
    if "reason" in verdict:
        return stamped
    if way is None:
        return {**stamped, **_refused("level-unreachable", found=True)}
    expires = way.expires(now)
    return {**stamped, "level": way.level, **({"expires_at": clock.stamp(expires)} if expires else {})}


def _private_pem(file: Path) -> str:
    """Read the unsealing key and try it: a wrong one must stop the start, not refuse the citizens."""
    try:
        pem = file.read_text()
        with suppress(Unreadable):
            unseal(pem, "")
    except (OSError, ValueError) as error:
        raise SettingMissing(f"IDENTITY_UNSEALING_KEY must be the file of a private key in PEM: {error}") from error
    return pem


def _refused(reason: str, *, found: bool = False) -> Verdict:
    return {"found": found, "level": None, "reason": reason}

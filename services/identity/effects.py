"""What identity looks into and asks: sealed applicants, the registers (人口库, 法人库), a bank (银行卡四要素).

Names and numbers exist here only, between the sealed token and the party that is asked; no error text may carry them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from services.chassis import clock, codec
from services.chassis.definition import Effect, Fact, Secrets, each
from services.chassis.epochs import KeyGone, ends
from services.chassis.errors import Malformed, SettingMissing
from services.chassis.outside import Outside
from services.chassis.sealed import Unreadable
from services.chassis.statements import Unusable
from services.chassis.vocabulary import Answer, Foreign
from services.identity.account_messages import ActivateAccount, OpenAccount
from services.identity.identifiers import compact, kind_of, standard
from services.identity.levels import Levels, Way
from services.identity.mandate_messages import CheckMandate
from services.identity.organisation_messages import ConfirmRepresentative
from services.identity.person_messages import (
    DecideReview,
    ErasePerson,
    LapseReview,
    RecordBankAnswer,
    RecordRegisterAnswer,
    VerifyPerson,
)
from services.identity.representing import Representatives
from services.identity.safe import Safe, read
from services.identity.settings import Settings

ABOUT_THE_QUESTION = (400, 422)
"""Fewer than usual: a question about a person can be neither in conflict nor gone."""

RARE = ((0x3400, 0x4DBF), (0xE000, 0xF8FF), (0x20000, 0x10FFFF))
"""Signs that registers spell in their own way or not at all: extensions of the CJK block, and private ones (生僻字)."""

Verdict = Mapping[str, Any]


def with_secrets(settings: Settings, secrets: Secrets) -> tuple[Mapping[type, Fact], Mapping[str, Effect]]:
    """What completes commands, and what identity can do outside; reads its key, so a missing one stops the start."""
    safe = Safe(settings, secrets)
    return facts(settings, safe), adapters(settings, safe)


def facts(settings: Settings, safe: Safe) -> Mapping[type, Fact]:
    """Completes commands: what a sealed applicant claims, what evidence is worth, how long a check has waited."""
    levels = read_levels(settings.levels)

    def patient(command: CheckMandate) -> CheckMandate:
        impatient = clock.now() - timedelta(seconds=settings.mandate_patience)
        return replace(command, waited=command.at < impatient)

    def looked_into(commands: Sequence[VerifyPerson]) -> Sequence[VerifyPerson]:
        return [replace(command, levels=levels) for command in safe.looked_into(commands)]

    def weighed(command: Any) -> Any:
        return replace(command, levels=levels)

    weighing = (RecordRegisterAnswer, RecordBankAnswer, DecideReview, LapseReview)
    return {
        CheckMandate: each(patient),
        VerifyPerson: looked_into,
        ConfirmRepresentative: safe.claims,
        ErasePerson: safe.erased,  # after those that make keys: nothing of the same batch outlives it
        OpenAccount: each(safe.kept),
        ActivateAccount: each(safe.kept),
        **{kind: each(weighed) for kind in weighing},
    }


def adapters(settings: Settings, safe: Safe) -> Mapping[str, Effect]:
    """What identity can do outside."""
    register, bank, representatives = (kind(settings, safe) for kind in (Register, Bank, Representatives))
    return {
        "identity.ask-register.v1": register.ask,
        "identity.ask-bank.v1": bank.ask,
        "identity.ask-representative.v1": representatives.ask,
    }


def keys(settings: Settings) -> Mapping[str, datetime]:
    """When each sealing key ends."""
    return ends(settings.unsealing_key)


def read_levels(file: Path) -> Levels:
    """What evidence is worth; raises SettingMissing."""
    try:
        return codec.convert(codec.decode(file.read_bytes()), Levels)
    except (OSError, Malformed) as error:
        raise SettingMissing(f"IDENTITY_LEVELS: {file} must be like services/identity/levels.json: {error}") from error


class Register:
    """`POST /compare {number, name}` for persons, `/compare-organisation {uscc, name}` -> {found, match}."""

    def __init__(self, settings: Settings, safe: Safe) -> None:
        self._safe = safe
        self._outside = Outside("the register", settings.register_url, settings.register_timeout, ABOUT_THE_QUESTION)
        self._way = read_levels(settings.levels).way_of("register")

    def ask(self, intent: Foreign) -> Answer:
        """Answer one round of asking; raises OutsideUnavailable."""
        verdict = _worth(self._verdict(intent), self._way)
        return Answer("identity.record-register-answer.v1", {**verdict, "round": intent["round"]})

    def _verdict(self, intent: Foreign) -> Verdict:
        try:
            number, name, _ = read(self._safe.opened(intent["subject"], intent["applicant_sealed"]))
        except Unreadable as error:
            return _unread(error)
        match kind_of(number):
            case None:
                return _refused("identifier-invalid")
            case "organisation":
                path, question = "/compare-organisation", {"uscc": number, "name": name}
            case _:
                path, question = "/compare", {"number": standard(number), "name": name}
        return self._outside.ask(path, question, intent["message"], _compared(name)) or _refused("register-refused")


class Bank:
    """The bank's `POST /verify {number, name, card, phone} -> {match}` (四要素)."""

    def __init__(self, settings: Settings, safe: Safe) -> None:
        self._safe = safe
        self._outside = Outside("the bank", settings.bank_url, settings.register_timeout, ABOUT_THE_QUESTION)
        self._asks = bool(settings.bank_url)
        self._way = read_levels(settings.levels).way_of("bank-card")

    def ask(self, intent: Foreign) -> Answer:
        """Answer one round of asking; raises OutsideUnavailable."""
        verdict = dict(_worth(self._verdict(intent), self._way))
        del verdict["found"]
        return Answer("identity.record-bank-answer.v1", {**verdict, "round": intent["round"]})

    def _verdict(self, intent: Foreign) -> Verdict:
        try:
            applicant = self._safe.opened(intent["subject"], intent["applicant_sealed"])
        except Unreadable as error:
            return _unread(error)
        number, name, phone = read(applicant)
        card = compact(str(applicant.get("card", "")))
        if not self._asks or not card or not phone:
            return _refused("bank-card-missing")
        question = {"number": standard(number), "name": name, "card": card, "phone": phone}
        return self._outside.ask("/verify", question, intent["message"], _matched) or _refused("bank-card-mismatch")


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


def _unread(error: Unreadable) -> Verdict:
    return _refused("identity-key-retired" if isinstance(error, KeyGone) else "identity-unreadable")


def _refused(reason: str, *, found: bool = False) -> Verdict:
    return {"found": found, "level": None, "reason": reason}

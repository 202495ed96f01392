"""Legal representatives (法定代表人): the register says yes or no; what it said is handed to who grants mandates."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from services.chassis import clock, codec
from services.chassis.definition import Fact, ViewReader
from services.chassis.outside import Outside
from services.chassis.sealed import Unreadable
from services.chassis.statements import Unusable
from services.chassis.vocabulary import Answer, Data, Foreign
from services.identity.identifiers import standard
from services.identity.mandate_messages import GrantMandate, RevokeMandate
from services.identity.organisation_messages import Representative
from services.identity.safe import Safe, read
from services.identity.settings import Settings
from services.identity.views import REPRESENTATIVES

ABOUT_THE_QUESTION = (400, 422)
"""As with persons: the question itself is at fault."""

Acting = TypeVar("Acting", GrantMandate, RevokeMandate)


def facts(_: Settings, views: ViewReader) -> Mapping[type, Fact]:
    """Completes what is said in the name of organisations; mandates of persons cost nothing."""

    def with_representatives(commands: Sequence[Acting]) -> Sequence[Acting]:
        named = {one.principal for one in commands if one.principal and one.principal.startswith("organisation-")}
        found = views.find(REPRESENTATIVES.name, sorted(named))
        return [_with(one, found.get(one.principal or "", {})) for one in commands]

    return {GrantMandate: with_representatives, RevokeMandate: with_representatives}


def _with(command: Acting, known: Data) -> Acting:
    return replace(command, representative=codec.convert(dict(known), Representative) if known else None)


class Representatives:
    """`POST /compare-organisation {uscc, name, representative: {number, name}}` -> {found, match, represents}."""

    def __init__(self, settings: Settings, safe: Safe) -> None:
        self._safe, self._days = safe, timedelta(days=settings.representative_days)
        self._outside = Outside("the register", settings.register_url, settings.register_timeout, ABOUT_THE_QUESTION)

    def ask(self, intent: Foreign) -> Answer:
        """Answer one claim; raises OutsideUnavailable."""
        said, now = self._verdict(intent), clock.now()
        until = {"expires_at": clock.stamp(now + self._days)} if said["represents"] else {}
        answer = {**said, "round": intent["round"], "checked_at": clock.stamp(now), **until}
        return Answer("identity.record-representative-answer.v1", answer)

    def _verdict(self, intent: Foreign) -> Data:
        try:
            claim = self._safe.opened(intent["person"], intent["claim_sealed"])
        except Unreadable:
            return _no("identity-unreadable")
        question = _question(claim)
        return self._outside.ask("/compare-organisation", question, intent["message"], _read) or _no("register-refused")


def _question(claim: Mapping[str, Any]) -> dict[str, Any]:
    (uscc, name, _), (number, own_name, _) = read(claim["organisation"]), read(claim["representative"])
    return {"uscc": uscc, "name": name, "representative": {"number": standard(number), "name": own_name}}


def _read(said: Mapping[str, Any]) -> Data:
    answers = [said.get(name) for name in ("found", "match", "represents")]
    if not all(isinstance(answer, bool) for answer in answers):
        raise Unusable("it lacks `found`, `match` or `represents`")
    return {"represents": True} if all(answers) else _no("not-representative")


def _no(reason: str) -> Data:
    return {"represents": False, "reason": reason}

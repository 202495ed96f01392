"""Mandates (授权委托): granted, revoked, ended, and checked for every single action by the time of its message.

What counts is when a message was said, not when it arrives or what a clock here says: a check that a revocation
overtook is answered as if it had not, and a clock that jumps ends no mandate early (民法典 165, 173).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TypeAlias, assert_never

from services.chassis.vocabulary import NotYet
from services.identity.mandate_messages import (
    Asked,
    CheckMandate,
    EndMandate,
    GrantMandate,
    GrantRefused,
    Mandate,
    MandateCommand,
    MandateConfirmed,
    MandateEnded,
    MandateEvent,
    MandateGranted,
    MandateRefused,
    MandateRevoked,
    MandateState,
    NoMandate,
    RevokeMandate,
)

CHINA = timezone(timedelta(hours=8))

Known: TypeAlias = MandateState | None
"""A mandate's state; None before anybody spoke of it."""


def end_of(day: date) -> datetime:
    """The moment, in UTC, at which a day in China is over."""
    return datetime.combine(day + timedelta(days=1), time(), CHINA).astimezone(UTC)


def decide(command: MandateCommand, state: Known) -> Sequence[MandateEvent]:
    """What follows from a command about a mandate. Raises NotYet for what overtook the grant."""
    match command:
        case GrantMandate():
            return _grant(command, state)
        case CheckMandate():
            return _check(command, state)
        case _ if not isinstance(state, Mandate):
            raise NotYet("the mandate is not granted yet")
        case RevokeMandate():
            return _revoke(command, state)
        case EndMandate():
            return [] if state.over or state.revoked_at else [MandateEnded(state.terms.principal, state.terms.agent)]
        case _:
            assert_never(command)


def _grant(command: GrantMandate, state: Known) -> Sequence[MandateEvent]:
    terms = _terms(command)
    if isinstance(state, Mandate):
        return [] if state.terms == terms else [_refused(command, "mandate-taken")]
    if fault := _unfit(command):
        return [_refused(command, fault)]
    return [terms]


def _terms(command: GrantMandate) -> MandateGranted:
    by = command.actor if _is_organisation(command.principal) else None
    parties = (command.subject, command.principal, command.agent)
    return MandateGranted(*parties, command.scope, command.items, command.ends_on, by)


def _unfit(command: GrantMandate) -> str | None:
    """Why it is not granted."""
    if _is_stranger(command, command.principal):
        return "not-representative" if _is_organisation(command.principal) else "mandate-not-yours"
    if command.principal == command.agent:
        return "mandate-to-oneself"
    return "mandate-over" if command.at >= end_of(command.ends_on) else None


def _refused(command: GrantMandate | RevokeMandate, reason: str) -> GrantRefused:
    return GrantRefused(command.subject, reason, command.actor if _is_person(command.actor) else None)


def _is_organisation(party: str) -> bool:
    return party.startswith("organisation-")


def _is_person(actor: str | None) -> bool:
    return (actor or "").startswith("person-")


def _is_stranger(command: GrantMandate | RevokeMandate, *parties: str) -> bool:
    """A person who is none of these and represents none; a counter, whose clerk has seen the papers, is no stranger."""
    if not _is_person(command.actor) or command.actor in parties:
        return False
    known = command.representative
    return command.principal not in parties or known is None or not known.is_for(command.actor, command.at)


def _revoke(command: RevokeMandate, state: Mandate) -> Sequence[MandateEvent]:
    """Of several revocations the earliest counts, in whatever order they arrive."""
    if _is_stranger(command, state.terms.principal, state.terms.agent):
        return [_refused(command, "not-representative" if command.principal else "mandate-not-yours")]
    if state.revoked_at is not None and state.revoked_at <= command.at:
        return []
    return [MandateRevoked(state.terms.principal, state.terms.agent, command.at)]


def _check(command: CheckMandate, state: Known) -> Sequence[MandateEvent]:
    asked = Asked(
        command.case,
        command.province,
        command.subject,
        command.principal,
        command.agent,
        command.item,
        command.scope,
    )
    if state is not None and asked.key in state.answered:
        return []
    if not isinstance(state, Mandate):
        if command.waited:
            return [MandateRefused(asked, "mandate-unknown")]
        raise NotYet("the mandate is not granted yet")
    fault = _fault(asked, command.at, state)
    return [MandateRefused(asked, fault) if fault else MandateConfirmed(asked)]


def _fault(asked: Asked, at: datetime, mandate: Mandate) -> str | None:
    """Why the mandate does not cover the action; whoever is no party to it learns nothing of it."""
    terms = mandate.terms
    if (_digest_of(asked.principal), asked.agent) != (_digest_of(terms.principal), terms.agent):
        return "mandate-unknown"
    if mandate.revoked_at is not None and at >= mandate.revoked_at:
        return "mandate-revoked"
    if at >= end_of(terms.ends_on):
        return "mandate-over"
    covered = asked.scope in terms.scope and (not terms.items or asked.item in terms.items)
    return None if covered else "mandate-scope"


def _digest_of(party: str) -> str:
    """An organisation applies as `person-…`, like everybody, and grants as `organisation-…`: one number, one digest."""
    return party.partition("-")[2]


def evolve(state: Known, event: MandateEvent) -> Known:
    """The mandate after an event."""
    match event:
        case MandateGranted():
            return Mandate(event, state.answered if state else ())
        case GrantRefused():
            return state
        case MandateConfirmed() | MandateRefused():
            known = state or NoMandate()
            return replace(known, answered=(*known.answered, event.asked.key))
        case MandateRevoked():
            return replace(state, revoked_at=event.since) if isinstance(state, Mandate) else state
        case MandateEnded():
            return replace(state, over=True) if isinstance(state, Mandate) else state
        case _:
            assert_never(event)

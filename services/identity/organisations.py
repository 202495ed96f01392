"""Organisations (法人): who is the legal representative of record (法定代表人), as the register says yes or no."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias, assert_never

from services.chassis.vocabulary import NotYet
from services.identity.organisation_messages import (
    Claim,
    ConfirmRepresentative,
    Organisation,
    OrganisationCommand,
    OrganisationEvent,
    OrganisationState,
    RecordRepresentativeAnswer,
    Representative,
    RepresentativeClaimed,
    RepresentativeConfirmed,
    RepresentativeLost,
    RepresentativeRefused,
)

Known: TypeAlias = OrganisationState | None
"""An organisation's state; None before anybody spoke of it."""

HIGH_ENOUGH = 3
"""The level (实名等级) of whoever wants to act for an organisation: the card was seen, or the bank knows it."""


def decide(command: OrganisationCommand, state: Known) -> Sequence[OrganisationEvent]:
    """What follows from a claim, or from the register's answer. Raises NotYet for an answer that overtook its claim."""
    match command:
        case ConfirmRepresentative():
            return _claimed(command, state)
        case RecordRepresentativeAnswer():
            if state is None or command.round > state.round:
                raise NotYet("somebody answered a question that is not recorded yet")
            return _answered(command, state)
        case _:
            assert_never(command)


def _claimed(command: ConfirmRepresentative, state: Known) -> Sequence[OrganisationEvent]:
    if command.early:
        raise NotYet("the key under which the claim was sealed has not come yet")
    fault = command.fault or ("representative-level" if command.level < HIGH_ENOUGH else None)
    if fault is not None:
        return [RepresentativeRefused(command.subject, command.person, fault)]
    if state is not None and _is_asked(command, state):
        return []
    round_ = 1 if state is None else state.round + 1
    return [RepresentativeClaimed(command.subject, command.person, round_, command.claim_sealed)]


def _is_asked(command: ConfirmRepresentative, state: Organisation) -> bool:
    """The register has this question, or has answered it with yes since."""
    known = state.representative
    answered = known is not None and known.person == command.person and known.checked_at >= command.at
    return answered or any(claim.person == command.person for claim in state.asking)


def _answered(command: RecordRepresentativeAnswer, state: Organisation) -> Sequence[OrganisationEvent]:
    claim = next((one for one in state.asking if one.round == command.round), None)
    if claim is None:
        return []
    known = state.representative
    if command.represents and not _is_outdated(command, claim, state):
        return [RepresentativeConfirmed(state.organisation, claim.person, command.checked_at, command.expires_at)]
    reason = command.reason or "not-representative"
    refused = RepresentativeRefused(state.organisation, claim.person, reason, claim.round)
    if known is None or known.person != claim.person or reason != _THE_REGISTERS_NO:
        return [refused]  # what is no word of the register about them leaves who is of record
    return [refused, RepresentativeLost(state.organisation, claim.person, command.checked_at)]


_THE_REGISTERS_NO = "not-representative"


def _is_outdated(command: RecordRepresentativeAnswer, claim: Claim, state: Organisation) -> bool:
    """The register has spoken of somebody else since: of two answers the later counts, in whatever order they come."""
    known, last = state.representative, state.checked_at
    others = known is None or known.person != claim.person
    return others and claim.round <= state.settled and last is not None and last > command.checked_at


def evolve(state: Known, event: OrganisationEvent) -> Known:
    """The organisation after an event."""
    known = state or Organisation(event.organisation)
    match event:
        case RepresentativeClaimed():
            claim = Claim(event.round, event.person, event.claim_sealed)
            return replace(known, round=event.round, asking=(*known.asking, claim))
        case RepresentativeConfirmed():
            found = Representative(event.person, event.checked_at, event.expires_at)
            known = replace(known, checked_at=event.checked_at, settled=known.round)
            return replace(known, representative=found, asking=_others(known, event.person))
        case RepresentativeRefused():
            return replace(known, asking=tuple(one for one in known.asking if one.round != event.round))
        case RepresentativeLost():
            last_at = event.checked_at or known.checked_at
            return replace(known, representative=None, checked_at=last_at, settled=known.round)
        case _:
            assert_never(event)


def _others(known: Organisation, person: str) -> tuple[Claim, ...]:
    return tuple(claim for claim in known.asking if claim.person != person)

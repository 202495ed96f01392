"""Who applies, what certificates they hold stand in for, and what is due again when one of these is revoked."""

from dataclasses import replace
from datetime import datetime
from typing import TypeAlias, assert_never

from services.cases.acceptance import complete
from services.cases.automatic import level_needed, noted, with_certificate, with_level
from services.cases.dossier import Consent, Satisfied, Unsatisfied
from services.cases.events import Application, ApplicationRefused, Event
from services.cases.further_events import (
    AnswerNoted,
    MaterialsResolved,
    PresentationNoted,
    PresentationsAwaited,
    RelianceLost,
    RevocationForwarded,
)
from services.cases.items import RequiredMaterial
from services.cases.neighbour_messages import NoteRevocation, RecordMandate, RecordPresentation, RecordVerification
from services.cases.states import Nothing, Open, Presenting, State, Transferred, Verifying
from services.cases.terms import Terms
from services.chassis.vocabulary import NotYet

Answering: TypeAlias = RecordVerification | RecordMandate | RecordPresentation | NoteRevocation
Missing: TypeAlias = tuple[RequiredMaterial, ...]


def answered(command: Answering, state: State) -> list[Event]:
    """What identity and certificates say about a case."""
    match command:
        case RecordVerification():
            return _person_answered(command, state)
        case RecordMandate():
            return _mandate_answered(command, state)
        case RecordPresentation():
            return _presented(command, state)
        case NoteRevocation():
            return revoked(command, state)
        case _:
            assert_never(command)


def _person_answered(command: RecordVerification, state: State) -> list[Event]:
    match state:
        case Nothing():
            raise NotYet("identity answered for an application that has not come in")
        case Verifying() if command.person != state.application.applicant:
            return []  # somebody else who has to do with the case; it is the applicant we wait for
        case Verifying() if command.refusal is not None:
            return [ApplicationRefused(command.subject, command.refusal, "acceptance")]
        case Verifying() if (command.level or 0) < (level_needed(state.application) or 0):
            return [ApplicationRefused(command.subject, "level-unreachable", "acceptance")]  # identity may be another's
        case Verifying():
            level = noted(command, state.application)
            application = with_level(state.application, level[0]) if level else state.application
            known = replace(state, application=application)
            return [*level, *_verified(known, AnswerNoted("person", command.at), command.terms)]
        case _:
            return []


def _mandate_answered(command: RecordMandate, state: State) -> list[Event]:
    match state:
        case Nothing():
            raise NotYet("identity answered about the mandate of an application that has not come in")
        case Verifying() if state.application.dossier.agent is None:
            return []
        case Verifying() if command.refusal is not None:
            return [ApplicationRefused(command.subject, command.refusal, "acceptance")]
        case Verifying():
            return _verified(state, AnswerNoted("mandate", command.at), command.terms)
        case _:
            return []


def _verified(state: Verifying, answer: AnswerNoted, terms: Terms) -> list[Event]:
    """An agent's application waits for two answers, whichever comes first."""
    if state.application.dossier.agent is None:
        return _resolve(state.application, state.missing, answer.answered_at, terms)
    if state.noted is None:
        return [answer]
    of, at = state.noted
    if of == answer.of:
        return []
    return _resolve(state.application, state.missing, max(at, answer.answered_at), terms)


def _resolve(application: Application, missing: Missing, at: datetime, terms: Terms) -> list[Event]:
    """Certificates are asked for first where the holder consented; only then is the rest asked of the applicant."""
    asked = _presentable(application, missing) if application.dossier.consents else ()
    if asked:
        return [PresentationsAwaited(asked, at)]
    if application.dossier.consents and missing:
        return [MaterialsResolved((), _unfit(missing)), *complete(application, missing, at, terms)]
    return complete(application, missing, at, terms)


def _presentable(application: Application, missing: Missing) -> tuple[Consent, ...]:
    """One consent for each material that such a certificate may stand in for: what is missing, and what may be left
    out too, since a certificate can prove that less is to be paid.
    """
    wanted = {material.code for material in missing}
    considered = [one for one in application.item.materials if one.code in wanted or not one.required]
    accepts = {material.code: material.satisfied_by for material in considered}
    fitting = {
        consent.material: consent
        for consent in reversed(application.dossier.consents)
        if consent.certificate_type in accepts.get(consent.material, ())
    }
    return tuple(fitting[code] for code in accepts if code in fitting)


def _unfit(missing: Missing) -> tuple[Unsatisfied, ...]:
    """Materials that no certificate was asked for."""
    return tuple(Unsatisfied(material.code, "certificate-not-accepted") for material in missing)


def _presented(command: RecordPresentation, state: State) -> list[Event]:
    match state:
        case Nothing() | Verifying():
            raise NotYet("no certificate has been asked for yet")
        case Presenting() if command.material in {consent.material for consent in state.waiting}:
            return _noted(command, state)
        case _:
            return []


def _noted(command: RecordPresentation, state: Presenting) -> list[Event]:
    """One more answer; the last of them settles what must be asked for."""
    satisfied, refusal = None, command.refusal
    if command.identifier is not None and refusal is None:
        satisfied = Satisfied(command.material, command.certificate_type, command.identifier)
    answer = PresentationNoted(command.material, command.at, satisfied, refusal)
    if len(state.waiting) > 1:
        return [answer]
    found = (*state.application.dossier.satisfied, *((satisfied,) if satisfied else ()))
    missing = tuple(one for one in state.missing if satisfied is None or one.code != command.material)
    refused = (*state.refused, *((Unsatisfied(command.material, refusal),) if refusal else ()))
    asked = {one.material for one in refused}
    unfit = _unfit(tuple(material for material in missing if material.code not in asked))
    resolved = MaterialsResolved(_in_order(found), tuple(sorted((*refused, *unfit), key=lambda one: one.material)))
    application = with_certificate(state.application, satisfied) if satisfied else state.application
    application = replace(application, dossier=replace(application.dossier, satisfied=found))
    return [answer, resolved, *complete(application, missing, max(state.since, command.at), command.terms)]


def _in_order(found: tuple[Satisfied, ...]) -> tuple[Satisfied, ...]:
    """The same, in whatever order the answers came."""
    return tuple(sorted(found, key=lambda one: one.material))


def revoked(command: NoteRevocation, state: State) -> list[Event]:
    """Whoever relied on the certificate is told; under review the material is due again before an approval."""
    match state:
        case Nothing():
            raise NotYet("the case has not come in yet")
        case Verifying() if not state.application.dossier.satisfied:
            raise NotYet("the case has not relied on any certificate yet")
        case Transferred() if command.identifier not in {identifier for identifier, _ in state.revoked}:
            relied = any(one.identifier == command.identifier for one in state.application.dossier.satisfied)
            return [RevocationForwarded(command.identifier, command.reason)] if relied else []
        case Transferred():
            return []
        case Presenting(waiting=(_, *_)) if not _relied(state, command.identifier):
            raise NotYet("certificates has not answered for all materials yet")
        case _ if isinstance(state, Open):
            lost = _relied(state, command.identifier)
            return [RelianceLost(material, command.identifier, command.reason) for material in lost]
        case _:
            return []


def _relied(state: Open, identifier: str) -> tuple[RequiredMaterial, ...]:
    """The materials that this certificate stands in for."""
    application = state.application
    codes = {one.material for one in application.dossier.satisfied if one.identifier == identifier}
    return tuple(material for material in application.item.materials if material.code in codes)

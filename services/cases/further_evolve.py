"""The states after what happens on the way to acceptance, between provinces, and to promises: copies only."""

from dataclasses import replace
from typing import assert_never

from services.cases.automatic import with_certificate, with_materials
from services.cases.bundle_events import (
    Bundled,
    BundleEvent,
    BundleFinished,
    BundleOver,
    BundleRefused,
    BundleSubmitted,
    BundleWithdrawn,
    PartEnded,
)
from services.cases.dossier import Dossier, Promise, Ties, Unsatisfied
from services.cases.events import (
    Application,
    ApplicationAccepted,
    ApplicationApproved,
    ApplicationRefused,
    Ending,
    MaterialsSupplied,
)
from services.cases.further_events import (
    AnswerNoted,
    CaseTransferred,
    CommitmentBroken,
    CommitmentCheckDue,
    CommitmentKept,
    CommitmentMade,
    Commitments,
    Journey,
    MaterialsResolved,
    Milestone,
    OutstandingSupplied,
    PresentationNoted,
    PresentationsAwaited,
    RelianceLost,
    Resolution,
    WithdrawalForwarded,
)
from services.cases.states import (
    AwaitingExamination,
    Closed,
    Open,
    Presenting,
    State,
    Supplementing,
    Transferred,
    Verifying,
)


def unfold(state: State, event: Milestone) -> State:
    """The state after a milestone."""
    if isinstance(event, Resolution):
        return _resolved(state, event)
    if isinstance(event, Journey):
        return _journeyed(state, event)
    if isinstance(event, Commitments):
        return _committed(state, event)
    if isinstance(event, RelianceLost):
        return _lost(state, event)
    if isinstance(event, OutstandingSupplied):
        return _with(state, outstanding=event.outstanding)
    assert isinstance(state, Open)
    return AwaitingExamination(state.application, event.missing, event.due, event.received_at)


def _resolved(state: State, event: Resolution) -> State:
    match event:
        case AnswerNoted():
            assert isinstance(state, Verifying)
            return replace(state, noted=(event.of, event.answered_at))
        case PresentationsAwaited():
            assert isinstance(state, Verifying)
            return Presenting(state.application, state.missing, event.asked, event.asked, event.since)
        case PresentationNoted():
            assert isinstance(state, Presenting)
            return _noted(state, event)
        case MaterialsResolved():
            return state
        case _:
            assert_never(event)


def _kept(application: Application, **changes: object) -> Application:
    dossier: Dossier = replace(application.dossier, **changes)  # type: ignore[arg-type]
    return replace(application, dossier=dossier)


def _with(state: State, **changes: object) -> State:
    """The same open state, with something else in its dossier."""
    assert isinstance(state, Open)
    return replace(state, application=_kept(state.application, **changes))


def _noted(state: Presenting, event: PresentationNoted) -> Presenting:
    waiting = tuple(consent for consent in state.waiting if consent.material != event.material)
    since, application, missing = max(state.since, event.answered_at), state.application, state.missing
    refused = state.refused
    if event.satisfied is not None:
        application = with_certificate(application, event.satisfied)
        application = _kept(application, satisfied=(*application.dossier.satisfied, event.satisfied))
        missing = tuple(material for material in missing if material.code != event.material)
    elif event.refusal is not None:
        refused = (*refused, Unsatisfied(event.material, event.refusal))
    return Presenting(application, missing, state.asked, waiting, since, refused)


def _lost(state: State, event: RelianceLost) -> State:
    """Before the acceptance a required material is missing again, afterwards it is outstanding."""
    assert isinstance(state, Open)
    dossier = state.application.dossier
    left = tuple(one for one in dossier.satisfied if one.material != event.material.code)
    lost = (*dossier.lost, event.material.code)
    due = (event.material,) if event.material.required else ()
    if isinstance(state, Verifying | Presenting | AwaitingExamination | Supplementing):
        application = _kept(state.application, satisfied=left, lost=lost)
        return replace(state, application=application, missing=(*state.missing, *due))
    return _with(state, satisfied=left, outstanding=(*dossier.outstanding, *due), lost=lost)


def _journeyed(state: State, event: Journey) -> State:
    if isinstance(event, CaseTransferred):
        assert isinstance(state, Open)
        return Transferred(state.application, event.to, event.received_at)
    assert isinstance(state, Transferred)
    if isinstance(event, WithdrawalForwarded):
        return replace(state, withdrawal=event.reason_text)
    return replace(state, revoked=(*state.revoked, (event.identifier, event.reason)))


def _committed(state: State, event: Commitments) -> State:
    match event:
        case CommitmentMade():
            return _with(state, promise=Promise(event.materials, event.due))
        case CommitmentCheckDue():
            return _promise(state, called=True)
        case CommitmentKept():
            return _promise(state, kept=True, opinion=event.opinion)
        case CommitmentBroken():
            return _promise(state, kept=False, opinion=event.opinion)
        case _:
            assert_never(event)


def _promise(state: State, **changes: object) -> Closed:
    assert isinstance(state, Closed)
    assert state.ties is not None
    assert state.ties.promise is not None
    promise: Promise = replace(state.ties.promise, **changes)  # type: ignore[arg-type]
    return replace(state, ties=replace(state.ties, promise=promise))


def supplied(application: Application, event: MaterialsSupplied) -> Application:
    """What came in is kept where a rule will look at it, or where it will travel to another province."""
    application = with_materials(application, event.materials)
    if application.dossier.decided_in is None:
        return application
    codes = {material.code for material in event.materials}
    before = tuple(material for material in application.dossier.materials if material.code not in codes)
    return _kept(application, materials=(*before, *event.materials))


def exempt(state: State, event: ApplicationApproved) -> State:
    """What is asked of the fee stands with the approval, whatever becomes of the certificate afterwards."""
    return _with(state, exempted=event.exempted) if event.exempted else state


def admitted(application: Application, event: ApplicationAccepted) -> Application:
    """What is missing although it is accepted."""
    return _kept(application, outstanding=event.outstanding) if event.outstanding else application


def ties_after(state: State, event: Ending) -> Ties | None:
    """What an ended case still has to do with others; an ordinary one nothing."""
    refused = event if isinstance(event, ApplicationRefused) else None
    if not isinstance(state, Open):
        return refused.ties if refused else None
    case, dossier = state.application.case, state.application.dossier
    ties = Ties(
        case,
        bundle=dossier.bundle,
        origin=dossier.origin,
        decided_as=state.to if isinstance(state, Transferred) else None,
        promise=dossier.promise,
        presented=_presented(state),
    )
    if ties == Ties(case):
        return None
    return replace(ties, stage=refused.stage if refused else None)


def _presented(state: Open) -> tuple[str, ...]:
    """What certificates presented for this case, or still may; another province's case has presented for itself."""
    dossier = state.application.dossier
    if dossier.origin is not None:
        return ()
    asked = {one.material for one in state.waiting} if isinstance(state, Presenting) else set()
    return tuple(sorted(asked | {one.material for one in dossier.satisfied} | set(dossier.lost)))


def evolve_bundle(state: State, event: BundleEvent) -> State:
    """The bundle after an event."""
    match event:
        case BundleSubmitted(form):
            return Bundled(form)
        case BundleRefused():
            return BundleOver("refused")
        case BundleFinished():
            return BundleOver(event.outcome)
        case PartEnded(end):
            assert isinstance(state, Bundled)
            return Bundled(state.form, (*state.ended, end), state.withdrawal)
        case BundleWithdrawn():
            assert isinstance(state, Bundled)
            return Bundled(state.form, state.ended, event.reason_text)
        case _:
            assert_never(event)

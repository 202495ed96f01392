"""Handed in in one province, decided in another (跨省通办): two cases of one number, one story."""

from typing import TypeAlias, assert_never

from services.cases.acceptance import complete, in_force, still_missing
from services.cases.automatic import with_certificate, with_level, with_materials
from services.cases.bundle_events import Bundled, BundleOver
from services.cases.bundles import bundle_withdrawn
from services.cases.dossier import Dossier, Ties
from services.cases.events import (
    Application,
    ApplicationRefused,
    CaseClosed,
    CaseExpired,
    CaseTakenOver,
    CaseWithdrawn,
    Event,
    RequestRefused,
)
from services.cases.further_events import WithdrawalForwarded
from services.cases.items import Item, RequiredMaterial
from services.cases.messages import WithdrawApplication
from services.cases.neighbour_messages import RecordOutcome, TakeOverCase
from services.cases.office_events import VerificationNoted
from services.cases.states import Arriving, Ended, Nothing, Reviewing, State, Transferred, Withdrawn
from services.chassis.vocabulary import NotYet

Travelling: TypeAlias = TakeOverCase | RecordOutcome


def travelled(command: Travelling, state: State) -> list[Event]:
    """What two provinces say to each other about one case."""
    match command:
        case TakeOverCase():
            return _taken_over(command, state)
        case RecordOutcome():
            return _came_back(command, state)
        case _:
            assert_never(command)


def _taken_over(command: TakeOverCase, state: State) -> list[Event]:
    if not isinstance(state, Nothing):
        return []
    known = command.known
    item = in_force(known.versions, command.received_at)
    if item is None:
        if not known.versions and not known.waited:
            raise NotYet(f"item {command.item} has not reached us from the catalogue")
        reason = "item-not-in-force" if known.versions else "item-unknown"
        ties = Ties(command.subject, origin=command.origin, stage="acceptance")
        return [ApplicationRefused(command.subject, reason, "acceptance", ties=ties)]
    application = with_materials(_application(command, item), command.materials)
    if command.applicant_level is not None:
        application = with_level(application, VerificationNoted(command.applicant_level))
    for one in command.satisfied:
        application = with_certificate(application, one)
    missing = _missing(command, item)
    taken_over = CaseTakenOver(application, missing)
    if (command.applicant_level or 0) < (item.identity_level or 0):
        return [taken_over]  # our item asks for more than was found there: identity is asked again, from here
    # The clock goes on from the moment at which the application was complete in the other province.
    return [taken_over, *complete(application, missing, command.received_at, command.terms)]


def _application(command: TakeOverCase, item: Item) -> Application:
    if command.known.issuer is None:
        raise NotYet(f"no issuing authority is known for {command.province}: add it to the file of authorities")
    return Application(
        case=command.subject,
        item=item,
        applicant=command.applicant,
        applicant_sealed=command.applicant_sealed,
        delivery=command.delivery,
        channel=command.channel,
        issuer=command.known.issuer,
        supplement_days=command.known.supplement_days,
        examination_days=command.known.examination_days,
        dossier=Dossier(origin=command.origin, promised=command.promised, satisfied=command.satisfied),
    )


def _missing(command: TakeOverCase, item: Item) -> tuple[RequiredMaterial, ...]:
    settled = {*command.promised, *(one.material for one in command.satisfied)}
    wanted = still_missing(item.materials, command.materials)
    return tuple(material for material in wanted if material.code not in settled)


def _came_back(command: RecordOutcome, state: State) -> list[Event]:
    """The case ends here as it ended there; who withdrew too late is told so."""
    match state:
        case Transferred():
            late = state.withdrawal is not None and command.outcome != "withdrawn"
            told = [RequestRefused("withdraw-application", "not-withdrawable")] if late else []
            return [*told, _end(command, state)]
        case _ if isinstance(state, Ended):
            return []
        case _:
            raise NotYet("the case has not been handed to another province")


def _end(command: RecordOutcome, state: Transferred) -> Event:
    match command.outcome:
        case "closed":
            return CaseClosed(command.certificate, command.delivered)
        case "refused":
            reason = command.reason or "conditions-not-met"
            return ApplicationRefused(state.application.case, reason, command.stage)
        case "withdrawn":
            return CaseWithdrawn(state.withdrawal or "")
        case "expired":
            return CaseExpired(command.reason or "supplement-lapsed")
        case _:
            assert_never(command.outcome)


def withdrawn(command: WithdrawApplication, state: State) -> list[Event]:
    """Until the decision. Whichever of withdrawal and decision is handled first stands; the other is told so."""
    match state:
        case Nothing():
            raise NotYet("the application to withdraw has not come in")
        case Bundled() | BundleOver():
            return bundle_withdrawn(command, state)
        case _ if isinstance(state, Arriving | Reviewing):
            return [CaseWithdrawn(command.reason_text)]
        case Transferred(withdrawal=None):
            return [WithdrawalForwarded(command.reason_text)]
        case Transferred() | Withdrawn():
            return []
        case _:
            return [RequestRefused("withdraw-application", "not-withdrawable")]

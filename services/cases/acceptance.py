"""The first part of the decider: the application, and its acceptance (受理) once all is in."""

from datetime import datetime
from typing import TypeAlias, assert_never

from services.cases.automatic import with_materials
from services.cases.dossier import Dossier, Material, Ties
from services.cases.events import (
    Application,
    ApplicationRefused,
    ApplicationSubmitted,
    CaseExpired,
    Event,
    MaterialsSupplied,
    SupplementRequested,
)
from services.cases.further_events import CaseTransferred, ExaminationAwaited, OutstandingSupplied
from services.cases.items import Item, RequiredMaterial
from services.cases.messages import SubmitApplication, SupplementMaterials
from services.cases.office_messages import LapseSupplement
from services.cases.reviews import accepted
from services.cases.states import AwaitingExamination, Nothing, Presenting, Reviewing, State, Supplementing, Verifying
from services.cases.terms import Terms
from services.cases.workdays import CHINA
from services.chassis.vocabulary import NotYet

Examining: TypeAlias = SubmitApplication | SupplementMaterials | LapseSupplement


def examine(command: Examining, state: State) -> list[Event]:
    """What follows before the acceptance."""
    match command:
        case SubmitApplication():
            return _submitted(command, state)
        case SupplementMaterials():
            return _supplemented(command, state)
        case LapseSupplement():
            return _lapsed(state)
        case _:
            assert_never(command)


def _submitted(command: SubmitApplication, state: State) -> list[Event]:
    if not isinstance(state, Nothing):
        return []  # a case number is drawn for one application: the first stands
    item = in_force(command.known.versions, command.at)
    if item is None:
        if not command.known.versions and not command.known.waited:
            raise NotYet(f"item {command.item} has not reached us from the catalogue")
        reason = "item-not-in-force" if command.known.versions else "item-unknown"
        ties = Ties(command.subject, bundle=command.bundle) if command.bundle else None
        return [ApplicationRefused(command.subject, reason, "acceptance", ties=ties)]
    application = _application(command, item)
    wanted = still_missing(item.materials, command.materials)
    missing = tuple(material for material in wanted if material.code not in application.dossier.promised)
    submitted = ApplicationSubmitted(application, command.materials, missing)
    fault = _fault(command, item)
    return [submitted, ApplicationRefused(command.subject, fault, "acceptance")] if fault else [submitted]


def _fault(command: SubmitApplication, item: Item) -> str | None:
    """Why the item cannot be applied for in this way."""
    if item.parts:
        reason = "item-in-parts"
    elif command.delivery.method not in item.delivery:
        reason = "delivery-not-offered"
    elif command.commitment and item.commitment is None:
        reason = "commitment-not-offered"
    elif _elsewhere(command) and not item.handled_across_provinces:
        reason = "not-across-provinces"
    else:
        return None
    return reason


def _elsewhere(command: SubmitApplication) -> str | None:
    """The other province that is to decide, if it is another."""
    return command.decided_in if command.decided_in != command.province else None


def in_force(versions: tuple[Item, ...], at: datetime) -> Item | None:
    """The newest version in force on the day, in China, of the application; the province's form before the nation's.

    Where that has ended by then nobody may apply: an older version does not come back.
    """
    day = at.astimezone(CHINA).date().isoformat()
    begun = (item for item in versions if item.effective_from <= day)
    newest = max(begun, key=lambda item: (item.region is not None, item.version), default=None)
    ended = newest is not None and newest.effective_until is not None and newest.effective_until < day
    return None if ended else newest


def _application(command: SubmitApplication, item: Item) -> Application:
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
        dossier=_dossier(command, item),
    )


def _dossier(command: SubmitApplication, item: Item) -> Dossier:
    promisable = item.commitment.materials if command.commitment and item.commitment else ()
    wanted = still_missing(item.materials, command.materials)
    elsewhere = _elsewhere(command)
    return Dossier(
        consents=command.consents,
        applied_at=command.at if command.consents else None,
        agent=command.agent,
        bundle=command.bundle,
        decided_in=elsewhere,
        materials=command.materials if elsewhere else (),
        promised=tuple(material.code for material in wanted if material.code in promisable),
        level_there=_level_there(command) if elsewhere else None,
        review=command.review,
    )


def _level_there(command: SubmitApplication) -> int | None:
    """What the province that decides asks for: its form of the item counts, not ours."""
    item = in_force(command.known.there, command.at)
    return item.identity_level if item else None


def still_missing(wanted: tuple[RequiredMaterial, ...], brought: tuple[Material, ...]) -> tuple[RequiredMaterial, ...]:
    """Required materials of these that were not brought."""
    codes = {material.code for material in brought}
    return tuple(material for material in wanted if material.required and material.code not in codes)


def complete(
    application: Application, missing: tuple[RequiredMaterial, ...], at: datetime, terms: Terms
) -> list[Event]:
    """What follows once it is known who applies and what is missing: nobody is asked for anything twice."""
    calendar = terms.calendar
    if application.item.acceptance == "clerk" and application.dossier.decided_in is None:
        due = calendar.due(at, application.examination_days)
        return [ExaminationAwaited(missing, due, at)]  # the clerk names all that is missing, once
    if missing:
        due = calendar.due(at, application.supplement_days)
        return [SupplementRequested(missing, due)]  # at once and in full (行政许可法 Art. 32)
    return all_in(application, at, terms)


def all_in(application: Application, at: datetime, terms: Terms, by: str | None = None) -> list[Event]:
    """Nothing is missing any more: accepted here, on the examination `by` a clerk, or handed to who decides."""
    if application.dossier.decided_in is None:
        return accepted(application, at, terms, by)
    _, _, number = application.case.split("-")
    return [CaseTransferred(f"case-{application.dossier.decided_in}-{number}", at)]


def _supplemented(command: SupplementMaterials, state: State) -> list[Event]:
    """What was asked for may come in parts, until it is due."""
    match state:
        case Nothing() | Verifying() | Presenting() | AwaitingExamination():
            raise NotYet("nothing has been asked for yet")
        case Reviewing():
            return _late_supply(command, state.application.dossier.outstanding)
        case Supplementing() if command.at > state.due:
            return [CaseExpired("supplement-lapsed")]
        case Supplementing():
            missing = still_missing(state.missing, command.materials)
        case _:
            return []
    if missing == state.missing:
        return []  # nothing of what was asked for
    supplied = MaterialsSupplied(command.materials, missing, state.due)
    application = with_materials(state.application, command.materials)
    return [supplied] if missing else [supplied, *all_in(application, command.at, command.terms, state.asked_by)]


def _late_supply(command: SupplementMaterials, outstanding: tuple[RequiredMaterial, ...]) -> list[Event]:
    """Under review: what was accepted without, or what was lost with a certificate."""
    left = still_missing(outstanding, command.materials)
    return [OutstandingSupplied(command.materials, left)] if left != outstanding else []


def _lapsed(state: State) -> list[Event]:
    match state:
        case Nothing() | Verifying() | Presenting() | AwaitingExamination():
            raise NotYet("nothing has been asked for yet")
        case Supplementing():
            return [CaseExpired("supplement-lapsed")]
        case _:
            return []

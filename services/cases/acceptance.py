"""The first part of the decider: from the application to its acceptance (受理)."""

from datetime import datetime
from typing import TypeAlias, assert_never

from services.cases.automatic import noted, with_level, with_materials
from services.cases.events import (
    Application,
    ApplicationRefused,
    ApplicationSubmitted,
    CaseExpired,
    Event,
    MaterialsSupplied,
    SupplementRequested,
)
from services.cases.items import Item, RequiredMaterial
from services.cases.messages import Material, RecordVerification, SubmitApplication, SupplementMaterials
from services.cases.office import LapseSupplement
from services.cases.reviews import accepted
from services.cases.states import Nothing, State, Supplementing, Verifying
from services.cases.workdays import CHINA
from services.chassis.vocabulary import NotYet

Examining: TypeAlias = SubmitApplication | RecordVerification | SupplementMaterials | LapseSupplement


def examine(command: Examining, state: State) -> list[Event]:
    """What follows before the acceptance."""
    match command:
        case SubmitApplication():
            return _submitted(command, state)
        case RecordVerification():
            return _answered(command, state)
        case SupplementMaterials():
            return _supplemented(command, state)
        case LapseSupplement():
            return _lapsed(state)
        case _:
            assert_never(command)


def _submitted(command: SubmitApplication, state: State) -> list[Event]:
    if not isinstance(state, Nothing):
        return []  # a case number is drawn for one application: the first stands
    known = command.known
    if not known.versions and not known.waited:
        raise NotYet(f"item {command.item} has not reached us from the catalogue")
    item = _in_force(known.versions, command.at)
    if item is None:
        reason = "item-not-in-force" if known.versions else "item-unknown"
        return [ApplicationRefused(command.subject, reason, "acceptance")]
    missing = _missing(item.materials, command.materials)
    submitted = ApplicationSubmitted(_application(command, item), command.materials, missing)
    if command.delivery.method not in item.delivery:
        return [submitted, ApplicationRefused(command.subject, "delivery-not-offered", "acceptance")]
    return [submitted]


def _in_force(versions: tuple[Item, ...], at: datetime) -> Item | None:
    """The newest version that is in force on the day, in China, on which the application was made."""
    day = at.astimezone(CHINA).date().isoformat()
    in_force = (item for item in versions if item.effective_from <= day)
    return max(in_force, key=lambda item: item.version, default=None)


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
    )


def _missing(wanted: tuple[RequiredMaterial, ...], brought: tuple[Material, ...]) -> tuple[RequiredMaterial, ...]:
    codes = {material.code for material in brought}
    return tuple(material for material in wanted if material.required and material.code not in codes)


def _answered(command: RecordVerification, state: State) -> list[Event]:
    match state:
        case Nothing():
            raise NotYet("identity answered for an application that has not come in")
        case Verifying() if command.person != state.application.applicant:
            return []  # somebody else who has to do with the case; it is the applicant we wait for
        case Verifying() if command.refusal is not None:
            return [ApplicationRefused(command.subject, command.refusal, "acceptance")]
        case Verifying(missing=()):
            level = noted(command, state.application)
            application = with_level(state.application, command.level) if level else state.application
            return [*level, *accepted(application, command.at, command.terms)]
        case Verifying():
            due = command.terms.calendar.due(command.at, state.application.supplement_days)
            request = SupplementRequested(state.missing, due)  # at once and in full (行政许可法 Art. 32)
            return [*noted(command, state.application), request]
        case _:
            return []


def _supplemented(command: SupplementMaterials, state: State) -> list[Event]:
    """What was asked for may come in parts, until it is due."""
    match state:
        case Nothing() | Verifying():
            raise NotYet("nothing has been asked for yet")
        case Supplementing() if command.at > state.due:
            return [CaseExpired("supplement-lapsed")]
        case Supplementing():
            missing = _missing(state.missing, command.materials)
        case _:
            return []
    if missing == state.missing:
        return []  # nothing of what was asked for
    supplied = MaterialsSupplied(command.materials, missing, state.due)
    application = with_materials(state.application, command.materials)
    return [supplied] if missing else [supplied, *accepted(application, command.at, command.terms)]


def _lapsed(state: State) -> list[Event]:
    match state:
        case Nothing() | Verifying():
            raise NotYet("nothing has been asked for yet")
        case Supplementing():
            return [CaseExpired("supplement-lapsed")]
        case _:
            return []

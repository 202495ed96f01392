"""一件事: one form becomes several cases in several departments; one status, one finish."""

import hashlib
from typing import TypeAlias, assert_never

from services.cases.acceptance import in_force
from services.cases.bundle_events import (
    Bundled,
    BundleEvent,
    BundleFinished,
    BundleOver,
    BundlePart,
    BundleRefused,
    BundleState,
    BundleSubmitted,
    BundleWithdrawn,
    Form,
    PartEnd,
    PartEnded,
)
from services.cases.events import Event, RequestRefused
from services.cases.items import Item
from services.cases.messages import SubmitBundle, WithdrawApplication
from services.cases.neighbour_messages import RecordPart
from services.cases.states import Nothing, State
from services.chassis.vocabulary import NotYet

Bundling: TypeAlias = SubmitBundle | RecordPart

_NUMBER = 20
"""Characters of a case's number."""


def bundle(command: Bundling, state: State) -> list[Event]:
    """The form, and what its cases come to."""
    match command:
        case SubmitBundle():
            return _submitted(command, state)
        case RecordPart():
            return _ended(command, state)
        case _:
            assert_never(command)


def _submitted(command: SubmitBundle, state: State) -> list[Event]:
    if not isinstance(state, Nothing):
        return []
    known = command.known
    item = in_force(known.versions, command.at)
    if item is None and not known.versions and not known.waited:
        raise NotYet(f"item {command.item} has not reached us from the catalogue")
    fault = _fault(command, item)
    if item is None or fault is not None:
        return [BundleRefused(fault or "item-unknown")]
    return [BundleSubmitted(_form(command, item))]


def _fault(command: SubmitBundle, item: Item | None) -> str | None:
    """Why the form cannot be taken."""
    wanted = [part.item for part in command.parts]
    if item is None:
        return "item-not-in-force" if command.known.versions else "item-unknown"
    offered = {part.item for part in item.parts}
    if not offered:
        reason = "item-without-parts"
    elif not set(wanted) <= offered or len(wanted) != len(set(wanted)):
        reason = "part-unknown"
    else:
        return None
    return reason


def _form(command: SubmitBundle, item: Item) -> Form:
    materials = {part.item: part.materials for part in command.parts}
    parts = tuple(
        BundlePart(
            item=part.item,
            case=part_case(command.subject, part.item),
            after=tuple(before for before in part.after if before in materials),
            materials=materials[part.item],
        )
        for part in item.parts
        if part.item in materials
    )
    return Form(
        bundle=command.subject,
        item=item.code,
        item_version=item.version,
        applicant=command.applicant,
        applicant_sealed=command.applicant_sealed,
        method=command.delivery.method,
        address_sealed=command.delivery.address_sealed,
        channel=command.channel,
        consents=command.consents,
        parts=parts,
        agent=command.agent,
        review=command.review,
    )


def part_case(bundle_id: str, item: str) -> str:
    """The number of a part's case follows from the bundle's, so a part is begun once however often it is said."""
    _, province, _ = bundle_id.split("-")
    number = hashlib.sha256(f"{bundle_id}/{item}".encode()).hexdigest()[:_NUMBER].upper()
    return f"case-{province}-{number}"


def begun(state: Bundled) -> tuple[BundlePart, ...]:
    """The parts that need not wait for another any more, ended ones among them."""
    closed = {end.item for end in state.ended if end.outcome == "closed"}
    never = {end.item for end in state.ended if end.outcome == "not-begun"}
    return tuple(part for part in state.form.parts if closed.issuperset(part.after) and part.item not in never)


def open_parts(state: Bundled) -> tuple[BundlePart, ...]:
    """Begun and not ended."""
    over = {end.item for end in state.ended}
    return tuple(part for part in begun(state) if part.item not in over)


def _ended(command: RecordPart, state: State) -> list[Event]:
    match state:
        case Nothing():
            raise NotYet("the bundle has not come in")
        case Bundled():
            part = next((part for part in state.form.parts if part.case == command.part), None)
        case _:
            return []
    if part is None or any(end.item == part.item for end in state.ended):
        return []
    if part not in begun(state):
        raise NotYet(f"part {part.item} waits for those before it")
    return _settled(state, PartEnd(part.item, part.case, command.outcome, command.certificate, command.reason))


def _settled(state: Bundled, *ends: PartEnd) -> list[Event]:
    """These parts end; those that waited for one that failed never begin; with the last one the bundle is finished."""
    ended = [*state.ended, *ends]
    for part in _in_turn(state.form.parts):
        outcomes = {end.item: end.outcome for end in ended}
        failed = any(outcomes.get(before, "closed") != "closed" for before in part.after)
        if part.item not in outcomes and failed:
            ended.append(PartEnd(part.item, part.case, "not-begun", reason="part-before-failed"))
    told: list[BundleEvent] = [PartEnded(end) for end in ended[len(state.ended) :]]
    if len(ended) == len(state.form.parts):
        told.append(_finished(state.form, ended))
    return [*told]


def _in_turn(parts: tuple[BundlePart, ...]) -> list[BundlePart]:
    """Every part as often as it takes for a failure to travel through a chain of any order."""
    return [part for _ in parts for part in parts]


def _finished(form: Form, ended: list[PartEnd]) -> BundleFinished:
    ends = {end.item: end for end in ended}
    closed = sum(end.outcome == "closed" for end in ended)
    parts = tuple(ends[part.item] for part in form.parts)
    if closed == len(parts):
        return BundleFinished("whole", parts)
    return BundleFinished("partial" if closed else "none", parts)


def bundle_withdrawn(command: WithdrawApplication, state: BundleState) -> list[Event]:
    """What is open is withdrawn, what has not begun never does, what is decided goes on."""
    match state:
        case Bundled(withdrawal=None):
            waiting = {part.item for part in state.form.parts} - {part.item for part in begun(state)}
            over = {end.item for end in state.ended}
            ends = [
                PartEnd(part.item, part.case, "not-begun", reason="withdrawn-by-applicant")
                for part in state.form.parts
                if part.item in waiting - over
            ]
            return [BundleWithdrawn(command.reason_text), *_settled(state, *ends)]
        case Bundled():
            return []
        case BundleOver():
            return [RequestRefused("withdraw-application", "not-withdrawable")]
        case _:
            assert_never(state)

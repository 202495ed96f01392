"""What the world hears of a case beside its usual course: examination, certificates, provinces, promises, bundles."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, TypeAlias, assert_never

from services.cases.bundle_events import (
    BundleEvent,
    BundleFinished,
    BundleRefused,
    BundleSubmitted,
    BundleWithdrawn,
    PartEnd,
    PartEnded,
)
from services.cases.further_events import (
    AnswerNoted,
    CaseTransferred,
    CommitmentBroken,
    CommitmentCheckDue,
    CommitmentKept,
    CommitmentMade,
    Commitments,
    ExaminationAwaited,
    MaterialsResolved,
    Milestone,
    OutstandingSupplied,
    PresentationNoted,
    PresentationsAwaited,
    Reliance,
    RelianceLost,
    RevocationForwarded,
    WithdrawalForwarded,
)
from services.cases.items import RequiredMaterial
from services.chassis.vocabulary import Published

PRESENTED = "presented-with-consent"
"""Why a material need not be handed in."""

Unsaid: TypeAlias = AnswerNoted | PresentationsAwaited | PresentationNoted | WithdrawalForwarded | RevocationForwarded
"""Of these the world hears from whoever was asked."""


def publish_further(event: Milestone | BundleEvent) -> Published | None:
    """The published form of one of these events."""
    return _bundle(event) if isinstance(event, BundleEvent) else _milestone(event)


def _milestone(event: Milestone) -> Published | None:
    if isinstance(event, Commitments):
        return _commitment(event)
    if isinstance(event, CaseTransferred):
        return Published("cases.case-transferred.v1", {"to": event.to})
    return None if isinstance(event, Unsaid) else _arriving(event)


def _arriving(event: MaterialsResolved | ExaminationAwaited | Reliance) -> Published | None:
    match event:
        case MaterialsResolved():
            return Published("cases.materials-resolved.v1", _resolution(event))
        case ExaminationAwaited():
            missing = [asked_for(material) for material in event.missing]
            return Published("cases.examination-awaited.v1", {"missing": missing, "due": stamp(event.due)})
        case RelianceLost():
            lost = {"material": event.material.code, "identifier": event.identifier, "reason": event.reason}
            return Published("cases.reliance-lost.v1", lost)
        case OutstandingSupplied():
            return None if event.outstanding else Published("cases.materials-completed.v1", {})
        case _:
            assert_never(event)


def _resolution(event: MaterialsResolved) -> dict[str, Any]:
    satisfied = [{"material": one.material, "identifier": one.identifier, "why": PRESENTED} for one in event.satisfied]
    return {"satisfied": satisfied, "unsatisfied": [asdict(one) for one in event.unsatisfied]}


def _commitment(event: Commitments) -> Published:
    match event:
        case CommitmentMade():
            made = {"materials": list(event.materials), "due": stamp(event.due)}
            return Published("cases.commitment-made.v1", made)
        case CommitmentCheckDue():
            return Published("cases.commitment-check-due.v1", {})
        case CommitmentKept():
            return Published("cases.commitment-kept.v1", {})
        case CommitmentBroken():
            certificate = {"certificate": event.certificate} if event.certificate else {}
            return Published("cases.commitment-broken.v1", certificate)
        case _:
            assert_never(event)


def _bundle(event: BundleEvent) -> Published | None:
    match event:
        case BundleSubmitted(form):
            parts = [{"item": part.item, "case": part.case} for part in form.parts]
            whole = {"item": form.item, "item_version": form.item_version, "applicant": form.applicant}
            return Published("cases.bundle-submitted.v1", {**whole, "parts": parts})
        case BundleRefused():
            return Published("cases.application-refused.v1", {"reason": event.reason, "stage": "acceptance"})
        case PartEnded() | BundleWithdrawn():
            return None  # the part's own case says so; together they are told at the finish
        case BundleFinished():
            finished = {"outcome": event.outcome, "parts": [_part_end(one) for one in event.parts]}
            return Published("cases.bundle-finished.v1", finished)
        case _:
            assert_never(event)


def _part_end(end: PartEnd) -> dict[str, str]:
    return {name: value for name, value in asdict(end).items() if value is not None}


def asked_for(material: RequiredMaterial) -> dict[str, Any]:
    """A material as the applicant is asked for it."""
    return {"code": material.code, "name": asdict(material.name)}


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

"""Decisions by rule (秒批): what the item's rule approves is approved at once, and the decision says by which facts.

A machine refuses nobody: where the rule does not hold, or cannot tell, an officer decides.
"""

from dataclasses import replace

from services.cases.dossier import Material, Satisfied
from services.cases.events import Application
from services.cases.neighbour_messages import RecordVerification
from services.cases.office_events import AppliedRule, Identified, VerificationNoted
from services.chassis.expressions import FactMissing, Facts, RuleFaulty, holds


def ruled(application: Application) -> AppliedRule | None:
    """The rule that approves this application, with what it looked at; None where an officer is to decide."""
    rule = application.item.automatic_decision
    if rule is None:
        return None
    applied = AppliedRule(
        version=rule.version,
        level=application.evidence.level,
        materials=application.evidence.materials,
        certificates=application.evidence.certificates,
        channel=application.channel,
        province=application.case.split("-")[1],
    )
    try:
        return applied if holds(rule.expression, facts(applied)) else None
    except (FactMissing, RuleFaulty):
        return None


def facts(applied: AppliedRule) -> Facts:
    """As the rule sees them; the same facts give the same answer, so every decision can be replayed."""
    level = {} if applied.level is None else {"applicant.level": applied.level}
    lists = {"materials": list(applied.materials), "certificates": list(applied.certificates)}
    return {**level, **lists, "channel": applied.channel, "province": applied.province}


def noted(command: RecordVerification, application: Application) -> list[VerificationNoted]:
    """The applicant's level is kept only where the item asks for one, or where a rule may look at it: here or in the
    province that decides.
    """
    item, elsewhere = application.item, application.dossier.decided_in
    looked_at = item.automatic_decision is not None or item.identity_level is not None or elsewhere is not None
    if not looked_at or command.level is None:
        return []
    return [VerificationNoted(command.level, command.evidence, command.expires_at)]


def with_level(application: Application, noted: VerificationNoted) -> Application:
    """The application, with what identity found out."""
    found = replace(application.evidence, level=noted.level, by=noted.evidence, until=noted.expires_at)
    return replace(application, evidence=found)


def level_needed(application: Application) -> int | None:
    """How surely the applicant must be known: as the item of the province that decides has it."""
    dossier = application.dossier
    return application.item.identity_level if dossier.decided_in is None else dossier.level_there


def identified(application: Application) -> Identified | None:
    """How surely the applicant is known, where the item asks for a level."""
    evidence = application.evidence
    if application.item.identity_level is None or evidence.level is None:
        return None
    return Identified(evidence.level, evidence.by, evidence.until)


def with_materials(application: Application, materials: tuple[Material, ...]) -> Application:
    """The application, with these materials too; only an item with a rule has them kept."""
    if application.item.automatic_decision is None:
        return application
    codes = {*application.evidence.materials, *(material.code for material in materials)}
    return replace(application, evidence=replace(application.evidence, materials=tuple(sorted(codes))))


def with_certificate(application: Application, satisfied: Satisfied) -> Application:
    """The application, with a certificate that stands for a material; again only where there is a rule."""
    if application.item.automatic_decision is None:
        return application
    evidence = application.evidence
    materials = tuple(sorted({*evidence.materials, satisfied.material}))
    certificates = tuple(sorted({*evidence.certificates, satisfied.certificate_type}))
    return replace(application, evidence=replace(evidence, materials=materials, certificates=certificates))

"""What an approval costs: the item's fee schedule, less what a presented certificate exempts from (减免)."""

from dataclasses import asdict
from typing import Any

from services.cases.dossier import Exempted
from services.cases.events import Application
from services.cases.items import Fee


def exempted(application: Application) -> tuple[Exempted, ...]:
    """The exemptions that hold now: of each line the largest whose certificate was presented and is in force."""
    found = (_exempted(fee, application) for fee in application.item.fees)
    return tuple(one for one in found if one is not None)


def _exempted(fee: Fee, application: Application) -> Exempted | None:
    presented = {one.certificate_type: one.identifier for one in application.dossier.satisfied}
    holding = [one for one in fee.exemptions if one.certificate_type in presented]
    if not holding or not fee.fen:
        return None
    best = max(holding, key=lambda one: one.percent)
    # Less than a fen is not asked for.
    fen = fee.fen * (100 - best.percent) // 100
    return Exempted(fee.code, best.certificate_type, presented[best.certificate_type], fen)


def total_fen(application: Application, exemptions: tuple[Exempted, ...]) -> int:
    """The whole fee with these exemptions."""
    asked = {one.line: one.fen for one in exemptions}
    return sum(asked.get(fee.code, fee.fen) for fee in application.item.fees)


def bill(application: Application) -> dict[str, Any]:
    """The bill as it was when the application was approved."""
    exemptions = {one.line: one for one in application.dossier.exempted}
    return {
        "payer": application.applicant,
        "lines": [_line(fee, exemptions.get(fee.code)) for fee in application.item.fees],
        "total_fen": total_fen(application, application.dossier.exempted),
    }


def _line(fee: Fee, exempted: Exempted | None) -> dict[str, Any]:
    line = {"code": fee.code, "name": asdict(fee.name), "fen": fee.fen}
    if exempted is None:
        return line
    ground = {"certificate_type": exempted.certificate_type, "identifier": exempted.identifier}
    return {**line, "fen": exempted.fen, "full_fen": fee.fen, "exemption": ground}

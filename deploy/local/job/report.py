"""What the run came to: a table for people, then one line of JSON for programs."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table

from deploy.local.job.audit import Findings
from deploy.local.job.incidents import Incident
from deploy.local.job.plan import Province

OUTCOMES = {
    "closed": "办结 closed",
    "refused": "不予许可 refused",
    "withdrawn": "撤回 withdrawn",
    "expired": "逾期 expired",
    "open": "在办 open",
}
BESIDE = ("bundles", "across_provinces", "by_rule", "certificates_presented", "organisations")
"""Other ways than the usual one."""

SHOWN = 10
"""Sentences printed of each kind of finding."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The last line of output. Counts are read from the stores; `hops_per_case` is messages handled a case.

    cases: how many came of the applications: an application for one thing (一件事, `bundles`) becomes several, one that
    is decided in another province (跨省通办, `across_provinces`) is one. by_rule: decided at once by the item's rule.
    items: how many items were applied for; organisations: how many of the applicants are one (法人).
    incidents: how many cases met each, by name; unmet: how many were to meet one and did not.
    """

    applications: int
    closed: int
    refused: int
    withdrawn: int
    expired: int
    open: int
    lost: int
    doubled: int
    certificates_verified: int
    seconds: float
    hops_per_case: float
    cases: int
    bundles: int
    across_provinces: int
    by_rule: int
    certificates_presented: int
    organisations: int
    items: int
    unmet: int
    incidents: Mapping[str, int]

    @classmethod
    def of(cls, findings: Findings, verified: int, seconds: float, hops: float) -> "Summary":
        """Sum up; a store's fault counts as something lost."""
        total = sum(findings.outcomes.values())
        counts = {outcome: findings.outcomes[outcome] for outcome in OUTCOMES}
        return cls(
            applications=total,
            **counts,
            lost=len(findings.lost) + len(findings.faults),
            doubled=len(findings.doubled),
            certificates_verified=verified,
            seconds=round(seconds, 1),
            hops_per_case=round(hops / findings.cases, 1) if findings.cases else 0.0,
            cases=findings.cases,
            **{way: findings.beside[way] for way in BESIDE},
            items=len(findings.items),
            unmet=findings.planned.total() - findings.met.total(),
            incidents={one.name.lower(): findings.met[one] for one in Incident if findings.met[one]},
        )

    def good(self, issued: int) -> bool:
        """Whether everything ended as it should, and every certificate issued was verified."""
        return not (self.open or self.lost or self.doubled or self.unmet) and self.certificates_verified == issued

    def line(self) -> str:
        """One JSON object on one line."""
        return json.dumps(asdict(self))


def table(findings: Findings, provinces: list[Province]) -> Table:
    """Provinces down, outcomes across."""
    picture = Table("省份 province", *OUTCOMES.values(), "合计 total", title="what became of the applications")
    for province in provinces:
        counts = findings.by_province.get(province.code)
        if counts:
            picture.add_row(province.name, *(_cell(counts[one]) for one in OUTCOMES), str(sum(counts.values())))
    picture.add_section()
    total = findings.outcomes
    picture.add_row("全国 all", *(_cell(total[one]) for one in OUTCOMES), str(sum(total.values())), style="bold")
    return picture


def incidents(findings: Findings) -> Table:
    """What was to happen on the way, and to how many cases it did."""
    picture = Table("情形 incident", "计划 planned", "遇到 met", title="what cases met on their way")
    for incident in Incident:
        if planned := findings.planned[incident]:
            picture.add_row(incident.value, str(planned), _cell(findings.met[incident]))
    return picture


def show(console: Console, findings: Findings, provinces: list[Province]) -> None:
    """The table, and in words whatever is wrong."""
    console.print(table(findings, provinces))
    console.print(incidents(findings))
    for title in ("lost", "doubled", "unmet", "faults"):
        sentences: list[str] = getattr(findings, title)
        for sentence in sentences[:SHOWN]:
            console.print(f"[red]{title}[/] {sentence}", highlight=False)
        if len(sentences) > SHOWN:
            console.print(f"[red]{title}[/] … and {len(sentences) - SHOWN} more", highlight=False)


def _cell(count: int) -> str:
    return str(count) if count else "·"

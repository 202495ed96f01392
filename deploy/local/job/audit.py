"""Nothing is believed: what became of each application is read in every store and in the outside parties' books."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from aiohttp import ClientSession

from deploy.cli.walking import Walked
from deploy.local.job.accounts import counts
from deploy.local.job.books import SERVICES, Books, stream
from deploy.local.job.evidence import unmet
from deploy.local.job.incidents import Incident
from deploy.local.job.plan import Application
from deploy.local.job.travels import DUE, ENDS, Travelled, ended, ended_whole, travelled
from deploy.local.machine import Machine

__all__ = ["ENDS", "SERVICES", "Books", "Findings", "audit", "audited"]

ARRIVES_WITHIN = 20.0
"""Seconds for what an outside party tells after a case has ended."""


@dataclass(slots=True)
class Findings:
    """What the stores say. `lost`, `doubled` and `unmet` are sentences, one for each thing found.

    outcomes: of applications. cases: how many cases came of them; one that two provinces share is one.
    beside: how many applications took another way than the usual one, by way.
    met: how many cases met what they were to meet, by incident; planned: how many were to. items: codes of what was
    applied for.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    by_province: dict[str, Counter[str]] = field(default_factory=dict)
    cases: int = 0
    beside: Counter[str] = field(default_factory=Counter)
    planned: Counter[Incident] = field(default_factory=Counter)
    met: Counter[Incident] = field(default_factory=Counter)
    items: set[str] = field(default_factory=set)
    certificates: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unmet: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether nothing is missing that could still arrive."""
        return not (self.lost or self.unmet or self.outcomes["open"])


async def audited(
    session: ClientSession, machine: Machine, applications: Mapping[str, Application]
) -> tuple[Books, Findings]:
    """Read everything; again for a while, where something has not arrived that was told at the last moment."""
    until = time.monotonic() + ARRIVES_WITHIN
    while True:
        books = await Books.read(session, machine)
        findings = audit(books, applications)
        if findings.complete or time.monotonic() > until:
            return books, findings
        await asyncio.sleep(1)


def audit(books: Books, applications: Mapping[str, Application]) -> Findings:
    """Hold the plan against the books, case by case; `applications` by the number of case or bundle."""
    findings = Findings()
    for walked in books.stores.values():
        findings.faults.extend(f"{walked.service}: {fault}" for fault in walked.faults)
        if walked.unsent:
            findings.faults.append(f"{walked.service}: {walked.unsent} commits not sent")
        findings.faults.extend(f"{one}: the ledger does not balance" for one in _unbalanced(walked))
    for name, application in applications.items():
        findings.items.add(application.item["code"])
        outcome = _whole(books.stores["cases"], name, application, findings)
        findings.outcomes[outcome] += 1
        findings.by_province.setdefault(application.province.code, Counter())[outcome] += 1
        for one in travelled(books.stores["cases"], name, application):
            _case(books, one, findings)
            _met(books, one, findings)
    return findings


def _met(books: Books, one: Travelled, findings: Findings) -> None:
    """Whether what was to happen to this case did happen."""
    incident, against = one.application.incident, unmet(books, one)
    if incident is not Incident.NONE:
        findings.planned[incident] += 1
        findings.met[incident] += not against
    findings.unmet.extend(f"{one.case}: {incident.value}? {sentence}" for sentence in against)


def _whole(cases: Walked, name: str, application: Application, findings: Findings) -> str:
    """How the application ended, and whether that was due."""
    if name not in cases.events:
        findings.lost.append(f"{name}: it does not exist")
        return "open"
    outcome, due = ended_whole(cases, name, application), DUE.get(application.incident, "closed")
    if outcome not in ("open", due):
        findings.lost.append(f"{name}: {outcome}, but {due} was due ({application.incident.value})")
    finishes = len(cases.of(name, "BundleFinished"))
    if finishes > 1:
        findings.doubled.append(f"{name}: finished {finishes} times")
    findings.beside["organisations"] += application.person.is_organisation
    findings.beside["bundles"] += bool(application.parts)
    findings.beside["across_provinces"] += bool(cases.of(name, "CaseTransferred"))
    if application.decided_in and not cases.of(name, "CaseTransferred"):
        findings.lost.append(f"{name}: it was to be decided in {application.decided_in.code}, and was not")
    return outcome


def _case(books: Books, one: Travelled, findings: Findings) -> None:
    """One case: its end, and everything that it makes."""
    cases = books.stores["cases"]
    ends = [ENDS[name] for name, _ in cases.events.get(one.case, ()) if name in ENDS]
    if len(ends) > 1:
        findings.doubled.append(f"{one.case}: ended more than once: {', '.join(ends)}")
    outcome = ended(cases, one.case)
    if outcome not in ("open", one.due):
        findings.lost.append(f"{one.case}: {outcome}, but {one.due} was due ({one.application.incident.value})")
    for name, count, due in counts(books, one, outcome):
        if count < due:
            findings.lost.append(f"{one.case}: {count} of {due} {name}")
        if count > due:
            findings.doubled.append(f"{one.case}: {count} instead of {due} {name}")
    findings.cases += 1
    findings.beside["by_rule"] += any(one.get("rule") for one in cases.of(one.case, "ApplicationApproved"))
    findings.beside["certificates_presented"] += len(one.presented)
    findings.certificates.extend(_identifiers(books.stores["certificates"], stream(one.case, "certificate")))


def _unbalanced(walked: Walked) -> Iterator[str]:
    for name, events in walked.events.items():
        entries = [entry for _, data in events for entry in data.get("entries", [])]
        if sum(entry["debit_fen"] - entry["credit_fen"] for entry in entries):
            yield name


def _identifiers(certificates: Walked, name: str) -> list[str]:
    """The national identifier of a certificate that was issued."""
    if not certificates.of(name, "CertificateIssued"):
        return []
    return [drafted["draft"]["identifier"] for drafted in certificates.of(name, "CertificateDrafted")]

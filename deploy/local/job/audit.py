"""Nothing is believed: what became of each application is read in every store and in the outside parties' books."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from deploy.cli.walking import Walked, settled, walk
from deploy.local.job.plan import Application, Incident

SERVICES = ("cases", "identity", "payments", "certificates", "seals", "logistics", "catalogue")

ENDS = {
    "CaseClosed": "closed",
    "ApplicationRefused": "refused",
    "CaseWithdrawn": "withdrawn",
    "CaseExpired": "expired",
}

DUE = {
    Incident.UNKNOWN_PERSON: "refused",
    Incident.REFUSED: "refused",
    Incident.WITHDRAWN: "withdrawn",
    Incident.UNPAID: "expired",
}
"""How a case must end that met this; all others must be closed."""


@dataclass(slots=True)
class Findings:
    """What the stores say. `lost` and `doubled` are sentences, one for each thing found."""

    outcomes: Counter[str] = field(default_factory=Counter)
    by_province: dict[str, Counter[str]] = field(default_factory=dict)
    certificates: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Books:
    """Everything there is to read: every store, and what the outside parties have written down."""

    stores: Mapping[str, Walked]
    orders: Mapping[str, list[dict[str, Any]]]
    parcels: Mapping[str, list[dict[str, Any]]]

    @classmethod
    def open(cls, mongodb_uri: str, statement: dict[str, Any], parcels: dict[str, Any]) -> "Books":
        """`statement` is the channel's, `parcels` the carrier's list. What is just being sent is waited for."""
        settled(mongodb_uri, SERVICES)
        return cls(
            {name: walk(mongodb_uri, name) for name in SERVICES},
            _grouped(statement["orders"], "order"),
            _grouped(parcels["parcels"], "parcel"),
        )


def _grouped(rows: list[dict[str, Any]], name: str) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row[name], []).append(row)
    return groups


def audit(books: Books, applications: Mapping[str, Application]) -> Findings:
    """Hold the plan against the books, case by case; `applications` by case number."""
    findings = Findings()
    for walked in books.stores.values():
        findings.faults.extend(f"{walked.service}: {fault}" for fault in walked.faults)
        if walked.unsent:
            findings.faults.append(f"{walked.service}: {walked.unsent} commits not sent")
        findings.faults.extend(f"{stream}: the ledger does not balance" for stream in _unbalanced(walked))
    for case, application in applications.items():
        outcome = _outcome(books.stores["cases"], case, application, findings)
        findings.outcomes[outcome] += 1
        findings.by_province.setdefault(application.province.code, Counter())[outcome] += 1
        for name, count, due in _counts(books, case, application, outcome):
            if count < due:
                findings.lost.append(f"{case}: {count} of {due} {name}")
            if count > due:
                findings.doubled.append(f"{case}: {count} instead of {due} {name}")
        findings.certificates.extend(_identifiers(books.stores["certificates"], _stream(case, "certificate")))
    return findings


def _outcome(cases: Walked, case: str, application: Application, findings: Findings) -> str:
    if case not in cases.events:
        findings.lost.append(f"{case}: the case does not exist")
        return "open"
    ends = [ENDS[name] for name, _ in cases.events[case] if name in ENDS]
    if len(ends) > 1:
        findings.doubled.append(f"{case}: ended more than once: {', '.join(ends)}")
    due = DUE.get(application.incident, "closed")
    if ends and ends[0] != due:
        findings.lost.append(f"{case}: {ends[0]}, but {due} was due ({application.incident.value})")
    return ends[0] if ends else "open"


def _counts(books: Books, case: str, application: Application, outcome: str) -> Iterator[tuple[str, int, int]]:
    """What there is of each thing, and how much is due: each payment, certificate, sealing and shipment once."""
    stores, closed = books.stores, outcome == "closed"
    fee = sum(line["fen"] for line in application.item["fees"])
    certified = int(closed and application.item.get("certificate") is not None)
    posted = int(certified and application.delivery == "post")
    payment, certificate = _stream(case, "payment"), _stream(case, "certificate")
    yield "fees settled", len(stores["payments"].of(payment, "FeeSettled")), int(closed and fee > 0)
    yield "fen at the channel", _paid(books.orders.get(payment, [])), fee if closed else 0
    yield "certificates", len(stores["certificates"].of(certificate, "CertificateIssued")), certified
    yield "sealings", len(stores["seals"].of(_stream(case, "sealing"), "DocumentSealed")), certified
    attempts = 1 + (application.incident is Incident.RETURNED)
    streams = [f"{_stream(case, 'parcel')}-{attempt}" for attempt in range(1, attempts + 2)]
    delivered = sum(len(stores["logistics"].of(stream, "ParcelDelivered")) for stream in streams)
    yield "parcels delivered", delivered, posted
    yield "parcels at the carrier", sum(len(books.parcels.get(stream, [])) for stream in streams), posted * attempts


def _paid(orders: list[dict[str, Any]]) -> int:
    return sum(order["fen"] - order["refunded_fen"] for order in orders if order["state"] == "paid")


def _unbalanced(walked: Walked) -> Iterator[str]:
    for stream, events in walked.events.items():
        entries = [entry for _, data in events for entry in data.get("entries", [])]
        if sum(entry["debit_fen"] - entry["credit_fen"] for entry in entries):
            yield stream


def _stream(case: str, kind: str) -> str:
    return case.replace("case-", f"{kind}-", 1)


def _identifiers(certificates: Walked, stream: str) -> list[str]:
    """The national identifier of a certificate that was issued."""
    if not certificates.of(stream, "CertificateIssued"):
        return []
    return [drafted["draft"]["identifier"] for drafted in certificates.of(stream, "CertificateDrafted")]

"""What there is of each thing a case makes, in every store and at the outside parties, and how much is due."""

from collections.abc import Iterator
from typing import Any

from deploy.local.job.books import Books, stream
from deploy.local.job.incidents import Incident, departments
from deploy.local.job.travels import Travelled

Count = tuple[str, int, int]
"""What is counted, how much there is, how much is due."""


def counts(books: Books, travelled: Travelled, outcome: str) -> Iterator[Count]:
    """Each payment, certificate, sealing and shipment once, and on the way there each thing that was met, once."""
    yield from _money(books, travelled, closed=outcome == "closed")
    yield from _result(books, travelled, closed=outcome == "closed")
    yield from _way(books, travelled, closed=outcome == "closed")


def _money(books: Books, travelled: Travelled, *, closed: bool) -> Iterator[Count]:
    payments, payment = books.stores["payments"], stream(travelled.case, "payment")
    fee = sum(line["fen"] for line in travelled.application.item["fees"]) if closed else 0
    taken_back = travelled.application.incident is Incident.TAKEN_BACK
    yield "fees settled", len(payments.of(payment, "FeeSettled")), int(fee > 0)
    yield "fen at the channel", _paid(books.orders.get(payment, [])), 0 if taken_back else fee
    yield "contradictions of the channel", len(payments.of(payment, "ChannelContradicted")), int(taken_back)


def _result(books: Books, travelled: Travelled, *, closed: bool) -> Iterator[Count]:
    stores, case, application = books.stores, travelled.case, travelled.application
    certified = int(closed and application.item.get("certificate") is not None)
    posted = int(certified and application.delivery == "post")
    yield "certificates", len(stores["certificates"].of(stream(case, "certificate"), "CertificateIssued")), certified
    yield "sealings", len(stores["seals"].of(stream(case, "sealing"), "DocumentSealed")), certified
    attempts = _attempts(len(stores["cases"].of(case, "DeliveryStarted")), application.incident)
    streams = [f"{stream(case, 'parcel')}-{attempt}" for attempt in range(1, attempts + 2)]
    delivered = [len(stores["logistics"].of(one, "ParcelDelivered")) for one in streams]
    if application.incident is Incident.CARRIER_TAKES_BACK:
        delivered = delivered[attempts - 1 :]  # of the first it was said that it was, and that it was not
    yield "parcels delivered", sum(delivered), posted
    yield "parcels at the carrier", sum(len(books.parcels.get(one, [])) for one in streams), posted * attempts


def _attempts(begun: int, incident: Incident) -> int:
    """How many parcels are due. Whether a carrier that contradicts itself is heard in time is not for us to say."""
    if incident is Incident.CARRIER_TAKES_BACK:
        return min(max(begun, 1), 2)
    return 1 + (incident is Incident.RETURNED)


def _way(books: Books, travelled: Travelled, *, closed: bool) -> Iterator[Count]:
    cases, case, application = books.stores["cases"], travelled.case, travelled.application
    incident, item = application.incident, application.item

    def there(event: str) -> int:
        return len(cases.of(case, event))

    asked = incident in (Incident.MISSING_MATERIAL, Incident.CLERKS_LIST)
    yield "requests for materials", there("SupplementRequested"), int(asked)
    yield "procedures held", there("ClockResumed"), int(incident is Incident.PROCEDURE)
    yield "promises checked", there("CommitmentKept"), int(incident is Incident.PROMISED)
    presentations = [f"{stream(case, 'presentation')}-{code}" for code in travelled.presented]
    shown = sum(len(books.stores["certificates"].of(one, "CertificatePresented")) for one in presentations)
    yield "certificates presented", shown, len(presentations)
    if closed:
        yield "answers of departments", there("ReviewRecorded"), len(departments(item))
        yield (
            "decisions by rule",
            _by_rule(cases.of(case, "ApplicationApproved")),
            int("automatic_decision" in item),
        )
        yield (
            "acceptances by a clerk",
            _by_clerk(cases.of(case, "ApplicationAccepted")),
            int(_examined(item)),
        )


def _by_rule(approvals: list[dict[str, Any]]) -> int:
    return sum(approval.get("rule") is not None for approval in approvals)


def _by_clerk(acceptances: list[dict[str, Any]]) -> int:
    return sum(acceptance.get("accepted_by") is not None for acceptance in acceptances)


def _examined(item: Any) -> bool:
    return bool(item.get("acceptance") == "clerk")


def _paid(orders: list[dict[str, Any]]) -> int:
    return sum(order["fen"] - order["refunded_fen"] for order in orders if order["state"] == "paid")

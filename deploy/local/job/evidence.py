"""Whether an application met what it was to meet: by the books of the outside party, and by what became of it."""

from collections.abc import Iterator
from typing import Any

from deploy.local.job.books import Books, stream
from deploy.local.job.incidents import BY_CARRIER, BY_CHANNEL, BY_REGISTER, CARRIED, TOLD, Incident
from deploy.local.job.population import digest
from deploy.local.job.travels import Travelled

Proof = tuple[str, Any, Any]
"""What is looked at, what there is, what there must be."""

STEPS = ("ParcelHandedOver", "ParcelDelivered", "ParcelReturned", "NoticeNoted", "IncidentReported")
"""What logistics makes of a step that it had not heard of, in whatever order it hears."""


def unmet(books: Books, one: Travelled) -> list[str]:
    """What speaks against it, in words; nothing does where all was as planned."""
    return [f"{what}: {there} and not {due}" for what, there, due in proofs(books, one) if there != due]


def proofs(books: Books, one: Travelled) -> Iterator[Proof]:
    """All that shows that the case met its incident."""
    incident = one.application.incident
    yield from _of_the_applicant(books, one, incident)
    yield from _of_the_office(books, one, incident)
    yield from _of_the_register(books, one, incident)
    yield from _of_the_channel(books, one, incident)
    yield from _of_the_carrier(books, one, incident)


def _of_the_applicant(books: Books, one: Travelled, incident: Incident) -> Iterator[Proof]:
    cases = books.stores["cases"]
    match incident:
        case Incident.MISSING_MATERIAL | Incident.CLERKS_LIST:
            yield "requests for materials", len(cases.of(one.case, "SupplementRequested")), 1
        case Incident.UNPAID:
            yield (
                "grounds of the end",
                [end["reason"] for end in cases.of(one.case, "CaseExpired")],
                ["payment-expired"],
            )
        case Incident.WITHDRAWN:
            yield "withdrawals", len(cases.of(one.case, "CaseWithdrawn")), 1
        case Incident.CERTIFICATE_HELD:
            names = [f"{stream(one.case, 'presentation')}-{code}" for code in one.presented]
            shown = sum(len(books.stores["certificates"].of(name, "CertificatePresented")) for name in names)
            yield "certificates presented", shown, max(1, len(names))
        case _:
            return


def _of_the_office(books: Books, one: Travelled, incident: Incident) -> Iterator[Proof]:
    cases = books.stores["cases"]
    match incident:
        case Incident.REFUSED | Incident.REVIEW_REFUSED:
            yield "stages of refusal", [no["stage"] for no in cases.of(one.case, "ApplicationRefused")], ["decision"]
            answers = [answer["decision"] for answer in cases.of(one.case, "ReviewRecorded")]
            yield "a department's no", "refuse" in answers, incident is Incident.REVIEW_REFUSED
        case Incident.PROMISED:
            yield "promises checked", len(cases.of(one.case, "CommitmentKept")), 1
        case Incident.PROCEDURE:
            yield "procedures held", len(cases.of(one.case, "ClockResumed")), 1
        case _:
            return


def _of_the_register(books: Books, one: Travelled, incident: Incident) -> Iterator[Proof]:
    cases, answered = books.stores["cases"], books.answered.get(digest(one.application.person))
    grounds = [no["reason"] for no in cases.of(one.case, "ApplicationRefused")]
    if incident is Incident.UNKNOWN_PERSON:
        yield "grounds of refusal", grounds, ["person-unknown"]
    if incident in BY_REGISTER:
        yield "answer of the register", answered, BY_REGISTER[incident]
    if incident is Incident.REGISTER_DENIES:
        yield "grounds of refusal", grounds, ["name-mismatch"]
    if incident is Incident.REGISTER_RELENTS:
        yield "answer of the register before", answered, BY_REGISTER[Incident.REGISTER_DENIES]
        yield "acceptances", len(cases.of(one.case, "ApplicationAccepted")), 1


def _of_the_channel(books: Books, one: Travelled, incident: Incident) -> Iterator[Proof]:
    payment = stream(one.case, "payment")
    if incident in BY_CHANNEL:
        yield "answer of the channel", books.answered.get(payment), BY_CHANNEL[incident]
    if incident in TOLD:
        yield "how the channel told", [order["tell"] for order in books.orders.get(payment, [])], [TOLD[incident]]


def _of_the_carrier(books: Books, one: Travelled, incident: Incident) -> Iterator[Proof]:
    """Of the first parcel; where another goes, nothing happens to that."""
    parcel, logistics = f"{stream(one.case, 'parcel')}-1", books.stores["logistics"]
    if incident in BY_CARRIER:
        yield "answer of the carrier", books.answered.get(parcel), BY_CARRIER[incident]
    if incident is Incident.RETURNED:
        yield "parcels that came back", len(logistics.of(parcel, "ParcelReturned")), 1
    if incident in CARRIED:
        booked = books.parcels.get(parcel, [])
        yield "how the carrier told", [row["tell"] for row in booked], [CARRIED[incident]]
        heard = {event["notice"]["sequence"] for step in STEPS for event in logistics.of(parcel, step)}
        yield "steps that were heard of", heard, {step["sequence"] for row in booked for step in row["notices"]}
        yield "parcels told to their end", [row["ended"] for row in booked], [True]

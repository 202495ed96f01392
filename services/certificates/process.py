"""What certificates owes: the seal on a draft, word to whom a certificate stands with or failed; and its term."""

from services.certificates.days import end_of
from services.certificates.messages import Draft
from services.certificates.operations import RUNNING, TELL
from services.certificates.states import Issued, Lapsed, Presented, Sealing, Standing, State
from services.chassis.vocabulary import Deadline, Owed


def next_commands(state: State) -> tuple[Owed, ...]:
    """What the state still owes."""
    match state:
        case Sealing(draft):
            return (_sealing(draft),)
        case Issued():
            return (*_replacements(state), *_warnings(state))
        case Presented(shown):
            relied = {"presentation": shown.presentation, "purpose": shown.purpose}
            return (_to_certificate("record-reliance", "certificates.record-reliance.v1", shown.certificate, relied),)
        case Lapsed(shown):
            released = {"presentation": shown.presentation}
            kind = "certificates.release-reliance.v1"
            return (_to_certificate("release-reliance", kind, shown.certificate, released),)
        case _:
            return ()


def _sealing(draft: Draft) -> Owed:
    """The issuer's seal on the draft's content."""
    request = {"document": draft.document, "authority": draft.issuer.uscc, "content": draft.content}
    sealing = "sealing" + draft.document.removeprefix("certificate")
    return Owed("seal-document", "seals.seal-document.v1", sealing, request)


def _replacements(issued: Issued) -> tuple[Owed, ...]:
    """The certificate that this one follows on is not in force beside it."""
    former = issued.draft.predecessor
    if former is None:
        return ()
    change = {"operation": former.operation, "reason": "certificate-replaced"}
    stream = certificate_of(former.identifier)
    return (_to_certificate("replace-predecessor", "certificates.change-status.v1", stream, change),)


def _warnings(issued: Issued) -> tuple[Owed, ...]:
    """Word to every open case that relies on a certificate which is no longer in force, and why."""
    if issued.standing is None or issued.standing.state not in TELL:
        return ()
    return tuple(_warning(presentation, issued.draft.identifier, issued.standing) for presentation in issued.reliances)


def _warning(presentation: str, identifier: str, standing: Standing) -> Owed:
    """A presentation's name holds its case's: `presentation-<province>-<20>-<material>`."""
    _, province, number, _ = presentation.split("-", 3)
    case = f"case-{province}-{number}"
    said = {"identifier": identifier, "reason": standing.reason}
    purpose = f"note-revocation/{presentation}/{standing.state}/{standing.since}"
    return Owed(purpose, "cases.note-revocation.v1", case, said, case=case, province=province)


def certificate_of(identifier: str) -> str:
    """The stream of a certificate of ours: its serial is the stream's own digits and capitals."""
    serial = identifier.split(".")[-3]
    return f"certificate-{serial[:6]}-{serial[6:]}"


def _to_certificate(purpose: str, kind: str, certificate: str, data: dict[str, str]) -> Owed:
    """A message to a certificate is of that certificate's own case and province, wherever it is used."""
    place = certificate.removeprefix("certificate")
    return Owed(purpose, kind, certificate, data, case="case" + place, province=place.split("-")[1])


def deadlines(state: State) -> tuple[Deadline, ...]:
    """The end of the last day of the term."""
    match state:
        case Issued() if state.draft.valid_until is not None and state.code in RUNNING:
            return (Deadline("expiry", end_of(state.draft.valid_until), "certificates.expire-certificate.v1"),)
        case _:
            return ()

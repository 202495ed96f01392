"""One certificate: drafted from an approved case, sealed, issued. Identifier by GB/T 36904, check by ISO 7064."""

import hashlib
import json
from dataclasses import asdict
from datetime import date, datetime, timedelta, timezone
from typing import assert_never

from stdnum.cn import uscc
from stdnum.iso7064 import mod_37_36

from services.certificates.messages import (
    Absent,
    AttachSeal,
    CertificateDrafted,
    CertificateIssued,
    Command,
    Draft,
    Event,
    IssuanceRefused,
    IssueCertificate,
    Issued,
    Refused,
    RefuseIssuance,
    Sealing,
    State,
)
from services.chassis.vocabulary import NotYet

INITIAL = Absent()

ROOT = "1.2.156.3005.2"
"""The object identifier under which China's electronic certificates are numbered."""

FIRST_VERSION = "001"

CHINA = timezone(timedelta(hours=8))
"""北京时间: the days on a certificate are days in China, which has had one zone and no summer time since 1991."""


def decide(command: Command, state: State) -> list[Event]:
    """What follows from a command; nothing means that it is already so."""
    match command:
        case IssueCertificate():
            return _issue(command, state)
        case AttachSeal():
            return _attach(command, state)
        case RefuseIssuance():
            return _refuse(command, state)
        case _:
            assert_never(command)


def _issue(command: IssueCertificate, state: State) -> list[Event]:
    match state:
        case Absent() if not uscc.is_valid(command.issuer.uscc):
            return [IssuanceRefused("issuer-invalid")]
        case Absent():
            return [CertificateDrafted(_draft(command))]
        case Sealing() | Issued() | Refused():
            return []
        case _:
            assert_never(state)


def _attach(command: AttachSeal, state: State) -> list[Event]:
    match state:
        case Absent():
            raise NotYet("the seal came before the certificate it is for")
        case Sealing(draft) if command.seal.digest != _sm3(draft.content):
            return [IssuanceRefused("content-altered")]
        case Sealing():
            return [CertificateIssued(command.seal)]
        case Issued() | Refused():
            return []
        case _:
            assert_never(state)


def _sm3(content: str) -> str:
    return hashlib.new("sm3", content.encode()).hexdigest()


def _refuse(command: RefuseIssuance, state: State) -> list[Event]:
    match state:
        case Absent():
            raise NotYet("the refusal came before the certificate it is about")
        case Sealing():
            return [IssuanceRefused(command.reason)]
        case Issued() | Refused():
            return []
        case _:
            assert_never(state)


def _draft(command: IssueCertificate) -> Draft:
    number = serial(command.subject)
    numbered = identifier(command.certificate_type.type_code, command.issuer.uscc, number, FIRST_VERSION)
    last_day = _last_day(command)
    return Draft(
        document=command.subject,
        identifier=numbered,
        certificate_type=command.certificate_type,
        holder=command.holder,
        issuer=command.issuer,
        issued_at=command.at,
        valid_until=last_day,
        content=_content(command, numbered, number, last_day),
    )


def serial(stream: str) -> str:
    """流水号, also the certificate's number: the stream's own digits and capitals, so the same stream has the same."""
    return stream.removeprefix("certificate").replace("-", "")


def identifier(type_code: str, issuer: str, number: str, version: str) -> str:
    """证照标识 (GB/T 36904): root, type, issuer, serial, version, and the check character over the middle four."""
    parts = (type_code, issuer, number, version)
    return ".".join((ROOT, *parts, mod_37_36.calc_check_digit("".join(parts))))


def _last_day(command: IssueCertificate) -> date | None:
    return anniversary(_day(command.at), command.valid_years) if command.valid_years else None


def _day(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()


def anniversary(day: date, years: int) -> date:
    """The last day of a term of years (民法典 201, 202): the same day of the month, or its last if it has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February in a common year
        return day.replace(year=day.year + years, day=28)


def _content(command: IssueCertificate, numbered: str, number: str, last_day: date | None) -> str:
    facts = {
        "certificate_type": asdict(command.certificate_type),
        "holder": command.holder,
        "identifier": numbered,
        "issued_on": _day(command.at).isoformat(),
        "issuer": asdict(command.issuer),
        "item": command.item,
        "item_version": command.item_version,
        "number": number,
        "province": command.province,
        "valid_until": last_day.isoformat() if last_day else None,
        "version": FIRST_VERSION,
    }
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def evolve(state: State, event: Event) -> State:
    """The state after an event."""
    match event:
        case CertificateDrafted():
            return Sealing(event.draft)
        case CertificateIssued():
            assert isinstance(state, Sealing)  # `decide` seals only a draft
            return Issued(state.draft, event.seal)
        case IssuanceRefused():
            return Refused(event.reason)
        case _:
            assert_never(event)


def is_terminal(state: State) -> bool:
    """Issued or refused for good."""
    return isinstance(state, Issued | Refused)

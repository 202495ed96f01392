"""The first part of a certificate's life: drafted, sealed, issued. Identifier by GB/T 36904, check by ISO 7064."""

import hashlib
import json
from dataclasses import asdict
from datetime import date
from typing import Any, TypeAlias, assert_never

from stdnum.cn import uscc
from stdnum.iso7064 import mod_37_36

from services.certificates.days import anniversary, day_of
from services.certificates.events import CertificateDrafted, CertificateIssued, Event, IssuanceRefused
from services.certificates.messages import AttachSeal, Draft, IssueCertificate, RefuseIssuance
from services.certificates.states import Absent, Sealing, State
from services.chassis.vocabulary import NotYet

Issuing: TypeAlias = IssueCertificate | AttachSeal | RefuseIssuance

ROOT = "1.2.156.3005.2"
"""The object identifier under which China's electronic certificates are numbered."""

FIRST_VERSION = "001"


def issue(command: Issuing, state: State) -> list[Event]:
    """What follows for a certificate that is to be issued."""
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
        case Absent() if not _follows(command):
            return [IssuanceRefused("predecessor-unknown")]
        case Absent():
            return [CertificateDrafted(_draft(command))]
        case _:
            return []


def _follows(command: IssueCertificate) -> bool:
    """A predecessor must be one of the same holder's certificates."""
    named = command.predecessor
    return named is None or named.identifier in {one.identifier for one in command.held}


def _attach(command: AttachSeal, state: State) -> list[Event]:
    match state:
        case Absent():
            raise NotYet("the seal came before the certificate it is for")
        case Sealing(draft) if command.seal.digest != _sm3(draft.content):
            return [IssuanceRefused("content-altered")]
        case Sealing():
            return [CertificateIssued(command.seal)]
        case _:
            return []


def _sm3(content: str) -> str:
    return hashlib.new("sm3", content.encode()).hexdigest()


def _refuse(command: RefuseIssuance, state: State) -> list[Event]:
    match state:
        case Absent():
            raise NotYet("the refusal came before the certificate it is about")
        case Sealing():
            return [IssuanceRefused(command.reason)]
        case _:
            return []


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
        predecessor=command.predecessor,
    )


def serial(stream: str) -> str:
    """流水号, also the certificate's number: the stream's own digits and capitals, so the same stream has the same."""
    return stream.removeprefix("certificate").replace("-", "")


def identifier(type_code: str, issuer: str, number: str, version: str) -> str:
    """证照标识 (GB/T 36904): root, type, issuer, serial, version, and the check character over the middle four."""
    parts = (type_code, issuer, number, version)
    return ".".join((ROOT, *parts, mod_37_36.calc_check_digit("".join(parts))))


def _last_day(command: IssueCertificate) -> date | None:
    return anniversary(day_of(command.at), command.valid_years) if command.valid_years else None


def _content(command: IssueCertificate, numbered: str, number: str, last_day: date | None) -> str:
    facts: dict[str, Any] = {
        "certificate_type": asdict(command.certificate_type),
        "holder": command.holder,
        "identifier": numbered,
        "issued_on": day_of(command.at).isoformat(),
        "issuer": asdict(command.issuer),
        "item": command.item,
        "item_version": command.item_version,
        "number": number,
        "province": command.province,
        "valid_until": last_day.isoformat() if last_day else None,
        "version": FIRST_VERSION,
    }
    if command.predecessor:
        facts["predecessor"] = command.predecessor.identifier
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

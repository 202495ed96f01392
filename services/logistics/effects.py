"""The carrier (承运方): books parcels, and reads what the carrier says by callback.

The address exists here only, between the sealed token and the carrier; no error text may carry it.
What the carrier signed is believed; everything else about a callback is as good as anonymous.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, get_args

import urllib3

from services.chassis.sealed import Unreadable, unseal
from services.chassis.signatures import verified
from services.chassis.vocabulary import Answer, Foreign, OutsideUnavailable
from services.logistics.messages import Notice, RecordCarrierNotice, ShipResult, Status
from services.logistics.settings import Settings

ANSWER = "logistics.record-booking.v1"

ABOUT_THE_QUESTION = (400, 409, 410, 422)
"""Statuses that refuse this parcel; every other one speaks of the carrier, or of our access to it."""

TO_WHOM = ("address", "name", "phone")
"""What the carrier is told of the recipient, where it is known."""

INCIDENTS = ("addressee-unknown", "delivery-refused", "parcel-undeliverable")
"""Reasons to come back that citizens can look up; a carrier's own word for another becomes the last."""

LONGEST_REFERENCE = 64
MOST_STEPS = 2**53 - 1


class Unusable(Exception):
    """What the carrier said lacks something, or says it in another form than agreed; never quotes it."""


def adapters(settings: Settings) -> Mapping[str, Callable[[Foreign], Answer]]:
    """What logistics can do outside; reads the unsealing key, so a missing one stops the start."""
    return {"logistics.book-parcel.v1": Carrier(settings).book}


class Carrier:
    """The carrier's `POST /parcels`; the same idempotency key is the same parcel."""

    def __init__(self, settings: Settings) -> None:
        """Opens no connection yet: that comes with the first question."""
        self._private_pem = settings.unsealing_key.read_text()
        self._url, self._name = settings.carrier_url.rstrip("/") + "/parcels", settings.carrier_name
        self._http = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=settings.carrier_timeout, read=settings.carrier_timeout),
            maxsize=settings.carrier_connections,
            retries=False,
        )

    def book(self, intent: Foreign) -> Answer:
        """Ask for one parcel to be carried; raises OutsideUnavailable."""
        address = self._address(intent["address_sealed"])
        if address is None:
            return Answer(ANSWER, {"refused": "address-unreadable"})
        question = {"parcel": intent["parcel"], "address": address, "notify_url": intent["notify_url"]}
        response = self._post(question, intent["message"])
        if response.status in ABOUT_THE_QUESTION:
            return Answer(ANSWER, {"refused": "carrier-refused"})
        if response.status not in (200, 201):
            raise OutsideUnavailable(f"the carrier answers {response.status}")
        try:
            number = _reference(_object(response.data), "tracking_number")
        except Unusable as fault:
            raise OutsideUnavailable(f"the carrier's answer: {fault}") from None
        return Answer(ANSWER, {"carrier": self._name, "tracking_number": number})

    def _address(self, token: str) -> Mapping[str, str] | None:
        try:
            opened = unseal(self._private_pem, token)
        except Unreadable:
            return None
        known = {name: opened[name] for name in TO_WHOM if isinstance(opened.get(name), str)}
        return known if known.get("address", "").strip() else None

    def _post(self, question: Mapping[str, Any], key: str) -> urllib3.BaseHTTPResponse:
        try:
            return self._http.request("POST", self._url, json=question, headers={"Idempotency-Key": key})
        except urllib3.exceptions.HTTPError as error:
            raise OutsideUnavailable(f"the carrier does not answer: {type(error).__name__}") from None


def facts(settings: Settings, _: object) -> Mapping[type, Callable[[Sequence[Any]], Sequence[Any]]]:
    """What deciding needs to know beside the command: where to be called, and what a call really says."""
    senders = {settings.carrier_name: settings.callback_secret}
    return {
        ShipResult: partial(_each, partial(_addressed, settings.notify_url.rstrip("/"))),
        RecordCarrierNotice: partial(_each, partial(_read, senders)),
    }


def _each(complete: Callable[[Any], Any], commands: Sequence[Any]) -> Sequence[Any]:
    return [complete(command) for command in commands]


def _addressed(portal: str, command: ShipResult) -> ShipResult:
    path = f"/callbacks/logistics/{command.subject}/{command.case}/{command.province}"
    return replace(command, notify_url=portal + path)


def _read(senders: Mapping[str, str], command: RecordCarrierNotice) -> RecordCarrierNotice:
    # Both fields are always set anew: a sender could have filled them in.
    notice, fault = None, _fault(senders, command)
    if fault is None:
        try:
            notice = _notice(command)
        except Unusable:
            fault = "callback-malformed"
    return replace(command, notice=notice, fault=fault)


def _fault(senders: Mapping[str, str], command: RecordCarrierNotice) -> str | None:
    secret = senders.get(command.carrier)
    if secret is None:
        return "sender-unknown"
    if not verified(secret, command.body, command.signature):
        return "signature-invalid"
    # The address that was called is not signed: case and province must be those of the parcel.
    number, _, _ = command.subject.removeprefix("parcel-").rpartition("-")
    here = (f"case-{number}", number[:6])
    return None if (command.case, command.province) == here else "parcel-unknown"


def _notice(command: RecordCarrierNotice) -> Notice:
    said = _object(command.body)
    status: Any = said.get("status")
    sequence, incident = said.get("sequence"), said.get("incident")
    if status not in get_args(Status):
        raise Unusable("status is none of those agreed")
    if type(sequence) is not int or not 0 <= sequence <= MOST_STEPS:
        raise Unusable("sequence is not a whole number")
    known = incident if incident in INCIDENTS else INCIDENTS[-1]
    return Notice(
        carrier=command.carrier,
        tracking_number=_reference(said, "tracking_number"),
        sequence=sequence,
        status=status,
        at=_moment(said, "at"),
        incident=known if status == "returned" else "",
    )


def _object(body: str | bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Unusable("not JSON") from None
    if not isinstance(said, dict):
        raise Unusable("not an object")
    return said


def _reference(said: Mapping[str, Any], name: str) -> str:
    text = said.get(name)
    if not isinstance(text, str) or not text.isprintable() or not 0 < len(text) <= LONGEST_REFERENCE:
        raise Unusable(f"{name} is not a short text")
    return text


def _moment(said: Mapping[str, Any], name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(_reference(said, name))
        if moment.tzinfo is None:
            raise Unusable(f"{name} has no zone")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unusable(f"{name} is not a time") from None

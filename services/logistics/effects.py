"""The carrier (承运方): books parcels, and reads what the carrier says by callback.

The address exists here only, between the sealed token and the carrier; no error text may carry it.
What the carrier signed is believed; everything else about a callback is as good as anonymous.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, get_args

from services.chassis.definition import Fact, each
from services.chassis.outside import Outside
from services.chassis.sealed import Unreadable, unseal
from services.chassis.signatures import disbelief
from services.chassis.statements import Unusable, moment, reference, statement, whole
from services.chassis.vocabulary import Answer, Foreign
from services.logistics.messages import Notice, RecordCarrierNotice, ShipResult, Status
from services.logistics.settings import Settings

ANSWER = "logistics.record-booking.v1"

TO_WHOM = ("address", "name", "phone")
"""What the carrier is told of the recipient, where it is known."""

INCIDENTS = ("addressee-unknown", "delivery-refused", "parcel-undeliverable")
"""Reasons to come back that citizens can look up; a carrier's own word for another becomes the last."""


def adapters(settings: Settings) -> Mapping[str, Callable[[Foreign], Answer]]:
    """What logistics can do outside; reads the unsealing key, so a missing one stops the start."""
    return {"logistics.book-parcel.v1": Carrier(settings).book}


class Carrier:
    """The carrier's `POST /parcels`; the same idempotency key is the same parcel."""

    def __init__(self, settings: Settings) -> None:
        self._private_pem = settings.unsealing_key.read_text()
        self._outside = Outside("the carrier", settings.carrier_url, settings.carrier_timeout)
        self._name = settings.carrier_name

    def book(self, intent: Foreign) -> Answer:
        """Ask for one parcel to be carried; raises OutsideUnavailable."""
        address = self._address(intent["address_sealed"])
        if address is None:
            return Answer(ANSWER, {"refused": "address-unreadable"})
        question = {"parcel": intent["parcel"], "address": address, "notify_url": intent["notify_url"]}
        number = self._outside.ask("/parcels", question, intent["message"], _number)
        if number is None:
            return Answer(ANSWER, {"refused": "carrier-refused"})
        return Answer(ANSWER, {"carrier": self._name, "tracking_number": number})

    def _address(self, token: str) -> Mapping[str, str] | None:
        try:
            opened = unseal(self._private_pem, token)
        except Unreadable:
            return None
        known = {name: opened[name] for name in TO_WHOM if isinstance(opened.get(name), str)}
        return known if known.get("address", "").strip() else None


def _number(said: Mapping[str, Any]) -> str:
    return reference(said, "tracking_number")


def facts(settings: Settings, _: object) -> Mapping[type, Fact]:
    """What deciding needs to know beside the command: where to be called, and what a call really says."""
    secrets = {settings.carrier_name: settings.callback_secret}
    return {
        ShipResult: each(partial(_addressed, settings.notify_url.rstrip("/"))),
        RecordCarrierNotice: each(partial(_read, secrets)),
    }


def _addressed(portal: str, command: ShipResult) -> ShipResult:
    path = f"/callbacks/logistics/{command.subject}/{command.case}/{command.province}"
    return replace(command, notify_url=portal + path)


def _read(secrets: Mapping[str, str], command: RecordCarrierNotice) -> RecordCarrierNotice:
    # Both fields are always set anew: a sender could have filled them in.
    notice, fault = None, _fault(secrets, command)
    if fault is None:
        try:
            notice = _notice(command)
        except Unusable:
            fault = "callback-malformed"
    return replace(command, notice=notice, fault=fault)


def _fault(secrets: Mapping[str, str], command: RecordCarrierNotice) -> str | None:
    fault = disbelief(secrets, command.carrier, command.body, command.signature)
    if fault is not None:
        return fault
    # The address that was called is not signed: case and province must be those of the parcel.
    number, _, _ = command.subject.removeprefix("parcel-").rpartition("-")
    here = (f"case-{number}", number[:6])
    return None if (command.case, command.province) == here else "parcel-unknown"


def _notice(command: RecordCarrierNotice) -> Notice:
    said = statement(command.body)
    status: Any = said.get("status")
    incident = said.get("incident")
    if status not in get_args(Status):
        raise Unusable("status is none of those agreed")
    known = incident if incident in INCIDENTS else INCIDENTS[-1]
    return Notice(
        carrier=command.carrier,
        tracking_number=reference(said, "tracking_number"),
        sequence=whole(said, "sequence"),
        status=status,
        at=moment(said, "at"),
        incident=known if status == "returned" else "",
    )

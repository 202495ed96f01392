"""What logistics does outside, through whichever carrier it is: books parcels, and reads what a carrier's call says.

The address exists here only, between the sealed token and the carrier; no error text may carry it.
What a carrier signed is believed; everything else about a callback is as good as anonymous.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from services.chassis.codes import code_of, proves
from services.chassis.definition import Fact, each
from services.chassis.epochs import Epochs, KeyGone, ends
from services.chassis.errors import CannotStart
from services.chassis.sealed import Unreadable
from services.chassis.statements import Unusable
from services.chassis.vocabulary import Answer, Foreign, OutsideUnavailable
from services.logistics.carriers import Carrier, Carriers, Office, Step, Wanted, offices_in, terms_in
from services.logistics.courier import Courier
from services.logistics.ems import Ems
from services.logistics.messages import (
    CollectOriginals,
    Notice,
    RecordBooking,
    RecordCarrierNotice,
    ReturnOriginals,
    ShipResult,
)
from services.logistics.settings import Settings
from services.logistics.words import FAULTS

ANSWER = "logistics.record-booking.v1"

TO_WHOM = ("address", "name", "phone")
"""What the carrier is told of the applicant, where it is known."""


class SecretMissing(CannotStart):
    """A carrier is set up without the secret that it signs with."""


def carriers_of(settings: Settings) -> Carriers:
    """The carriers that are set up; raises CannotStart for a province that is sent to another."""
    every: list[Carrier] = [Courier(settings)]
    if settings.ems_url and not settings.ems_secret:
        raise SecretMissing("LOGISTICS_EMS_SECRET is not set: anyone could sign for EMS")
    if settings.ems_url:
        every.append(Ems(settings))
    return Carriers(every, terms_in(_given(settings.provinces)))


def _given(file: Path) -> Path | None:
    return file if file.name else None


def adapters(settings: Settings) -> Mapping[str, Callable[[Foreign], Answer]]:
    """What logistics can do outside; reads the unsealing key, so a missing one stops the start."""
    return {"logistics.book-parcel.v1": Outgoings(settings).book}


def keys(settings: Settings) -> Mapping[str, datetime]:
    """When each sealing key ends."""
    return ends(settings.unsealing_key)


class Outgoings:
    """Books each parcel with the carrier of its province."""

    def __init__(self, settings: Settings) -> None:
        self._epochs = Epochs(settings.unsealing_key, "LOGISTICS_UNSEALING_KEY", opens=True)
        self._carriers, self._offices = carriers_of(settings), offices_in(_given(settings.offices))
        self._proofs = Proofs(settings, self._carriers)

    def book(self, intent: Foreign) -> Answer:
        """Ask for one parcel to be carried; raises OutsideUnavailable, also while the address's key may still come."""
        try:
            address = self._address(intent["address_sealed"])
        except KeyGone as gone:
            if gone.may_come(datetime.fromisoformat(intent["at"])):
                raise OutsideUnavailable(f"LOGISTICS_UNSEALING_KEY: {gone}: put it there") from None
            return Answer(ANSWER, {"refused": "address-key-retired"})
        if address is None:
            return Answer(ANSWER, {"refused": "address-unreadable"})
        province = _province(intent["parcel"])
        carrier = self._carriers.of_province(province)
        wanted = _wanted(intent, address, self._offices.get(province, Office()))
        by_code = wanted.kind != "collect" and self._proofs.wanted(wanted.parcel)
        number = carrier.book(replace(wanted, by_code=by_code))
        if number is None:
            return Answer(ANSWER, {"refused": "carrier-refused"})
        return Answer(ANSWER, {"carrier": carrier.name, "tracking_number": number})

    def _address(self, token: str) -> Mapping[str, str] | None:
        try:
            opened = self._epochs.open(token)
        except KeyGone:
            raise
        except Unreadable:
            return None
        known = {name: opened[name] for name in TO_WHOM if isinstance(opened.get(name), str)}
        return known if known.get("address", "").strip() else None


def _wanted(intent: Foreign, address: Mapping[str, str], office: Office) -> Wanted:
    what = (intent["message"], intent["parcel"], intent["notify_url"])
    return Wanted(*what, intent.get("originals", "result"), tuple(intent.get("materials", ())), address, office)


def _province(parcel: str) -> str:
    province: str = parcel.split("-")[1]
    return province


class Proofs:
    """Who must prove a delivery, and with which code."""

    def __init__(self, settings: Settings, carriers: Carriers) -> None:
        self._key, self._carriers = settings.proof_key, carriers
        if self._key:
            code_of(self._key, "a key that is too short shall stop the start")

    def asked(self, command: RecordBooking) -> RecordBooking:
        """Whether this parcel's recipient has a code to tell; a sender could have said so itself."""
        return replace(command, by_code=self.wanted(command.subject))

    def lacking(self, parcel: str, step: Step) -> bool:
        """Whether this claims a delivery and does not prove it."""
        return step.status == "delivered" and self.wanted(parcel) and not proves(self._key, parcel, step.code)

    def wanted(self, parcel: str) -> bool:
        """Whether its province wants deliveries proved."""
        return bool(self._key) and self._carriers.terms(_province(parcel)).proof


def facts(settings: Settings, _: object) -> Mapping[type, Fact]:
    """What deciding needs to know beside the command: where to be called, and what a call really says."""
    carriers = carriers_of(settings)
    proofs, addressed = Proofs(settings, carriers), each(partial(_addressed, settings.notify_url.rstrip("/")))
    return {
        ShipResult: addressed,
        CollectOriginals: addressed,
        ReturnOriginals: addressed,
        RecordBooking: each(proofs.asked),
        RecordCarrierNotice: each(partial(_read, carriers, proofs)),
    }


ToBeCarried = TypeVar("ToBeCarried", ShipResult, CollectOriginals, ReturnOriginals)


def _addressed(portal: str, command: ToBeCarried) -> ToBeCarried:
    path = f"/callbacks/logistics/{command.subject}/{command.case}/{command.province}"
    return replace(command, notify_url=portal + path)


def _read(carriers: Carriers, proofs: Proofs, command: RecordCarrierNotice) -> RecordCarrierNotice:
    # Both fields are always set anew: a sender could have filled them in.
    carrier = carriers.known(command.carrier)
    if carrier is None:
        return replace(command, notice=None, fault="sender-unknown")
    fault = carrier.disbelief(command.body, command.signature) or _astray(command)
    if fault is not None:
        return replace(command, notice=None, fault=fault)
    try:
        step = carrier.step(command.body)
    except Unusable:
        return replace(command, notice=None, fault="callback-malformed")
    return replace(command, notice=_notice(carrier.name, step, proofs.lacking(command.subject, step)), fault=None)


def _astray(command: RecordCarrierNotice) -> str | None:
    # The address that was called is not signed: case and province must be those of the parcel.
    number, _, _ = command.subject.removeprefix("parcel-").rpartition("-")
    here = (f"case-{number}", number[:6])
    return None if (command.case, command.province) == here else "parcel-unknown"


def _notice(carrier: str, step: Step, unproved: bool) -> Notice:
    """What is kept of a step: never the code, and an incident only where something went wrong."""
    what = (carrier, step.tracking_number, step.sequence, step.status, step.at)
    if step.status not in ("troubled", "returned"):
        return Notice(*what, unproved=unproved)
    return Notice(*what, step.incident, FAULTS[step.incident])

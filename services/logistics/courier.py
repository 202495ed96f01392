"""A courier (快递): JSON, times with their zone, HMAC-SHA256 over the bytes of a call."""

from collections.abc import Mapping
from typing import Any

from services.chassis.outside import Outside
from services.chassis.signatures import disbelief
from services.chassis.statements import Unusable, moment, reference, statement, whole
from services.logistics.carriers import Step, Wanted
from services.logistics.settings import Settings
from services.logistics.words import COURIER_INCIDENTS, COURIER_STEPS, UNNAMED


class Courier:
    """`POST /parcels`; the same idempotency key is the same parcel."""

    def __init__(self, settings: Settings) -> None:
        self.name = settings.carrier_name
        self._outside = Outside("the carrier", settings.carrier_url, settings.carrier_timeout)
        self._secrets = {self.name: settings.callback_secret}

    def book(self, wanted: Wanted) -> str | None:
        """Ask for one parcel to be carried, from the office or to it."""
        question = {"parcel": wanted.parcel, "address": wanted.to, "notify_url": wanted.notify_url}
        if wanted.kind == "collect":
            office = {"name": wanted.office.name, "address": wanted.office.address, "phone": wanted.office.phone}
            question |= {"direction": "collect", "office": office}
        if wanted.by_code:
            question |= {"proof": "code"}
        return self._outside.ask("/parcels", question, wanted.key, _number)

    def disbelief(self, body: str, signature: str) -> str | None:
        """Believe what is signed with the shared secret."""
        return disbelief(self._secrets, self.name, body, signature)

    def step(self, body: str) -> Step:
        """Read a call: `status` in the courier's own words, `incident` only where something went wrong."""
        said = statement(body)
        status = _word(said, "status")
        if status not in COURIER_STEPS:
            raise Unusable("status is none of those agreed")
        return Step(
            tracking_number=reference(said, "tracking_number"),
            sequence=whole(said, "sequence"),
            status=COURIER_STEPS[status],
            at=moment(said, "at"),
            incident=COURIER_INCIDENTS.get(_word(said, "incident"), UNNAMED),
            code=_word(said, "code"),
        )


def _word(said: Mapping[str, Any], name: str) -> str:
    found = said.get(name)
    return found if isinstance(found, str) else ""


def _number(said: Mapping[str, Any]) -> str:
    return reference(said, "tracking_number")

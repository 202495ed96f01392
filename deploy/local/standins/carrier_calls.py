"""How the stand-in carrier tells where parcels are: in the form of their carrier, and as badly as it was told to."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

from deploy.local.standins.callbacks import Teller
from deploy.local.standins.carrier_book import Happened, Moved, Parcel, Told
from deploy.local.standins.settings import Settings
from deploy.local.standins.switches import Switches
from services.chassis import clock, codec
from services.chassis.forms import beijing, read_form
from services.chassis.signatures import sign
from services.logistics.ems import chk_code, signed
from services.logistics.words import EMS_INCIDENTS

SENDER, EMS_SENDER = "standin-carrier", "standin-ems"

TRACE_CODES = {"collected": "10", "in_transit": "20", "delivered": "40", "returned": "50"}
REASON_CODES = {incident: code for code, incident in EMS_INCIDENTS.items()}

REPETITIONS = 3
"""How often a step is told by one that was told to repeat itself."""


class Caller:
    """Moves parcels and tells each step; `happened` keeps what came of it."""

    def __init__(self, settings: Settings, switches: Switches, happened: Callable[[Happened], None]) -> None:
        self._settings, self._switches, self._happened = settings, switches, happened
        self._teller = Teller(SENDER, settings)
        self._doors: dict[str, asyncio.Event] = {}

    def begin(self, parcel: Parcel) -> None:
        """Carry in the background."""
        self._teller.begin(self._carry(parcel))

    def told(self, parcel: Parcel) -> None:
        """The recipient told a code: who waits at the door goes on, who left without it tells the delivery again."""
        if door := self._doors.get(parcel.booked.tracking_number):
            door.set()
        elif parcel.left_there:
            self._teller.begin(self._again(parcel))

    async def close(self) -> None:
        """Stop carrying."""
        await self._teller.close()

    async def _carry(self, parcel: Parcel) -> None:
        number, kept_back = parcel.booked.tracking_number, list[int]()
        while not parcel.ended:
            if not parcel.waits_to_be_told:
                await asyncio.sleep(self._settings.pace_seconds)
                if parcel.before_the_door:
                    await self._wait_at_the_door(number)
                self._happened(Moved(number, clock.now()))
            sequence = len(parcel.moments)
            if self._switches.now.mode == "late" and sequence < len(parcel.way):
                kept_back.append(sequence)
                self._happened(Told(number, heard=False))
            else:
                self._happened(Told(number, await self._tell(parcel, sequence)))
        for sequence in reversed(kept_back):
            await asyncio.sleep(self._switches.now.delay_seconds)
            await self._tell(parcel, sequence)

    async def _wait_at_the_door(self, number: str) -> None:
        """For the code; who is told none in time leaves the parcel there all the same."""
        door = self._doors.setdefault(number, asyncio.Event())
        with suppress(TimeoutError):
            await asyncio.wait_for(door.wait(), self._settings.door_seconds)
        del self._doors[number]

    async def _again(self, parcel: Parcel) -> None:
        await self._tell(parcel, len(parcel.way))

    async def _tell(self, parcel: Parcel, sequence: int) -> bool:
        mode, heard = self._switches.now.mode, True
        if mode == "silent":
            return False
        notice = parcel.notice(sequence)
        for _ in range(REPETITIONS if mode == "duplicate" else 1):
            heard &= await self._say(parcel, notice, forged=mode == "forged")
        if mode == "contradictory" and sequence == len(parcel.way):
            await self._say(parcel, parcel.denial(clock.now()))
        return heard

    async def _say(self, parcel: Parcel, notice: Mapping[str, object], *, forged: bool = False) -> bool:
        secret = self._settings.callback_secret + ("-of-somebody-else" if forged else "")
        body = body_of(parcel, notice, secret)
        return await self._teller.tell(parcel.booked.notify_url, body, headers_of(parcel, body, secret))


def headers_of(parcel: Parcel, body: bytes, secret: str) -> Mapping[str, str]:
    """Who calls, in what form, and the signature of the body."""
    if parcel.booked.form == "ems":
        kind, signature = "application/x-www-form-urlencoded", chk_code(read_form(body), secret)
        return {"Content-Type": kind, "X-Sender": EMS_SENDER, "X-Signature": signature}
    return {"Content-Type": "application/json", "X-Sender": SENDER, "X-Signature": sign(secret, body)}


def body_of(parcel: Parcel, notice: Mapping[str, object], secret: str) -> bytes:
    """The same step is the same bytes each time it is told."""
    if parcel.booked.form != "ems":
        return codec.encode(notice)
    fields = {
        "MAIL_NUM": str(notice["tracking_number"]),
        "TRACE_SEQ": str(notice["sequence"]),
        "TRACE_CODE": TRACE_CODES[str(notice["status"])],
        "TRACE_TIME": beijing(datetime.fromisoformat(str(notice["at"]))),
        "REASON_CODE": REASON_CODES.get(str(notice.get("incident", "")), ""),
        "SIGN_CODE": str(notice.get("code", "")),
    }
    return signed(fields, secret).encode()

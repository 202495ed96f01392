"""How the stand-in carrier tells where parcels are: in the form of their carrier, as badly as they are to be told."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

from deploy.local.standins.callbacks import Teller
from deploy.local.standins.carrier_book import Happened, Moved, Parcel, Told
from deploy.local.standins.settings import Settings
from services.chassis import clock, codec
from services.chassis.forms import beijing, read_form
from services.chassis.signatures import sign
from services.logistics.ems import chk_code, signed
from services.logistics.words import EMS_INCIDENTS

SENDER, EMS_SENDER = "standin-carrier", "standin-ems"

TRACE_CODES = {"collected": "10", "in_transit": "20", "delivered": "40", "returned": "50"}
REASON_CODES = {incident: code for code, incident in EMS_INCIDENTS.items()}


class Caller:
    """Moves parcels and tells each step; `happened` keeps what came of it."""

    def __init__(self, settings: Settings, happened: Callable[[Happened], None]) -> None:
        self._settings, self._happened = settings, happened
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
        number, pace = parcel.booked.tracking_number, self._settings.pace_seconds
        while not parcel.ended:
            sequence, times = parcel.turn
            if sequence < len(parcel.moments):
                await asyncio.sleep(pace)  # an old step: it is told as late as a new one would be reached
            while len(parcel.moments) < sequence:
                await asyncio.sleep(pace)
                if parcel.before_the_door:
                    await self._wait_at_the_door(number)
                self._happened(Moved(number, clock.now()))
            self._happened(Told(number, await self._tell(parcel, parcel.notice(sequence), times)))

    async def _wait_at_the_door(self, number: str) -> None:
        """For the code; who is told none in time leaves the parcel there all the same."""
        door = self._doors.setdefault(number, asyncio.Event())
        with suppress(TimeoutError):
            await asyncio.wait_for(door.wait(), self._settings.door_seconds)
        del self._doors[number]

    async def _again(self, parcel: Parcel) -> None:
        await self._tell(parcel, parcel.notice(parcel.delivery), 1)

    async def _tell(self, parcel: Parcel, notice: Mapping[str, object], times: int) -> bool:
        heard = times > 0
        for _ in range(times):
            heard &= await self._say(parcel, notice, forged=parcel.booked.tell == "forged")
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

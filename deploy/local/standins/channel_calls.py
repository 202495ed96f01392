"""How the stand-in channel tells of payments: in the form of the order's channel, and as badly as it was told to."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

from deploy.local.standins.callbacks import Teller
from deploy.local.standins.channel_book import Order
from deploy.local.standins.channel_entries import BEIJING, Denied, Happened, Told
from deploy.local.standins.settings import Settings
from deploy.local.standins.switches import Switches
from services.chassis import clock, codec
from services.chassis.forms import MOMENT, read_form
from services.chassis.signatures import sign
from services.payments.fiscal import digest, signed, yuan

SENDER, FISCAL_SENDER = "standin-channel", "standin-fiscal"

REPENTS_AFTER = 1.1
"""Seconds until a payment is denied: forms tell time in whole seconds, and a denial is later than what it denies."""

REPETITIONS = 3
"""How often a notice is told by one that was told to repeat itself."""


class Caller:
    """Tells each payment once it is made; `happened` keeps what came of it."""

    def __init__(self, settings: Settings, switches: Switches, happened: Callable[[Happened], None]) -> None:
        self._settings, self._switches, self._happened = settings, switches, happened
        self._teller = Teller(SENDER, settings)

    def begin(self, order: Order) -> None:
        """Tell in the background."""
        self._teller.begin(self._tell(order))

    async def close(self) -> None:
        """Stop telling."""
        await self._teller.close()

    async def _tell(self, order: Order) -> None:
        number, switch = order.opened.channel_order, self._switches.now
        mode = order.tell or switch.mode
        await asyncio.sleep(self._settings.pace_seconds + (switch.delay_seconds if mode == "late" else 0))
        if mode == "silent":
            self._happened(Told(number, heard=False))
            return
        heard = True
        for route in order.routes * (REPETITIONS if mode == "duplicate" else 1):
            body = notice_of(order, self._settings.callback_secret, route)
            heard &= await self._say(order, body, forged=mode == "forged")
        if mode == "contradictory":
            heard &= await self._deny(order)
        self._happened(Told(number, heard))  # last: whoever is killed before begins again from the payment

    async def _deny(self, order: Order) -> bool:
        denied_at = order.denied_at
        if denied_at is None:
            await asyncio.sleep(REPENTS_AFTER)
            denied_at = clock.now()
            self._happened(Denied(order.opened.channel_order, denied_at))
        return await self._say(order, denial_of(order, denied_at, self._settings.callback_secret))

    async def _say(self, order: Order, body: bytes, *, forged: bool = False) -> bool:
        secret = self._settings.callback_secret + ("-of-somebody-else" if forged else "")
        return await self._teller.tell(order.opened.notify_url, body, headers_of(order, body, secret))


def headers_of(order: Order, body: bytes, secret: str) -> Mapping[str, str]:
    """Who calls, in what form, and the signature of the body."""
    if order.opened.form == "fiscal":
        kind, sender = "application/x-www-form-urlencoded", FISCAL_SENDER
        return {"Content-Type": kind, "X-Sender": sender, "X-Signature": digest(read_form(body), secret)}
    return {"Content-Type": "application/json", "X-Sender": SENDER, "X-Signature": sign(secret, body)}


def notice_of(order: Order, secret: str, route: str = "") -> bytes:
    """The order is paid by this route: the same bytes each time they are told."""
    if order.opened.form == "fiscal":
        return signed({**paid_fields(order, route), "bill": order.opened.order}, secret).encode()
    return codec.encode(order.notice(route))


def denial_of(order: Order, denied_at: datetime, secret: str) -> bytes:
    """The order is not paid after all."""
    number, ours = order.opened.channel_order, order.opened.order
    if order.opened.form == "fiscal":
        return signed({"state": "0", "bill": ours, "pay_code": number, "time": beijing(denied_at)}, secret).encode()
    return codec.encode({"status": "unpaid", "order": ours, "channel_order": number, "at": clock.stamp(denied_at)})


def paid_fields(order: Order, route: str = "") -> Mapping[str, str]:
    """What a fiscal form says of a paid order."""
    notice = order.notice(route)
    paid = {"state": "1", "pay_code": notice["channel_order"], "voucher": notice["notice"]}
    return {**paid, "amount": yuan(notice["fen"]), "time": beijing(order.paid_at) if order.paid_at else ""}


def beijing(moment: datetime) -> str:
    """GB/T 39046: YYYYMMDDThhmmss, in Beijing."""
    return moment.astimezone(BEIJING).strftime(MOMENT)

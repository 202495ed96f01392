"""What every payment channel (支付渠道) can be asked, whatever it speaks; and which of them serves a province.

A new kind is a class with these methods and a canned test of its vectors; nothing else of the service changes.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from services.chassis.clock import elapsed, sleep
from services.chassis.errors import CannotStart
from services.chassis.vocabulary import Foreign, OutsideUnavailable
from services.payments.messages import Payment

Said: TypeAlias = Mapping[str, Any]
"""What a channel answered, in the names and forms of our contracts; `refused` with a reason where it will not."""

LONGEST_PAUSE = 2.0
"""Seconds an inquiry waits for its turn at most; then it is put off, and tried again with the chassis's patience."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a channel's call says of one of our orders: this payment came; or none had, at `unpaid_at`."""

    order: str
    payment: Payment | None = None
    unpaid_at: datetime | None = None


class Channel(Protocol):
    """One channel. Whatever is to be tried again raises OutsideUnavailable; the same key is the same request."""

    name: str

    def open_order(self, asked: Foreign) -> Said:
        """`channel_order`, `pay_url` and `expires_at`; or `refused`."""
        ...

    def refund_order(self, asked: Foreign) -> Said:
        """`channel_refund`, `refunded_fen` and `refunded_at`; or `refused`."""
        ...

    def query_order(self, asked: Foreign) -> Said:
        """`notice`, `channel_order`, `fen` and `paid_at` of the order's payment; nothing while there is none."""
        ...

    def statement_page(self, day: str, page: int) -> Said:
        """`lines` of that page of the day's statement, and whether there are `more`."""
        ...

    def disbelief(self, body: str, signature: str) -> str | None:
        """Why a call is not this channel's word; None if it is."""
        ...

    def notice(self, body: str) -> Notice:
        """What a genuine call says; raises Unusable for what cannot be read."""
        ...


class Pace:
    """At most so many questions a second of this process: a channel counts them, and shuts out who asks too often."""

    def __init__(self, per_second: float) -> None:
        self._interval, self._next = 1 / per_second, 0.0

    def wait(self) -> None:
        """Take the next turn; raises OutsideUnavailable if that is further away than is worth waiting for."""
        turn = max(self._next, elapsed())
        if (pause := turn - elapsed()) > LONGEST_PAUSE:
            raise OutsideUnavailable("too many inquiries for the channel's rate limit")
        self._next = turn + self._interval
        if pause > 0:
            sleep(pause)


class UnknownChannel(CannotStart):
    """The table of provinces names a channel that the settings do not."""


class Channels:
    """All channels by name. `routes` sends a province's new orders to one of them; the first serves the others.

    An order stays with the channel that opened it: moving a province moves no order.
    """

    def __init__(self, channels: Sequence[Channel], routes: Mapping[str, str]) -> None:
        self._by_name, self._usual = {channel.name: channel for channel in channels}, channels[0]
        self._routes = routes
        if unknown := sorted(set(routes.values()) - set(self._by_name)):
            raise UnknownChannel(f"the routes name channels that are not set up: {', '.join(unknown)}")

    def __iter__(self) -> Iterator[Channel]:
        return iter(self._by_name.values())

    def of_province(self, province: str) -> Channel:
        """Who opens this province's orders."""
        return self._by_name[self._routes.get(province, self._usual.name)]

    def named(self, name: str | None) -> Channel:
        """The channel of that name; the usual one for orders from before channels were named in questions."""
        return self._by_name.get(name or "", self._usual)

    def known(self, name: str) -> Channel | None:
        """The channel that calls itself so, if there is one."""
        return self._by_name.get(name)


def routes_in(file: Path | None) -> Mapping[str, str]:
    """A table with the columns `province` and `channel`; provinces it leaves out are served by the usual channel."""
    if file is None:
        return {}
    with file.open(encoding="utf-8", newline="") as rows:
        return {row["province"]: row["channel"] for row in csv.DictReader(rows)}

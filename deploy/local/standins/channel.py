"""STAND-IN for a payment channel: `python -m deploy.local.standins.channel`. No money moves.

POST /orders {order, fen, description, notify_url, lifetime_seconds?}  -> {channel, channel_order, pay_url, expires_at}
GET  /pay/{channel_order}   the pay page          POST /pay/{channel_order}   pays; then the notify_url is called
POST /refunds {order, channel_order, fen, why}    -> {channel_refund, refunded_fen, refunded_at, ...}
POST /orders/query {order, channel_order}         -> {state, and once paid what the notice says}
POST /statements {day, page}                      -> {lines, more}, for reconciliation
GET  /orders/{channel_order}                      GET /statement?day=YYYY-MM-DD   all orders and refunds, for audits
POST /answers {order, answered}                   -> {order, answered}: the first try to open this order is answered so

Opening and refunding need an Idempotency-Key. The notice is {order, channel_order, fen, paid_at, status, notice},
signed in `X-Signature`, sent under `X-Sender: standin-channel`, repeated until a 2xx answers.
The same book is kept for a fiscal channel (非税), which speaks another language: `channel_fiscal.py`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from aiohttp import web

from deploy.local.standins.channel_book import Book, Order, refund_shown
from deploy.local.standins.channel_calls import SENDER, Caller
from deploy.local.standins.channel_entries import (
    KINDS,
    AnswerWanted,
    Happened,
    OrderAsked,
    OrderWanted,
    Payment,
    RefundWanted,
    StatementAsked,
)
from deploy.local.standins.channel_fiscal import PAGE, Counter
from deploy.local.standins.channel_page import page
from deploy.local.standins.journal import Journal
from deploy.local.standins.manners import MANNERS, Answered, Ill, Manners, ToAnswer
from deploy.local.standins.serving import Refused, answer, application, asked, keyed, main, reference, refusing
from deploy.local.standins.settings import Settings
from deploy.local.standins.switches import Switches
from services.chassis import clock

NAME = "channel"
JSON = "application/json"


class Channel:
    """The channel's book behind HTTP."""

    def __init__(self, settings: Settings, switches: Switches) -> None:
        self._settings, self._book = settings, Book()
        self._journal = Journal(settings.journal, (*KINDS, *MANNERS))
        self.manners = Manners(self._journal)
        self._caller = Caller(settings, switches, self._happened)
        self.fiscal = Counter(settings, self._book, self._happened)
        for entry in self._journal.entries():
            match entry:
                case ToAnswer() | Answered():
                    self.manners.apply(entry)
                case _:
                    self._book.apply(entry)

    @refusing
    async def open(self, request: web.Request) -> web.Response:
        """Open an order."""
        wanted = await asked(request, OrderWanted)
        key = keyed(request, wanted)
        self._happened(self._book.open(wanted, key, clock.now(), self._settings.order_seconds))
        return answer(self._order_answer(self._book.order(reference("CH", key.key))))

    @refusing
    async def refund(self, request: web.Request) -> web.Response:
        """Give money back."""
        wanted = await asked(request, RefundWanted)
        key = keyed(request, wanted)
        self._happened(self._book.refund(wanted, key, clock.now()))
        return answer(refund_shown(self._book.refunds[reference("RF", key.key)]))

    @refusing
    async def show(self, request: web.Request) -> web.Response:
        """One order as it stands."""
        return answer(self._asked_for(request).shown(clock.now()))

    @refusing
    async def query(self, request: web.Request) -> web.Response:
        """How an order stands, for a service that was not called: with the notice once it is paid."""
        wanted = await asked(request, OrderAsked)
        order = self._book.order(wanted.channel_order)
        if order.opened.order != wanted.order:
            raise Refused(404, "order-unknown", "the channel's order has another order number")
        state = order.state(clock.now())
        return answer({"state": state, **(order.notice() if state == "paid" else {})})

    @refusing
    async def show_page(self, request: web.Request) -> web.Response:
        """The pay page."""
        return web.Response(text=page(self._asked_for(request), clock.now()), content_type="text/html")

    @refusing
    async def pay(self, request: web.Request) -> web.Response:
        """Pay the order; browsers get the page, programs JSON. A test may say how this payment is to be told."""
        order = self._asked_for(request)
        wanted = await asked(request, Payment) if request.content_type == JSON else Payment()
        if paid := self._book.pay(order.opened.channel_order, clock.now(), wanted.tell):
            self._happened(paid)
            self._caller.begin(order)
        if "text/html" in request.headers.get("Accept", ""):
            return await self.show_page(request)
        return answer(order.notice())

    @refusing
    async def statement(self, request: web.Request) -> web.Response:
        """All orders and refunds, or one day's."""
        day = request.query.get("day") or None
        try:
            date.fromisoformat(day or "2026-01-01")
        except ValueError:
            raise Refused(400, "malformed", "`day` must be YYYY-MM-DD") from None
        return answer(self._book.statement(day, clock.now()))

    @refusing
    async def statement_page(self, request: web.Request) -> web.Response:
        """One page of a day's payments and refunds, a line each, for reconciliation."""
        wanted = await asked(request, StatementAsked)
        lines = self._book.lines(wanted.day, "aggregate")
        shown = lines[PAGE * (wanted.page - 1) : PAGE * wanted.page]
        return answer({"lines": shown, "more": len(lines) > PAGE * wanted.page})

    @refusing
    async def be_told(self, request: web.Request) -> web.Response:
        """How the first try to open an order is to be answered; a test says it before anybody tries."""
        wanted = await asked(request, AnswerWanted)
        self.manners.plan([ToAnswer(wanted.order, wanted.answered)])
        return answer({"order": wanted.order, "answered": wanted.answered})

    async def manner(self, request: web.Request) -> Ill | None:
        """How this try to open an order is to be answered; what is malformed opens none."""
        if request.path == "/orders":
            try:
                return self.manners.take((await asked(request, OrderWanted)).order)
            except Refused:
                return None
        return self.manners.take(await self.fiscal.bill_of(request))

    async def resume(self, _: web.Application) -> None:
        """Tell again what was not heard before the last end."""
        for order in self._book.untold():
            self._caller.begin(order)

    async def close(self, _: web.Application) -> None:
        """Stop telling, let go of the journal."""
        await self._caller.close()
        self._journal.close()

    def _asked_for(self, request: web.Request) -> Order:
        return self._book.order(request.match_info["channel_order"])

    def _happened(self, entry: Happened | None) -> None:
        if entry is not None:
            self._journal.write(entry)
            self._book.apply(entry)

    def _order_answer(self, order: Order) -> Mapping[str, Any]:
        number = order.opened.channel_order
        return {
            "channel": SENDER,
            "channel_order": number,
            "pay_url": f"{self._settings.public_url}/pay/{number}",
            "expires_at": clock.stamp(order.opened.expires_at),
        }


def build(settings: Settings) -> web.Application:
    """The channel as an application."""
    switches, app = Switches(), application(NAME)
    channel = Channel(settings, switches)
    switches.add_to(app, channel.manners, channel.manner)
    channel.fiscal.add_to(app)
    app.add_routes(
        [
            web.post("/orders", channel.open),
            web.post("/orders/query", channel.query),
            web.get("/orders/{channel_order}", channel.show),
            web.get("/pay/{channel_order}", channel.show_page),
            web.post("/pay/{channel_order}", channel.pay),
            web.post("/refunds", channel.refund),
            web.post("/answers", channel.be_told),
            web.get("/statement", channel.statement),
            web.post("/statements", channel.statement_page),
        ]
    )
    app.on_startup.append(channel.resume)
    app.on_cleanup.append(channel.close)
    return app


if __name__ == "__main__":
    main(NAME, build, pace_seconds=0, calls_back=True)

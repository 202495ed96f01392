"""The stand-in channel's second counter, 非税收入收缴: forms that are signed with HMAC-SM3, amounts in yuan.

POST /fiscal/bills {bill, amount, summary, notify_url, valid_seconds} -> {pay_code, pay_url, valid_until}
POST /fiscal/bills/query {bill, pay_code}    -> {state, and once it is paid: voucher, amount, time}
POST /fiscal/refunds {bill, pay_code, amount, reason} -> {voucher, amount, time}
POST /fiscal/statements {day, page}          -> {lines, more}

Every question has a `request` (its idempotency key) and a `sign`, every answer a `code` (0 is yes) and a `sign`.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, timedelta

from aiohttp import web

from deploy.local.standins.channel_book import Book, number_of
from deploy.local.standins.channel_calls import beijing, paid_fields
from deploy.local.standins.channel_entries import Happened, OrderWanted, RefundWanted
from deploy.local.standins.serving import Keyed, Refused, reference
from deploy.local.standins.settings import Settings
from services.chassis import clock
from services.chassis.forms import Form, read_form
from services.chassis.statements import Unusable
from services.payments.fiscal import digest, fen_of, signed, yuan

PAGE = 100
"""Lines of a statement's page."""


class Counter:
    """The same book, in another language."""

    def __init__(self, settings: Settings, book: Book, happened: Callable[[Happened | None], None]) -> None:
        self._settings, self._book, self._happened = settings, book, happened

    def add_to(self, app: web.Application) -> None:
        """Serve at /fiscal."""
        kinds = {
            "bills": self._open,
            "bills/query": self._query,
            "refunds": self._refund,
            "statements": self._statement,
        }
        app.add_routes([web.post(f"/fiscal/{path}", self._served(does)) for path, does in kinds.items()])

    async def bill_of(self, request: web.Request) -> str:
        """The order number of a form that opens one; nothing of any other request."""
        try:
            return read_form(await request.read())["bill"] if request.path == "/fiscal/bills" else ""
        except (Unusable, KeyError):
            return ""

    def _served(self, does: Callable[[Form], Mapping[str, str]]) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            secret = self._settings.callback_secret
            try:
                said = {"code": "0", **does(_genuine(read_form(await request.read()), secret))}
            except (Unusable, KeyError, ValueError) as fault:
                said = {"code": "4000", "message": str(fault)}
            except Refused as refused:
                said = {"code": f"4{refused.status}", "message": refused.reason}
            return web.Response(text=signed(said, secret), content_type="application/x-www-form-urlencoded")

        return serve

    def _open(self, asked: Form) -> Mapping[str, str]:
        wanted = OrderWanted(asked["bill"], fen_of(asked["amount"]), asked["summary"], asked["notify_url"])
        seconds = float(asked["valid_seconds"])
        self._happened(self._book.open(wanted, _keyed(asked), clock.now(), seconds, "fiscal"))
        opened = self._book.order(number_of("fiscal", asked["request"])).opened
        pay_url = f"{self._settings.public_url}/pay/{opened.channel_order}"
        until = {"valid_until": beijing(opened.expires_at + timedelta(milliseconds=999))}
        return {"pay_code": opened.channel_order, "pay_url": pay_url, **until}

    def _query(self, asked: Form) -> Mapping[str, str]:
        order = self._book.order(asked["pay_code"])
        return paid_fields(order) if order.state(clock.now()) == "paid" else {"state": "0"}

    def _refund(self, asked: Form) -> Mapping[str, str]:
        wanted = RefundWanted(asked["bill"], asked["pay_code"], fen_of(asked["amount"]), asked["reason"])
        self._happened(self._book.refund(wanted, _keyed(asked), clock.now()))
        made = self._book.refunds[reference("RF", asked["request"])]
        return {"voucher": made.channel_refund, "amount": yuan(made.fen), "time": beijing(made.refunded_at)}

    def _statement(self, asked: Form) -> Mapping[str, str]:
        day, page = date.fromisoformat(asked["day"]), int(asked["page"])
        lines = self._book.lines(day.isoformat(), "fiscal")
        shown = lines[PAGE * (page - 1) : PAGE * page]
        rows = [
            "|".join(
                (
                    *(line["reference"], line["order"], "1" if line["kind"] == "payment" else "2"),
                    *(yuan(line["fen"]), "1" if line["state"] == "done" else "0"),
                )
            )
            for line in shown
        ]
        return {"lines": "\n".join(rows), "more": "1" if len(lines) > PAGE * page else "0"}


def _genuine(asked: Form, secret: str) -> Form:
    if asked.get("sign") != digest(asked, secret):
        raise Refused(401, "signature-invalid", "the form is not signed with the shared secret")
    return asked


def _keyed(asked: Form) -> Keyed:
    """The request's own number, and what it says."""
    return Keyed(asked["request"], digest(asked, "which request this is"))

"""The fiscal channel (非税收入收缴): forms, amounts in yuan, times of Beijing, HMAC-SM3; an order is a 缴款识别码.

Everything it is asked and everything it says is signed: the digest covers the fields in the order of their names.
"""

import re
from collections.abc import Callable
from urllib.parse import urlencode

from services.chassis.clock import stamp
from services.chassis.forms import Form, authenticated, moment_of, read_form, same
from services.chassis.outside import Outside
from services.chassis.statements import Unusable, reference, text
from services.chassis.vocabulary import Foreign, OutsideUnavailable
from services.payments.channels import Notice, Said
from services.payments.messages import Payment
from services.payments.settings import Settings

_YUAN = re.compile(r"(0|[1-9][0-9]{0,13})\.([0-9]{2})")
_PAY_CODE = re.compile("[0-9]{20}")


def signed(fields: Form, secret: str) -> str:
    """The form with its `sign`."""
    return urlencode({**fields, "sign": digest(fields, secret)})


def digest(fields: Form, secret: str) -> str:
    """HMAC-SM3 (GB/T 32905, GB/T 15852.2) in hex over `name=value` of every field but `sign`, by name, joined by &."""
    return authenticated(fields, secret, "sign").hex()


def yuan(fen: int) -> str:
    """`70.00`: GB/T 39046 gives amounts in yuan with two decimals."""
    return f"{fen // 100}.{fen % 100:02}"


def fen_of(amount: str) -> int:
    """Whole fen of an amount in yuan with two decimals, more than nothing; no fraction is ever computed."""
    found = _YUAN.fullmatch(amount)
    if not found or not (fen := int(found[1]) * 100 + int(found[2])):
        raise Unusable("an amount is not yuan with two decimals, more than nothing")
    return fen


class Fiscal:
    """`POST /bills`, `/bills/query`, `/refunds`, `/statements`; what was asked under one `request` is one request."""

    def __init__(self, settings: Settings) -> None:
        self.name, self._secret = settings.fiscal_name, settings.fiscal_secret
        self._outside = Outside("the fiscal channel", settings.fiscal_url, settings.channel_timeout)
        self._seconds = f"{settings.order_lifetime_seconds:g}"

    def open_order(self, asked: Foreign) -> Said:
        """Ask for a 缴款识别码 under which the bill can be paid."""
        what = {"bill": asked["order"], "amount": yuan(asked["fen"]), "summary": asked["description"]}
        said = self._ask("/bills", asked, {**what, "notify_url": asked["notify_url"], "valid_seconds": self._seconds})
        if said is None:
            return {"refused": "channel-refused"}
        return self._read(said, lambda: _order(said))

    def refund_order(self, asked: Foreign) -> Said:
        """Ask for a payment, or a part of it, to go back."""
        what = {"bill": asked["order"], "pay_code": asked["channel_order"], "amount": yuan(asked["fen"])}
        said = self._ask("/refunds", asked, {**what, "reason": asked["why"]})
        if said is None:
            return {"refused": "refund-refused"}
        return self._read(said, lambda: _refund(said))

    def query_order(self, asked: Foreign) -> Said:
        """Ask how a bill stands."""
        said = self._ask("/bills/query", asked, {"bill": asked["order"], "pay_code": asked["channel_order"]})
        if said is None:
            return {"refused": "order-unknown"}
        return self._read(said, lambda: _standing(said))

    def statement_page(self, day: str, page: int) -> Said:
        """Ask for one page of a day's statement."""
        asked = {"message": f"statement-{day}-{page}"}
        said = self._ask("/statements", asked, {"day": day.replace("-", ""), "page": str(page)})
        if said is None:
            raise OutsideUnavailable("the fiscal channel has no statement of that day yet")
        return self._read(said, lambda: _page(said))

    def disbelief(self, body: str, signature: str) -> str | None:
        """Believe what is signed with the shared secret, over the fields and not the bytes."""
        try:
            genuine = same(digest(read_form(body), self._secret), signature)
        except Unusable:
            genuine = False
        return None if genuine else "signature-invalid"

    def notice(self, body: str) -> Notice:
        """Read a call: `state` is 1 (paid) or 0 (not paid)."""
        said = read_form(body)
        order, state = text(said, "bill"), text(said, "state")
        if state == "0":
            return Notice(order, unpaid_at=moment_of(text(said, "time")))
        if state != "1":
            raise Unusable("state is neither 1 nor 0")
        received = (_pay_code(said), fen_of(text(said, "amount")), moment_of(text(said, "time")))
        return Notice(order, Payment(reference(said, "voucher"), self.name, *received))

    def _ask(self, path: str, asked: Foreign, fields: Form) -> Form | None:
        """What it answers, if it is the channel that answers; None for a no."""
        body = signed({**fields, "request": asked["message"]}, self._secret).encode()
        status, answered = self._outside.exchange(path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        if status != 200:
            raise OutsideUnavailable(f"the fiscal channel answers {status} to {path}")
        try:
            said = read_form(answered)
        except Unusable as fault:
            raise OutsideUnavailable(f"the fiscal channel's answer to {path}: {fault}") from None
        if not same(digest(said, self._secret), said.get("sign", "")):
            raise OutsideUnavailable(f"the fiscal channel's answer to {path} is not signed by it")
        return said if said.get("code") == "0" else None

    @staticmethod
    def _read(said: Form, read: Callable[[], Said]) -> Said:
        try:
            return read()
        except Unusable as fault:
            raise OutsideUnavailable(f"the fiscal channel's answer: {fault}") from None


def _pay_code(said: Form) -> str:
    code = text(said, "pay_code")
    if not _PAY_CODE.fullmatch(code):
        raise Unusable("pay_code is not a 缴款识别码 of 20 digits")
    return code


def _order(said: Form) -> Said:
    until = stamp(moment_of(text(said, "valid_until")))
    return {"channel_order": _pay_code(said), "pay_url": text(said, "pay_url"), "expires_at": until}


def _refund(said: Form) -> Said:
    given = {"refunded_fen": fen_of(text(said, "amount")), "refunded_at": stamp(moment_of(text(said, "time")))}
    return {"channel_refund": reference(said, "voucher"), **given}


def _standing(said: Form) -> Said:
    if text(said, "state") != "1":
        return {}
    paid = {"fen": fen_of(text(said, "amount")), "paid_at": stamp(moment_of(text(said, "time")))}
    return {"notice": reference(said, "voucher"), "channel_order": _pay_code(said), **paid}


def _page(said: Form) -> Said:
    """One line a row: reference|bill|1 for a payment, 2 for a refund|amount|1 for done, 0 for undone."""
    rows = [row.split("|") for row in said.get("lines", "").splitlines()]
    if any(len(row) != 5 or row[2] not in {"1", "2"} or row[4] not in {"0", "1"} for row in rows):
        raise Unusable("a line of the statement is not of five fields")
    return {"lines": [_line(*row) for row in rows], "more": said.get("more") == "1"}


def _line(reference_: str, bill: str, kind: str, amount: str, done: str) -> Said:
    what = {"kind": "payment" if kind == "1" else "refund", "state": "done" if done == "1" else "undone"}
    return {"reference": reference_, "order": bill, "fen": fen_of(amount), **what}

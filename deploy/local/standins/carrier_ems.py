"""The stand-in carrier's second counter, EMS: forms that are signed with HMAC-SM3, fields after GB/T 39046.

POST /ems/orders {EMS_ORD_NO, POST_TYPE, SEND_*, RCV_*, NOTIFY_URL, …} -> {Rtn_Code (0 is yes), Rtn_Msg, MAIL_NUM}

The same EMS_ORD_NO is the same parcel; both ways are signed in CHK_CODE.
"""

from collections.abc import Callable
from typing import Literal

from aiohttp import web

from deploy.local.standins.carrier_book import Book, Booked, ParcelWanted, number_of
from deploy.local.standins.serving import Keyed, Refused
from deploy.local.standins.settings import Settings
from services.chassis import clock
from services.chassis.forms import Form, read_form
from services.chassis.statements import Unusable
from services.logistics.ems import BY_CODE, chk_code, signed

ABOUT_THE_APPLICANT = {"1": "RCV", "2": "SEND"}
"""Whose address decides whether anyone is there: results and originals go there, originals are fetched there."""


class Counter:
    """The same book, in another language. `booked` carries on with a new parcel."""

    def __init__(self, settings: Settings, book: Book, booked: Callable[[Booked | None], None]) -> None:
        self._settings, self._book, self._booked = settings, book, booked

    def add_to(self, app: web.Application) -> None:
        """Serve at /ems."""
        app.add_routes([web.post("/ems/orders", self.order)])

    async def order(self, request: web.Request) -> web.Response:
        """Take a parcel on."""
        try:
            said = {"Rtn_Code": "0", "Rtn_Msg": "ok", "MAIL_NUM": self._take(read_form(await request.read()))}
        except (Unusable, KeyError, ValueError) as fault:
            said = {"Rtn_Code": "4000", "Rtn_Msg": str(fault)}
        except Refused as refused:
            said = {"Rtn_Code": f"4{refused.status}", "Rtn_Msg": refused.reason}
        text = signed(said, self._settings.callback_secret)
        return web.Response(text=text, content_type="application/x-www-form-urlencoded")

    async def ordered(self, request: web.Request) -> ParcelWanted | None:
        """Which parcel a form orders; None of any other request."""
        try:
            return _wanted(read_form(await request.read())) if request.path == "/ems/orders" else None
        except (Unusable, KeyError, ValueError):
            return None

    def _take(self, asked: Form) -> str:
        if asked.get("CHK_CODE") != chk_code(asked, self._settings.callback_secret):
            raise Refused(401, "signature-invalid", "the form is not signed with the shared secret")
        lasting = {name: value for name, value in asked.items() if name not in ("SENDTIME", "CHK_CODE")}
        key = Keyed(asked["EMS_ORD_NO"], chk_code(lasting, "which request this is"))
        self._booked(self._book.book(_wanted(asked), key, clock.now(), "ems"))
        return number_of("ems", key.key)


def _wanted(asked: Form) -> ParcelWanted:
    """The parcel of a form; raises KeyError or ValueError."""
    whose = ABOUT_THE_APPLICANT[asked["POST_TYPE"]]
    address = "".join(asked[f"{whose}_{part}"] for part in ("PROV", "CITY", "COUNTRY", "STRECT", "NAME"))
    proof: Literal["", "code"] = "code" if asked.get("SIGN_TYPE") == BY_CODE else ""
    return ParcelWanted(asked["EMS_ORD_NO"], address, asked["NOTIFY_URL"], proof, asked["LABEL"])

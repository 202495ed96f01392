"""STAND-IN for a carrier: `python -m deploy.local.standins.carrier`. No parcel travels.

POST /parcels {parcel, address, notify_url}  -> {tracking_number, carrier}; needs an Idempotency-Key
GET  /parcels/{tracking_number}              GET /parcels   all of them, for audits

It then calls the notify_url by itself with {tracking_number, sequence, status, at, incident?}: 1 collected,
2 in_transit, 3 delivered - or returned (incident addressee-unknown) when the address contains 查无此人 -
one every PACE_SECONDS, the next only when the one before was heard, signed in `X-Signature`, sent under
`X-Sender: standin-carrier`, each repeated until a 2xx answers.
"""

import asyncio

from aiohttp import web

from deploy.local.standins.callbacks import Teller
from deploy.local.standins.carrier_book import KINDS, Book, Booked, Moved, Parcel, ParcelWanted, Told
from deploy.local.standins.journal import Journal
from deploy.local.standins.serving import answer, application, asked, keyed, main, reference, refusing
from deploy.local.standins.settings import Settings
from deploy.local.standins.switches import Switches
from services.chassis import clock, codec

NAME = "carrier"
SENDER = "standin-carrier"


class Carrier:
    """The carrier's book behind HTTP, and the parcels' ways."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._book = settings, Book()
        self._journal = Journal(settings.journal, KINDS)
        self._teller = Teller(SENDER, settings)
        for entry in self._journal.entries():
            self._book.apply(entry)

    @refusing
    async def book(self, request: web.Request) -> web.Response:
        """Take a parcel on and set it on its way."""
        wanted = await asked(request, ParcelWanted)
        key = keyed(request, wanted)
        tracking_number = reference("YJ", key.key)
        if booked := self._book.book(wanted, key, clock.now()):
            self._happened(booked)
            self._teller.begin(self._carry(self._book.parcel(tracking_number)))
        return answer({"tracking_number": tracking_number, "carrier": SENDER})

    @refusing
    async def show(self, request: web.Request) -> web.Response:
        """One parcel as it stands."""
        return answer(self._book.parcel(request.match_info["tracking_number"]).shown())

    async def show_all(self, _: web.Request) -> web.Response:
        """Every parcel."""
        return answer({"parcels": [parcel.shown() for parcel in self._book.parcels.values()]})

    async def resume(self, _: web.Application) -> None:
        """Carry on with what was under way before the last end."""
        for parcel in self._book.under_way():
            self._teller.begin(self._carry(parcel))

    async def close(self, _: web.Application) -> None:
        """Stop carrying, let go of the journal."""
        await self._teller.close()
        self._journal.close()

    def _happened(self, entry: Booked | Moved | Told) -> None:
        self._journal.write(entry)
        self._book.apply(entry)

    async def _carry(self, parcel: Parcel) -> None:
        number = parcel.booked.tracking_number
        while not parcel.ended:
            if not parcel.waits_to_be_told:
                await asyncio.sleep(self._settings.pace_seconds)
                self._happened(Moved(number, clock.now()))
            notice = parcel.notice(len(parcel.moments))
            heard = await self._teller.tell(parcel.booked.notify_url, codec.encode(notice))
            self._happened(Told(number, heard))


def build(settings: Settings) -> web.Application:
    """The carrier as an application."""
    carrier, app = Carrier(settings), application(NAME)
    Switches().add_to(app)
    app.add_routes(
        [
            web.post("/parcels", carrier.book),
            web.get("/parcels", carrier.show_all),
            web.get("/parcels/{tracking_number}", carrier.show),
        ]
    )
    app.on_startup.append(carrier.resume)
    app.on_cleanup.append(carrier.close)
    return app


if __name__ == "__main__":
    main(NAME, build, pace_seconds=0.5, calls_back=True)

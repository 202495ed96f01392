"""STAND-IN for a carrier: `python -m deploy.local.standins.carrier`. No parcel travels.

POST /parcels {parcel, address, notify_url, proof?}  -> {tracking_number, carrier}; needs an Idempotency-Key
POST /door/{tracking_number} {code}          what the recipient tells the courier; a delivery brings it
GET  /parcels/{tracking_number}              GET /parcels   all of them, for audits

It then calls the notify_url by itself with {tracking_number, sequence, status, at, incident?}: 1 collected,
2 in_transit, 3 delivered - or returned (incident addressee-unknown) when the address contains 查无此人 -
one every PACE_SECONDS, the next only when the one before was heard, signed in `X-Signature`, sent under
`X-Sender: standin-carrier`, each repeated until a 2xx answers. With `proof: code` the courier waits at the door for the
code, DOOR_SECONDS at most, then leaves the parcel there without; told later, the delivery is told again, with it.
Other words in an address let it answer or tell badly about this one parcel: ANSWERED_SO, TOLD_SO in `carrier_book.py`.
The same book is kept for EMS, which speaks another language: `carrier_ems.py`.
"""

from dataclasses import replace

from aiohttp import web

from deploy.local.standins.carrier_book import KINDS, Book, Booked, Coded, CodeTold, Happened, ParcelWanted, number_of
from deploy.local.standins.carrier_calls import SENDER, Caller
from deploy.local.standins.carrier_ems import Counter
from deploy.local.standins.journal import Journal
from deploy.local.standins.manners import MANNERS, Answered, Ill, Manners, ToAnswer
from deploy.local.standins.serving import Refused, answer, application, asked, keyed, main, refusing
from deploy.local.standins.settings import Settings
from deploy.local.standins.switches import Switches
from services.chassis import clock

NAME = "carrier"


class Carrier:
    """The carrier's book behind HTTP, and the parcels' ways."""

    def __init__(self, settings: Settings, switches: Switches) -> None:
        self._book, self._switches = Book(), switches
        self._journal = Journal(settings.journal, (*KINDS, *MANNERS))
        self.manners = Manners(self._journal)
        self._caller = Caller(settings, self._happened)
        self.ems = Counter(settings, self._book, self._take_on)
        for entry in self._journal.entries():
            match entry:
                case ToAnswer() | Answered():
                    self.manners.apply(entry)
                case _:
                    self._book.apply(entry)

    @refusing
    async def book(self, request: web.Request) -> web.Response:
        """Take a parcel on and set it on its way."""
        wanted = await asked(request, ParcelWanted)
        key = keyed(request, wanted)
        tracking_number = number_of("courier", key.key)
        self._take_on(self._book.book(wanted, key, clock.now()))
        return answer({"tracking_number": tracking_number, "carrier": SENDER})

    @refusing
    async def show(self, request: web.Request) -> web.Response:
        """One parcel as it stands."""
        return answer(self._book.parcel(request.match_info["tracking_number"]).shown())

    @refusing
    async def be_told(self, request: web.Request) -> web.Response:
        """The recipient tells the courier the parcel's code."""
        parcel, told = self._book.parcel(request.match_info["tracking_number"]), await asked(request, CodeTold)
        if told.code != parcel.code:
            self._happened(Coded(parcel.booked.tracking_number, told.code))
            self._caller.told(parcel)
        return answer(parcel.shown())

    async def show_all(self, _: web.Request) -> web.Response:
        """Every parcel."""
        return answer({"parcels": [parcel.shown() for parcel in self._book.parcels.values()]})

    async def manner(self, request: web.Request) -> Ill | None:
        """How this try to book a parcel is to be answered; what is malformed books none."""
        if request.path == "/parcels":
            try:
                wanted = await asked(request, ParcelWanted)
            except Refused:
                return None
        elif (ordered := await self.ems.ordered(request)) is not None:
            wanted = ordered
        else:
            return None
        ill = wanted.answered()
        return ill and self.manners.take(wanted.parcel, wanted=ill)

    async def resume(self, _: web.Application) -> None:
        """Carry on with what was under way before the last end."""
        for parcel in self._book.under_way():
            self._caller.begin(parcel)

    async def close(self, _: web.Application) -> None:
        """Stop carrying, let go of the journal."""
        await self._caller.close()
        self._journal.close()

    def _happened(self, entry: Happened) -> None:
        self._journal.write(entry)
        self._book.apply(entry)

    def _take_on(self, booked: Booked | None) -> None:
        """What the address does not say the switch does."""
        if booked:
            self._happened(replace(booked, tell=booked.tell or self._switches.telling))
            self._caller.begin(self._book.parcel(booked.tracking_number))


def build(settings: Settings) -> web.Application:
    """The carrier as an application."""
    switches, app = Switches(), application(NAME)
    carrier = Carrier(settings, switches)
    switches.add_to(app, carrier.manners, carrier.manner)
    carrier.ems.add_to(app)
    app.add_routes(
        [
            web.post("/parcels", carrier.book),
            web.get("/parcels", carrier.show_all),
            web.get("/parcels/{tracking_number}", carrier.show),
            web.post("/door/{tracking_number}", carrier.be_told),
        ]
    )
    app.on_startup.append(carrier.resume)
    app.on_cleanup.append(carrier.close)
    return app


if __name__ == "__main__":
    main(NAME, build, pace_seconds=0.5, calls_back=True)

"""One applicant: applies, follows the case, does what it asks for, rates the service."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any

from deploy.local.job.books import stream
from deploy.local.job.forms import bundle_form, form, material
from deploy.local.job.incidents import BY_CHANNEL, TOLD, Incident
from deploy.local.job.officers import Officers
from deploy.local.job.plan import Application
from deploy.local.job.portal import CONFLICT, Portal, Refused

ENDS = ("closed", "refused", "withdrawn", "expired")

OVER = ("finished", "declined")
"""How one thing (一件事) ends."""

LEVELS = 5
"""好差评 has five; the run uses them in turn."""

Tell = Callable[[str, str], None]
"""Told of every case and the stage it has come to."""


@dataclass(slots=True)
class Citizen:
    """Acts on what the portal shows, as a person would; each thing once.

    files: every case that comes of it, for the officers to look up what they are to do. officers: who check promises.
    channel: where the stand-in channel is told how to answer who opens the order. door: where couriers are told codes
    (收件码).
    """

    portal: Portal
    run: str
    application: Application
    files: MutableMapping[str, Application] = field(default_factory=dict)
    officers: Officers | None = None
    door: str = field(kw_only=True)
    done: set[str] = field(default_factory=set)
    case: str = ""
    access: dict[str, str] = field(default_factory=dict)
    channel: str = field(default="", kw_only=True)

    async def apply(self) -> str:
        """Hand in the application; returns the number of the case, or of the bundle."""
        key = {"Idempotency-Key": f"{self.run}-{self.application.index}"}
        if self.application.parts:
            receipt = await self.portal.post("/bundles", bundle_form(self.application), key)
            self.case = receipt["bundle"]
        else:
            receipt = await self.portal.post("/cases", form(self.application), key)
            self.case = receipt["case"]
            await self._spoil_order()
            self.files[self.case] = self.application
        self.access = {"X-Access-Code": receipt["access_code"]}
        return self.case

    async def see_it_through(self, tell: Tell) -> dict[str, Any]:
        """Follow the case to its end; returns how it stands then."""
        if self.application.parts:
            return await self._parts(tell)
        if self.application.incident is Incident.WITHDRAWN:
            await self._do("withdrawal", {"reason_text": "不再需要 (no longer needed)"})
        async for view in self.portal.follow(f"/cases/{self.case}", self.access):
            tell(self.case, view["stage"])
            if view["stage"] in ENDS:
                if view["stage"] == "closed":
                    await self._do("rating", {"level": 1 + self.application.index % LEVELS})
                if self.officers is None or view.get("commitment", {}).get("state") != "due":
                    return view
                await self.officers.check(self.case)
            await self._answer(view)
        raise AssertionError("following ends only with the case")

    async def _spoil_order(self) -> None:
        """Before any officer knows of the case: then nobody has asked the channel for the order yet."""
        if answered := BY_CHANNEL.get(self.application.incident):
            channel, order = replace(self.portal, url=self.channel), stream(self.case, "payment")
            await channel.post("/answers", {"order": order, "answered": answered})

    async def _parts(self, tell: Tell) -> dict[str, Any]:
        """One thing (一件事): each part is a case of its own, and it is over when the last of them is."""
        parts = dict[str, asyncio.Task[dict[str, Any]]]()
        try:
            async for view in self.portal.follow(f"/bundles/{self.case}", self.access):
                tell(self.case, view["stage"])
                for part in view["parts"]:
                    if part["item"] not in parts and part.get("outcome") != "not-begun":
                        parts[part["item"]] = asyncio.create_task(self._other(part).see_it_through(_nobody))
                if view["stage"] in OVER:
                    begun = {part["item"] for part in view["parts"] if part.get("outcome") != "not-begun"}
                    await asyncio.gather(*(parts[item] for item in begun))
                    return {**view, "stage": "refused" if view["outcome"] in ("none", "refused") else "closed"}
        finally:
            for task in parts.values():
                task.cancel()
        raise AssertionError("following ends only with the bundle")

    def _other(self, opened: dict[str, Any]) -> "Citizen":
        """The same applicant with another case: a part, or the case in the province that decides."""
        application, parts = self.application, {part["code"]: part for part in self.application.parts}
        if parts:
            incident = Incident.REFUSED if application.refused == opened["item"] else Incident.NONE
            application = replace(application, item=parts[opened["item"]], incident=incident, parts=())
        self.files[opened["case"]] = application
        access = {"X-Access-Code": opened["access_code"]}
        return Citizen(
            self.portal,
            self.run,
            application,
            self.files,
            self.officers,
            door=self.door,
            case=opened["case"],
            access=access,
        )

    async def _answer(self, view: dict[str, Any]) -> None:
        answers: dict[str, Callable[[dict[str, Any]], Awaitable[None]]] = {
            "supplement": self._supply,
            "payment": self._pay,
            "choice": self._choose,
            "transferred": self._continue,
        }
        if view["stage"] in answers:
            await answers[view["stage"]](view)
        for parcel in view["parcels"]:
            await self._open_the_door(parcel)

    async def _open_the_door(self, parcel: dict[str, Any]) -> None:
        """Tell the courier the parcel's code, as soon as it is shown: then nobody waits at the door."""
        if "delivery_code" in parcel and parcel["parcel"] not in self.done:
            self.done.add(parcel["parcel"])
            told = {"code": parcel["delivery_code"]}
            await replace(self.portal, url=self.door).post(f"/door/{parcel['tracking_number']}", told)

    async def _continue(self, view: dict[str, Any]) -> None:
        """The case goes on in another province, and ends here when it has ended there."""
        if "continue" not in self.done:
            self.done.add("continue")
            there = self._other(view["continued"])
            there.done.add("rating")  # one service, one rating: here
            await there.see_it_through(_nobody)

    async def _supply(self, view: dict[str, Any]) -> None:
        codes = [one["code"] for one in view["missing"]]
        await self._do("materials", {"materials": [material(self.application, code) for code in codes]})

    async def _pay(self, view: dict[str, Any]) -> None:
        if "pay_url" not in view or self.application.incident is Incident.UNPAID or "pay" in self.done:
            return
        self.done.add("pay")
        told = TOLD.get(self.application.incident)
        try:
            await replace(self.portal, url="").post(view["pay_url"], {"tell": told} if told else {})
        except Refused as too_late:
            # The order has expired meanwhile: the case ends so, and the audit says that another end was due.
            if too_late.status != CONFLICT:
                raise

    async def _choose(self, view: dict[str, Any]) -> None:
        """Who has the parcel, whatever the carrier says, has nothing to choose; they say so where no code was shown
        with which the courier could prove it.
        """
        if self.application.incident is Incident.CARRIER_DELIVERS:
            for parcel in (one["parcel"] for one in view["parcels"] if one["parcel"] not in self.done):
                await self._do(f"parcels/{parcel}/receipt", {})
            return
        await self._do("delivery-choice", {"method": "resend", "address": self.application.person.address})

    async def _do(self, what: str, body: dict[str, Any]) -> None:
        if what not in self.done:
            self.done.add(what)
            await self.portal.post(f"/cases/{self.case}/{what}", body, self.access)


def _nobody(_case: str, _stage: str) -> None:
    """Nobody counts the parts; the whole is counted."""

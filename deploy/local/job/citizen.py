"""One applicant: applies, follows the case, does what it asks for, rates the service."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from deploy.local.job.plan import NOBODY_THERE, Application, Incident
from deploy.local.job.portal import CONFLICT, Portal, Refused

ENDS = ("closed", "refused", "withdrawn", "expired")

LEVELS = 5
"""好差评 has five; the run uses them in turn."""

Tell = Callable[[str, str], None]
"""Told of every case and the stage it has come to."""


@dataclass(slots=True)
class Citizen:
    """Acts on what the portal shows, as a person would; each thing once."""

    portal: Portal
    run: str
    application: Application
    done: set[str] = field(default_factory=set)
    case: str = ""
    access: dict[str, str] = field(default_factory=dict)

    async def apply(self) -> str:
        """Hand in the application; returns the case number."""
        key = {"Idempotency-Key": f"{self.run}-{self.application.index}"}
        receipt = await self.portal.post("/cases", self._form(), key)
        self.case, self.access = receipt["case"], {"X-Access-Code": receipt["access_code"]}
        return self.case

    async def see_it_through(self, tell: Tell) -> dict[str, Any]:
        """Follow the case to its end; returns how it stands then."""
        if self.application.incident is Incident.WITHDRAWN:
            await self._do("withdrawal", {"reason_text": "不再需要 (no longer needed)"})
        async for view in self.portal.follow(self.case, self.access):
            tell(self.case, view["stage"])
            if view["stage"] in ENDS:
                if view["stage"] == "closed":
                    await self._do("rating", {"level": 1 + self.application.index % LEVELS})
                return view
            await self._answer(view)
        raise AssertionError("following ends only with the case")

    async def _answer(self, view: dict[str, Any]) -> None:
        answers: dict[str, Callable[[dict[str, Any]], Awaitable[None]]] = {
            "supplement": self._supply,
            "payment": self._pay,
            "choice": self._choose,
        }
        if view["stage"] in answers:
            await answers[view["stage"]](view)

    async def _supply(self, view: dict[str, Any]) -> None:
        await self._do("materials", {"materials": [self._material(one["code"]) for one in view["missing"]]})

    async def _pay(self, view: dict[str, Any]) -> None:
        if "pay_url" not in view or self.application.incident is Incident.UNPAID or "pay" in self.done:
            return
        self.done.add("pay")
        try:
            await replace(self.portal, url="").post(view["pay_url"], {})
        except Refused as too_late:
            # The order has expired meanwhile: the case ends so, and the audit says that another end was due.
            if too_late.status != CONFLICT:
                raise

    async def _choose(self, view: dict[str, Any]) -> None:
        await self._do("delivery-choice", {"method": "resend", "address": self.application.person.address})

    async def _do(self, what: str, body: dict[str, Any]) -> None:
        if what not in self.done:
            self.done.add(what)
            await self.portal.post(f"/cases/{self.case}/{what}", body, self.access)

    def _form(self) -> dict[str, Any]:
        application, person = self.application, self.application.person
        required = [material["code"] for material in application.item["materials"] if material["required"]]
        if application.incident is Incident.MISSING_MATERIAL:
            required = required[1:]
        delivery: dict[str, Any] = {"method": application.delivery}
        if application.delivery == "post":
            nobody = NOBODY_THERE if application.incident is Incident.RETURNED else ""
            delivery["address"] = person.address + nobody
        return {
            "item": application.item["code"],
            "province": application.province.code,
            "applicant": {"name": person.name, "number": person.number, "phone": person.phone},
            "materials": [self._material(code) for code in required],
            "delivery": delivery,
            "channel": "desktop",
        }

    def _material(self, code: str) -> dict[str, str]:
        content = f"{code} of {self.application.person.number}"
        return {"code": code, "digest": hashlib.sha256(content.encode()).hexdigest()}

"""The window of a town's portal: what citizens and staff do there, one after the other."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from itertools import count
from typing import Any

import httpx

from deploy.local.job.people import Person, person
from deploy.local.job.signing_in import Staff
from deploy.local.probe import wait_until
from deploy.local.staff import login
from deploy.local.suite import portal_url, url
from services.chassis.sealed import account_of
from tests.journeys.town import Town

WITHIN = 40.0
CHINA = timezone(timedelta(hours=8))

SOLE_TRADER, FOOD, TOBACCO = "000131026000", "000131012000", "000164005000"
RESTAURANT = "002031901000"
DRIVING_LICENCE, ROAD_TRANSPORT = "000109047000", "000118024000"
SOCIAL_CARD, TEACHER, CONSTRUCTION = "002014006000", "000105003000", "000117020000"
HOUSING_FUND, PHYSICIAN, RESIDENCE = "002017005000", "000123021000", "002009008000"
BUSINESS_LICENCE = "11100000TB000001XB002"

YES = {"decision": "approve", "opinion": "符合法定条件，准予许可"}
NO = {"decision": "refuse", "reason": "conditions-not-met", "opinion": "不符合法定条件"}
ACCEPTED = {"decision": "accept", "opinion": "材料齐全，符合法定形式"}


class No(Exception):
    """The portal refused; `problem` says why (RFC 9457)."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status}: {problem}")
        self.status, self.problem = status, problem

    @property
    def kind(self) -> str:
        """The last word of its type."""
        return str(self.problem["type"]).rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Case:
    """A case, or a bundle, with what opens it."""

    window: "Window"
    id: str
    code: str

    @property
    def number(self) -> str:
        """Province and number, without what kind of thing it is."""
        return self.id.partition("-")[2]

    def view(self) -> dict[str, Any]:
        """As the applicant sees it now."""
        kind = "bundles" if self.id.startswith("bundle-") else "cases"
        return self.window.get(f"/{kind}/{self.id}", {"X-Access-Code": self.code})

    def comes_to(self, *stages: str, within: float = WITHIN) -> dict[str, Any]:
        """Wait for one of these stages; the test fails when it never comes."""
        assert wait_until(lambda: self.view()["stage"] in stages, within), self.view()
        return self.view()

    def shows(self, field_name: str) -> Any:
        """Wait until the applicant sees this."""
        assert wait_until(lambda: self.view().get(field_name) is not None, WITHIN), self.view()
        return self.view()[field_name]

    def steps(self) -> list[str]:
        """What happened so far."""
        return [entry["step"] for entry in self.view()["timeline"]]

    def does(self, what: str, body: Mapping[str, Any]) -> None:
        """The applicant asks for something."""
        kind = "bundles" if self.id.startswith("bundle-") else "cases"
        self.window.post(f"/{kind}/{self.id}/{what}", body, {"X-Access-Code": self.code})

    def staff(self, what: str, body: Mapping[str, Any], role: str = "officer") -> None:
        """Somebody of the province's staff does something about it."""
        staff = self.window.staff(self.id.split("-")[1], role)
        self.window.post(f"/officer/cases/{self.id}/{what}", body, staff)

    def pays(self, tell: str | None = None) -> None:
        """Pay at the channel; `tell`: how badly it is to tell of it."""
        self.comes_to("payment")
        self.window.post(str(self.shows("pay_url")), {"tell": tell} if tell else {})

    def approved(self) -> None:
        """An officer approves what is under review."""
        self.comes_to("review")
        self.staff("decision", YES)

    def received(self) -> dict[str, Any]:
        """The result has come by post: the recipient tells the courier the code that they are shown (收件码)."""
        assert wait_until(lambda: self._coded() is not None, WITHIN), self.view()
        coded = self._coded() or {}
        door = f"{url(self.window.town.machine, 'carrier')}/door/{coded['tracking_number']}"
        self.window.post(door, {"code": coded["delivery_code"]})
        return self.comes_to("closed")

    def _coded(self) -> dict[str, Any] | None:
        return next((one for one in self.view().get("parcels", ()) if one.get("delivery_code")), None)

    def handed_over(self) -> dict[str, Any]:
        """The result is fetched at the counter."""
        self.comes_to("collection")
        self.staff("collection", {})
        return self.comes_to("closed")


@dataclass(slots=True)
class Window:
    """One client of the portal, with everybody's keys."""

    town: Town
    http: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False, timeout=30))
    _numbers: "count[int]" = field(default_factory=lambda: count(1))
    _staff: Staff | None = None

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Read; raises No."""
        return self._answer(self.http.get(self._at(address), headers=dict(headers or {})))

    def find(self, address: str) -> dict[str, Any] | None:
        """Read what may not be there; None where it is not. Raises No for any other refusal."""
        response = self.http.get(self._at(address))
        return None if response.status_code == httpx.codes.NOT_FOUND else self._answer(response)

    def post(self, address: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Ask for something; raises No."""
        return self._answer(self.http.post(self._at(address), json=dict(body), headers=dict(headers or {})))

    def staff(self, province: str, role: str) -> dict[str, str]:
        """The header of a member of staff."""
        if self._staff is None:
            self._staff = Staff.of(self.town.machine)
        return asyncio.run(self._staff.header(login(province, role)))

    def account(self, login: str) -> str:
        """Somebody's account, as the bus knows it."""
        return account_of(self.town.machine.secrets.text("login"), login)

    def somebody(self, province: str = "530000") -> Person:
        """A person whom the register knows."""
        found = person(province, "云南省", next(self._numbers), 20261121)
        known = [{"number": found.number, "name": found.name}]
        self.post(f"{url(self.town.machine, 'register')}/population", {"people": known})
        return found

    def card_of(self, who: Person) -> str:
        """A bank card that the bank knows as theirs."""
        card = f"621700{int(who.number[:17]) % 10**13:013d}"
        known = {"number": who.number, "name": who.name, "card": card, "phone": who.phone}
        self.post(f"{url(self.town.machine, 'register')}/cards", {"cards": [known]})
        return card

    def item(self, code: str, province: str = "000000") -> dict[str, Any]:
        """An item in force."""
        return self.get(f"/items/{code}?province={province}")

    def papers(self, code: str, without: Sequence[str] = ()) -> list[dict[str, str]]:
        """All required materials of an item but these."""
        required = [one["code"] for one in self.item(code)["materials"] if one["required"]]
        return [paper(one) for one in required if one not in without]

    def applies(self, code: str, who: Person | None = None, without: Sequence[str] = (), **said: Any) -> Case:
        """Hand in an application, complete but for these materials, to be fetched at the counter."""
        form = self.form(code, who, without, **said)
        receipt = self.post("/cases", form)
        return Case(self, receipt["case"], receipt["access_code"])

    def form(self, code: str, who: Person | None = None, without: Sequence[str] = (), **said: Any) -> dict[str, Any]:
        """What is handed in."""
        usual = {"item": code, "province": "530000", "delivery": {"method": "counter"}}
        filled = {**usual, "materials": self.papers(code, without), **said}
        return (
            filled
            if "applicant" in said
            else {**filled, "applicant": applicant(who or self.somebody(filled["province"]))}
        )

    def open(self, opened: Mapping[str, Any]) -> Case:
        """A case that another one has led to."""
        return Case(self, opened["case"], opened["access_code"])

    def _at(self, address: str) -> str:
        return portal_url(self.town.machine) + address if address.startswith("/") else address

    def _answer(self, response: httpx.Response) -> dict[str, Any]:
        content: dict[str, Any] = response.json()
        if response.is_error:
            raise No(response.status_code, content)
        return content


def applicant(who: Person, **more: str) -> dict[str, str]:
    """As the form asks for it."""
    return {"name": who.name, "number": who.number, "phone": who.phone, **more}


def paper(code: str) -> dict[str, str]:
    """A material that is handed in."""
    return {"code": code, "digest": hashlib.sha256(code.encode()).hexdigest()}

"""Citizens whose accounts a counter opened, signed in as a browser does; and companies that the register knows."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from stdnum.cn import uscc

from deploy.local.job.people import Person
from deploy.local.job.signing_in import Staff
from deploy.local.probe import wait_until
from deploy.local.suite import SIGN_IN, url
from tests.journeys.desk import Desk
from tests.journeys.window import WITHIN, Case, No, Window

PASSWORD = "a password of my own"
WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11714: of the organisation code inside a credit code."""


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody who signs in."""

    window: Window
    person: Person
    browser: Staff

    @property
    def header(self) -> dict[str, str]:
        """Of their requests."""
        return asyncio.run(self.browser.header(self.person.phone))

    def get(self, address: str) -> dict[str, Any]:
        """Read what is theirs."""
        return self.window.get(address, self.header)

    def sees(self, what: str) -> Any:
        """One of the lists of what is theirs: cases, payments, parcels, certificates, uses."""
        return self.get(f"/me/{what}")[what]

    def post(self, address: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Ask for something."""
        return self.window.post(address, body, self.header)

    def comes(self, address: str, state: str) -> dict[str, Any]:
        """Wait until what they look at is in this state; the test fails when it never comes."""
        assert wait_until(lambda: self._looks(address).get("state") == state, WITHIN), self._looks(address)
        return self._looks(address)

    def _looks(self, address: str) -> dict[str, Any]:
        try:
            return self.get(address)
        except No as no:
            return {} if no.kind == "not-found" else dict(no.problem)

    def grants(self, agent: "Citizen", state: str = "granted", **said: Any) -> str:
        """Let somebody act: all matters and items, for long, unless it is said otherwise."""
        usual = {"agent": agent.person.number, "scope": ["submit"], "ends_on": "2099-12-31"}
        mandate = str(self.post("/me/mandates", {**usual, **said})["subject"])
        self.comes(f"/me/mandates/{mandate}", state)
        return mandate

    def applies(self, item: str, applicant: Mapping[str, str], **said: Any) -> Case:
        """Hand in an application for somebody, by a mandate if one is said."""
        form = {**self.window.form(item, self.person), **said, "applicant": dict(applicant)}
        receipt = self.post("/cases", form)
        return Case(self.window, receipt["case"], receipt["access_code"])


@dataclass(frozen=True, slots=True)
class Company:
    """An organisation and who represents it by law."""

    name: str
    number: str
    representative: Citizen

    @property
    def applicant(self) -> dict[str, str]:
        """As the form asks for it."""
        return {"name": self.name, "number": self.number}

    def claim(self, who: Citizen | None = None) -> dict[str, Any]:
        """What somebody says who represents it."""
        person = (who or self.representative).person
        return {"organisation": self.applicant, "representative": {"name": person.name, "number": person.number}}

    def confirmed(self) -> str:
        """Its representative is one of record; what it is called on the bus."""
        organisation = str(self.representative.post("/me/organisations", self.claim())["subject"])
        self.representative.comes(f"/me/organisations/{organisation}", "confirmed")
        return organisation


@dataclass(slots=True)
class People:
    """Whom the window's town knows."""

    window: Window
    desk: Desk
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def citizen(self, province: str = "530000") -> Citizen:
        """A person with an account."""
        return self.with_account(self.window.somebody(province), province)

    def with_account(self, who: Person, province: str = "530000") -> Citizen:
        """The same person, for whom a clerk has opened an account."""
        opening = {"login": who.phone, "number": who.number, "seen": "identity-card"}
        opened = self.window.post("/officer/accounts", opening, self.window.staff(province, "clerk"))
        self.desk.comes("identity", opened["account"], "AccountOpened")
        page = self.window.http.get(opened["activate_at"]).text
        form = {"token": page.partition("name=token value='")[2].partition("'")[0], "login": who.phone}
        form |= {"code": opened["activation_code"], "password": PASSWORD}
        assert "密码已设置" in self.window.http.post(opened["activate_at"], data=form).text
        self.desk.comes("identity", opened["account"], "AccountActivated")
        return Citizen(self.window, who, Staff(url(self.window.town.machine, SIGN_IN), PASSWORD))

    def company(self) -> Company:
        """One that the register knows, with its legal representative."""
        number = next(self._numbers)
        made = Company(f"昆明某某餐饮有限公司{number}", credit_code(number), self.citizen())
        self.represented_by(made, made.representative)
        return made

    def represented_by(self, company: Company, who: Citizen) -> None:
        """From now on the register names this person."""
        person = {"number": who.person.number, "name": who.person.name}
        known = [{"uscc": company.number, "name": company.name, "representative": person}]
        self.window.post(f"{url(self.window.town.machine, 'register')}/organisations", {"organisations": known})


def credit_code(number: int) -> str:
    """A credit code (GB 32100) with both check characters."""
    inner = f"MA{number:06d}"
    total = sum(int(sign, 36) * weight for sign, weight in zip(inner, WEIGHTS, strict=True))
    body = f"91530100{inner}{'0123456789X0'[11 - total % 11]}"
    return body + str(uscc.calc_check_digit(body))

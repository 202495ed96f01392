"""A citizen with an account: opened at a counter by a clerk, activated, and signed in as a browser would."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any

import httpx

from deploy.local.job.people import Person
from deploy.local.job.signing_in import Staff
from deploy.local.probe import wait_until
from deploy.local.suite import SIGN_IN, url
from tests.journeys.window import Window

PASSWORD = "a citizen of this town, 2026"
_TOKEN = re.compile(r"name=token value='([0-9a-f]+)'")


def activated(browser: httpx.Client, address: str, said: dict[str, str]) -> None:
    """Enter login, code and password in the form: once, since who guesses is locked out."""
    token = _TOKEN.search(browser.get(address).text)
    assert token is not None
    answer = browser.post(address, data={"token": token[1], **said})
    assert answer.is_success, answer.text


@dataclass(frozen=True, slots=True)
class Citizen:
    """Sees what is theirs."""

    window: Window
    who: Person
    header: dict[str, str]

    @classmethod
    def at(cls, window: Window, who: Person, province: str = "530000") -> "Citizen":
        """Somebody who shows a clerk their card, sets a password, and signs in."""
        opening = {"login": who.phone, "number": who.number, "seen": "identity-card"}
        opened = window.post("/officer/accounts", opening, window.staff(province, "clerk"))
        assert wait_until(lambda: bool(window.town.events("identity", opened["account"])), 20), "it was not opened"
        with httpx.Client(trust_env=False, timeout=30) as browser:
            said = {"login": who.phone, "code": opened["activation_code"], "password": PASSWORD}
            activated(browser, opened["activate_at"], said)
        sign_in = Staff(url(window.town.machine, SIGN_IN), PASSWORD)
        return cls(window, who, asyncio.run(sign_in.header(who.phone)))

    def sees(self, what: str) -> Any:
        """One of the lists of what is theirs: cases, payments, parcels, certificates, uses."""
        return self.window.get(f"/me/{what}", self.header)[what]

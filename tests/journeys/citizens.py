"""Citizens with an account: opened at a counter, activated at home, signed in."""

import asyncio
from dataclasses import dataclass

import httpx

from deploy.local.job.people import Person
from deploy.local.job.signing_in import Staff
from deploy.local.suite import SIGN_IN, url
from tests.identity.conftest import hidden
from tests.journeys.desk import Desk
from tests.journeys.window import Window

CHOSEN = "a password of my own"


@dataclass(frozen=True, slots=True)
class Citizens:
    """Gives people accounts, and signs them in."""

    window: Window
    desk: Desk

    def header(self, who: Person) -> dict[str, str]:
        """What a request of this person carries, who has had no account before."""
        clerk = self.window.staff("530000", "clerk")
        asked = {"login": who.phone, "number": who.number, "seen": "identity-card"}
        opened = self.window.post("/officer/accounts", asked, clerk)
        self.desk.comes("identity", opened["account"], "AccountOpened")
        self._activate(who, opened["activation_code"])
        self.desk.comes("identity", opened["account"], "AccountActivated")
        return asyncio.run(Staff(url(self.window.town.machine, SIGN_IN), CHOSEN).header(who.phone))

    def _activate(self, who: Person, code: str) -> None:
        address = f"{url(self.window.town.machine, SIGN_IN)}/activate"
        with httpx.Client(trust_env=False, timeout=20) as browser:
            token = hidden(browser.get(address).text)
            entered = {"token": token, "login": who.phone, "code": code, "password": CHOSEN}
            done = browser.post(address, data=entered)
        assert "密码已设置" in done.text, done.text

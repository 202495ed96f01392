"""Browsers that are signed in, and the sessions that clients have from it: one sign-in serves all of them."""

from dataclasses import dataclass

from services.chassis import clock
from services.identity.account_messages import Cause
from services.identity.sso.records import Record, Records, key_of, now
from services.identity.sso.reporting import Reporter


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser in which somebody has signed in. `key` says nothing to whoever reads it."""

    key: str
    account: str
    auth_time: int


@dataclass(frozen=True, slots=True)
class Sessions:
    """Begun, found and ended. The end is written first and then said: it holds here even if nobody hears it yet."""

    records: Records
    reporter: Reporter
    seconds: int

    def sign_in(self, account: str) -> str:
        """Remember a browser; returns the secret that its cookie holds."""
        secret = clock.new_id() + clock.new_id()
        until = now() + self.seconds
        self.records.add(
            "browsers", key_of(secret), account=account, auth_time=now(), until=until, sessions=[], ended=False
        )
        return secret

    def browser(self, secret: str | None) -> Browser | None:
        """Whose browser it is, unless the sign-in is over."""
        found = self.records.find("browsers", key_of(secret)) if secret else None
        if found is None or found.doc["ended"] or now() >= found.doc["until"]:
            return None
        return Browser(found.key, found.doc["account"], found.doc["auth_time"])

    def begin(self, browser: Browser, client: str) -> str:
        """A session of its own for a client; returns its id (sid)."""
        session = clock.new_id()
        while True:
            kept = self._found("browsers", browser.key)
            if self.records.change(kept, sessions=[*kept.doc["sessions"], session]):
                break
        about = {"account": browser.account, "browser": browser.key, "client": client}
        times = {"auth_time": browser.auth_time, "until": kept.doc["until"]}
        self.records.add("sessions", session, **about, **times, ended=kept.doc["ended"])
        self.reporter.signed_in(browser.account, client, session)
        return session

    def find(self, session: str) -> Record | None:
        """A session that is not over."""
        found = self.records.find("sessions", session)
        return None if found is None or found.doc["ended"] or now() >= found.doc["until"] else found

    def end(self, session: str, cause: Cause) -> None:
        """End one, and say so; saying it again changes nothing. Raises Unavailable."""
        found = self._mark("sessions", session)
        if found is not None:
            self.reporter.ended(found.doc["account"], session, cause)

    def end_all(self, browser: str) -> None:
        """Sign a browser out: every session that any client has from it ends."""
        found = self._mark("browsers", browser)
        for session in found.doc["sessions"] if found else ():
            self.end(session, "signed-out")

    def browser_of(self, session: str) -> str | None:
        """The browser in which a session began, over or not."""
        found = self.records.find("sessions", session)
        return str(found.doc["browser"]) if found else None

    def _mark(self, kind: str, key: str) -> Record | None:
        while True:
            found = self.records.find("browsers" if kind == "browsers" else "sessions", key)
            if found is None or found.doc["ended"] or self.records.change(found, ended=True):
                return found

    def _found(self, kind: str, key: str) -> Record:
        found = self.records.find("browsers" if kind == "browsers" else "sessions", key)
        if found is None:
            raise LookupError(f"there is no such record in {kind}")
        return found

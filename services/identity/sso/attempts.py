"""How often a password may be tried: counted in the store before it is checked, so guessing side by side is no use.

Counted for accounts that do not exist as well: the answer must not tell which do.
"""

from dataclasses import dataclass

from services.identity.sso.records import Records, now


@dataclass(frozen=True, slots=True)
class Attempts:
    """So many failures lock an account, for so many seconds from the first of them."""

    records: Records
    failures: int
    seconds: int

    def begin(self, account: str) -> bool:
        """Count one attempt; False when the account is locked."""
        while True:
            found = self.records.find("attempts", account)
            if found is None:
                if self.records.add("attempts", account, count=1, since=now()):
                    return True
                continue
            over = now() >= found.doc["since"] + self.seconds
            count, since = (0, now()) if over else (found.doc["count"], found.doc["since"])
            if count >= self.failures:
                return False
            if self.records.change(found, count=count + 1, since=since):
                return True

    def forget(self, account: str) -> None:
        """It was the right password; if somebody counts at this moment, theirs stays counted."""
        if found := self.records.find("attempts", account):
            self.records.change(found, count=0)

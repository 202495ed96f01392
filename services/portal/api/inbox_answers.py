"""What the API answers to an officer's look into the inbox."""

from typing import Literal

from services.portal.api.answers import Shown, Stamp
from services.portal.api.office_answers import OnDesk


class InInbox(OnDesk):
    """A case in the inbox. `due`: by when; `flag`: yellow is near its limit, red has passed it; `officer` has it."""

    due: Stamp | None
    flag: Literal["yellow", "red"] | None
    officer: str | None


class Inbox(Shown):
    """A page of the inbox, due first. `next` is what to send as `after` for the following page; null: the last."""

    cases: list[InInbox]
    next: str | None

"""Who looked at a person's case: told to identity, which says so to the person (个人信息保护法 44, 45)."""

from services.chassis import clock
from services.portal.access import Officer
from services.portal.api.callers import Case
from services.portal.api.case_view import Told
from services.portal.api.problems import Problem
from services.portal.api.sending import Command, about
from services.portal.api.window import Window


async def record(here: Window, officer: Officer, case: Case, told: Told) -> None:
    """Once a day for each officer and case, however often it is looked at; raises Unavailable."""
    person = told.get("applicant")
    if person is None:
        raise Problem("unavailable")  # whose it is has yet to be heard, and what cannot be recorded is not shown
    data = {"reader": officer.name.casefold(), "purpose": "review", "what": ["case"]}
    one = about(case.id, officer.name, clock.now_stamp()[:10])
    await here.sender.send(
        Command("identity.record-reading.v1", person, case.id, case.province, data, one, officer.name)
    )

"""Whom the stand-in register knows, and how it answers about some of them."""

from collections.abc import Sequence

from deploy.local.job.incidents import Incident
from deploy.local.job.plan import Application
from deploy.local.job.portal import Portal

ANSWERED = ("slow", "failing", "garbled", "cut")
"""How the register answers badly, once: in turn, about one applicant in so many."""

BADLY_ONE_IN = 40


async def tell_register(register: Portal, applications: Sequence[Application]) -> None:
    """The register must know the applicants, except those whom it shall not know."""
    known = [one for one in applications if one.incident is not Incident.UNKNOWN_PERSON]
    await register.post("/population", {"people": [_person(one) for one in known]})


def _person(one: Application) -> dict[str, str]:
    person = {"number": one.person.number, "name": one.person.name}
    turn, badly = divmod(one.index, BADLY_ONE_IN)
    return {**person, "answered": ANSWERED[turn % len(ANSWERED)]} if badly == BADLY_ONE_IN - 1 else person

"""Whom the stand-in registers know, and how they answer about some of them."""

from collections.abc import Sequence

from deploy.local.job.incidents import BY_REGISTER, Incident
from deploy.local.job.people import Person
from deploy.local.job.plan import Application
from deploy.local.job.portal import Portal
from deploy.local.standins.register import Organisation
from deploy.local.standins.register import Person as Inhabitant


async def tell_register(register: Portal, applications: Sequence[Application]) -> None:
    """The registers must know the applicants, except those whom they shall not know."""
    known = [one for one in applications if one.incident is not Incident.UNKNOWN_PERSON]
    people = [_told(one, "number") for one in known if not one.person.is_organisation]
    organisations = [_told(one, "uscc") for one in known if one.person.is_organisation]
    await register.post("/population", {"people": people})
    await register.post("/organisations", {"organisations": organisations})


def digest(person: Person) -> str:
    """By which the stand-in register knows whom it was asked about."""
    kind = Organisation if person.is_organisation else Inhabitant
    return kind(person.number, person.name).digests()[0]


def _told(one: Application, number: str) -> dict[str, str]:
    answered = BY_REGISTER.get(one.incident)
    return {number: one.person.number, "name": one.person.name, **({"answered": answered} if answered else {})}

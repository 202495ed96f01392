"""Which cases came of an application, by the store of cases: one, the parts of a whole, or one in two provinces."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from deploy.cli.walking import Walked
from deploy.local.job.forms import presented
from deploy.local.job.incidents import Incident
from deploy.local.job.plan import Application

DUE = {
    Incident.UNKNOWN_PERSON: "refused",
    Incident.REFUSED: "refused",
    Incident.REVIEW_REFUSED: "refused",
    Incident.WITHDRAWN: "withdrawn",
    Incident.UNPAID: "expired",
    Incident.REGISTER_DENIES: "refused",
}
"""How a case must end that met this; all others must be closed."""


@dataclass(frozen=True, slots=True)
class Travelled:
    """One case as it was dealt with. `case`: where it was decided; `presented`: materials a certificate stood for."""

    case: str
    application: Application
    presented: tuple[str, ...] = ()

    @property
    def due(self) -> str:
        """How it must have ended."""
        return DUE.get(self.application.incident, "closed")


def travelled(cases: Walked, name: str, application: Application) -> Iterator[Travelled]:
    """Every case of an application; what was handed in in one province and decided in another is one."""
    if application.parts:
        yield from _parts(cases, name, application)
        return
    moved = cases.of(name, "CaseTransferred")
    yield Travelled(str(moved[0]["to"]) if moved else name, application, presented(application))


def _parts(cases: Walked, name: str, application: Application) -> Iterator[Travelled]:
    """The parts that began; one that waited for another that failed never does."""
    items = {part["code"]: part for part in application.parts}
    finished = cases.of(name, "BundleFinished")
    ends = {end["item"]: end["outcome"] for one in finished for end in one["parts"]}
    for submitted in cases.of(name, "BundleSubmitted"):
        for part in submitted["form"]["parts"]:
            if ends.get(part["item"]) == "not-begun":
                continue
            incident = Incident.REFUSED if part["item"] == application.refused else Incident.NONE
            own = replace(application, item=items[part["item"]], incident=incident)
            yield Travelled(part["case"], own, presented(own))


def ended_whole(cases: Walked, name: str, application: Application) -> str:
    """How the application ended: as its case did, or as its bundle did; `open` where it has not."""
    if not application.parts:
        return ended(cases, name)
    outcomes = [one["outcome"] for one in cases.of(name, "BundleFinished")]
    return {"whole": "closed", "partial": "closed", "none": "refused"}[outcomes[0]] if outcomes else "open"


ENDS = {
    "CaseClosed": "closed",
    "ApplicationRefused": "refused",
    "CaseWithdrawn": "withdrawn",
    "CaseExpired": "expired",
}


def ended(cases: Walked, case: str) -> str:
    """How a case ended."""
    return next((ENDS[name] for name, _ in cases.events.get(case, ()) if name in ENDS), "open")

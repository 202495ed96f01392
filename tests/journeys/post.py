"""The post of a town: parcels as their recipients meet them, and the carrier's own book."""

from dataclasses import dataclass
from typing import Any

from deploy.local.job.people import Person
from deploy.local.probe import wait_until
from deploy.local.suite import url
from tests.journeys.window import PHYSICIAN, WITHIN, Case, Window

NOBODY_THERE = "查无此人"
"""An address with these words comes back."""


@dataclass(frozen=True, slots=True)
class Post:
    """The stand-in carrier, both of its counters."""

    window: Window

    @property
    def address(self) -> str:
        """Where it is."""
        return url(self.window.town.machine, "carrier")

    def behaves(self, mode: str, delay_seconds: float = 0.5) -> None:
        """Let it tell of its parcels so from now on."""
        switch = {"mode": mode, "seconds": 120, "delay_seconds": delay_seconds}
        self.window.post(f"{self.address}/switches", switch)

    def book(self, parcel: str) -> dict[str, Any]:
        """What the carrier itself has written down of a parcel."""
        parcels: list[dict[str, Any]] = self.window.get(f"{self.address}/parcels")["parcels"]
        return next(one for one in parcels if one["parcel"] == parcel)

    def comes_to(self, parcel: str, status: str) -> None:
        """Wait until the carrier has brought it that far."""
        assert wait_until(lambda: self.book(parcel)["status"] == status, WITHIN), self.book(parcel)

    def hears(self, parcel: dict[str, Any], code: str | None = None) -> None:
        """The recipient, or somebody sent by them, tells the courier at the door the code that they were shown."""
        told = {"code": code or parcel["delivery_code"]}
        self.window.post(f"{self.address}/door/{parcel['tracking_number']}", told)


def posted(window: Window, who: Person, province: str = "530000", address: str = "") -> Case:
    """A case whose result goes by post."""
    delivery = {"method": "post", "address": address or who.address}
    case = window.applies(PHYSICIAN, who, province=province, delivery=delivery)
    case.approved()
    return case


def carried(case: Case, number: int, *states: str) -> dict[str, Any]:
    """Wait until a parcel of the case is shown in one of these states: results from 1, originals from 501."""
    kind, name = "originals" if number > 500 else "parcels", f"parcel-{case.number}-{number}"

    def found() -> dict[str, Any]:
        shown = {one["parcel"]: one for one in case.view().get(kind) or ()}
        return dict(shown.get(name, {"state": "not there"}))

    assert wait_until(lambda: found()["state"] in states, WITHIN), found()
    return found()

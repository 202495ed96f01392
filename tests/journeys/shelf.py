"""Items (事项) that a test invents: published over the bus as an operator would, and retired when it is over."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from deploy.local.probe import wait_until
from services.chassis import clock
from tests.journeys.desk import Desk
from tests.journeys.window import CHINA, Window

PUBLISH = "catalogue.publish-item.v1"
WITHIN = 20.0

Item = dict[str, Any]


def day(days: int = 0) -> str:
    """So many days from today, in China."""
    return (clock.now().astimezone(CHINA).date() + timedelta(days=days)).isoformat()


class Shelf:
    """Publishes items; each of them is one that nobody has heard of."""

    def __init__(self, window: Window, desk: Desk) -> None:
        """Nothing is published yet."""
        self._window, self._desk = window, desk
        self._published: dict[str, Item] = {}

    def draft(self, like: str, **changes: Any) -> Item:
        """An item like one in force, under a code of its own; a field that is changed to None is left out."""
        drafted = {**self._window.item(like), "code": f"T{clock.new_id()[:11].upper().replace('-', '0')}", "version": 1}
        drafted.update(effective_from=day(-1), **changes)
        return {name: value for name, value in drafted.items() if value is not None or name == "certificate"}

    def put(self, like: str, **changes: Any) -> str:
        """Publish an item like this one, and wait until it is offered; its code."""
        item = self.draft(like, **changes)
        self.send(item)
        assert wait_until(lambda: self.offered(item["code"]) is not None, WITHIN), item
        return str(item["code"])

    def send(self, item: Mapping[str, Any], about: str = "") -> str:
        """Ask the catalogue to publish a version; the item's stream."""
        subject = f"item-{item['code']}"
        about = f"{about}-{item['version']}"
        self._desk.send(PUBLISH, subject, subject, item, about=about, province="000000")
        known = self._published.get(item["code"], item)
        self._published[item["code"]] = max(dict(item), dict(known), key=lambda one: int(one["version"]))
        return subject

    def offered(self, code: str) -> Item | None:
        """The item as the portal offers it today; None where it does not."""
        return self._window.find(f"/items/{code}")

    def retire(self) -> None:
        """The last version of each: from today on nobody may apply, and nobody is offered it any more."""
        yesterday = day(-1)
        for item in list(self._published.values()):
            if self.offered(item["code"]):
                over = {"effective_from": yesterday, "effective_until": yesterday}
                self.send({**item, "version": item["version"] + 1, **over}, about="retire")
        assert wait_until(lambda: not any(map(self.offered, self._published)), WITHIN)

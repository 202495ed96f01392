"""`python -m services.chassis.layout`: lays out the whole bus as the contracts describe it, before any service starts.

An event is for whoever has bound a queue, so the queue of a service that starts last must be there first. What each
capability hears stands in contracts/<capability>/capability.json. Harmless when it is there already. A capability
that is laid out but never deployed shows as a queue that only grows.
"""

import json
import os
import sys
from pathlib import Path

from services.chassis import settings, topology
from services.chassis.bus import Link
from services.chassis.errors import ChassisError


def lay_out(link: topology.Declares, contracts: Path) -> list[str]:
    """Declare every national inbox with its bindings; returns the capabilities."""
    capabilities = []
    for described in sorted(contracts.glob("*/capability.json")):
        capability = described.parent.name
        hears = json.loads(described.read_text(encoding="utf-8"))["hears"]
        with_effects = any((described.parent / "effects").glob("*.json"))
        topology.declare(link, topology.Place(capability), hears, with_effects=with_effects)
        capabilities.append(capability)
    return capabilities


def main() -> None:
    """Lay out the broker that AMQP_URI names."""
    try:
        bus = settings.read(settings.Bus, os.environ)
        link = Link(bus.amqp_uri)
        print(f"laid out: {', '.join(lay_out(link, bus.contracts_dir))}")  # noqa: T201 - a command's result
        link.close()
    except ChassisError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

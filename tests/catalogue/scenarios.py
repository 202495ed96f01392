"""The ways an item can go, as commands in turn; the diagram in the README is drawn from them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.catalogue.messages import Command
from tests.catalogue.samples import GUIDE, GUIDE_2, province, publish

SCENARIOS: Mapping[str, Sequence[Command]] = {
    "published": (publish(GUIDE),),
    "published in a new version": (publish(GUIDE), publish(GUIDE_2)),
    "published, the newer version first": (publish(GUIDE_2), publish(GUIDE)),
    "a version that is there with other content": (publish(GUIDE), publish(replace(GUIDE, promised_days=3))),
    "published, and a province promises less time": (publish(GUIDE), province(replace(GUIDE, promised_days=3))),
    "published, and a province asks for more time": (
        publish(GUIDE_2),
        province(replace(GUIDE_2, promised_days=9), "530000", 2),
    ),
    "a promise that is too long, then a shorter one": (publish(replace(GUIDE, promised_days=10)), publish(GUIDE)),
}

ORDER_TELLS = {
    "a version that is there with other content": "whichever content comes first is the version",
}

"""What the run came to: every store, the channel's statement and the carrier's book, read and held against the plan."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from deploy.cli.walking import opened, unsent
from deploy.local.job.audit import SERVICES, Books, audited
from tests.faults.figures import Figures
from tests.faults.ground import Ground
from tests.faults.traffic import Traffic, still_open

QUIET_WITHIN = 180.0
"""Seconds for queues and outboxes to empty after the last case has ended."""

STILL = 2.0
"""Seconds for which nothing may wait anywhere before it counts as quiet."""


@dataclass(frozen=True, slots=True)
class Line:
    """The last line of output."""

    faults: int
    kinds: int
    cases: int
    lost: int
    doubled: int
    stuck: int
    recovery_seconds_p95: float

    @property
    def good(self) -> bool:
        """Nothing was lost, nothing happened twice, nothing is stuck."""
        return not (self.lost or self.doubled or self.stuck)

    def __str__(self) -> str:
        return json.dumps(asdict(self))


@dataclass(slots=True)
class Verdict:
    """Sentences, one for each thing that is not as it should be."""

    cases: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)


async def quiet(figures: Figures, ground: Ground) -> bool:
    """Wait until nothing is under way: no message waits, nothing is unsent; False if that never comes."""
    until, since = time.monotonic() + QUIET_WITHIN, time.monotonic()
    while time.monotonic() - since < STILL:
        if time.monotonic() > until:
            return False
        left = await asyncio.to_thread(_unsent, ground.store.uri)
        if left or await figures.waiting() != 0:
            since = time.monotonic()
        await asyncio.sleep(0.2)
    return True


async def judged(ground: Ground, figures: Figures, traffic: Traffic) -> Verdict:
    """Read everything."""
    verdict = Verdict(cases=len(traffic.applications))
    if not await quiet(figures, ground):
        waiting = await figures.waiting()
        verdict.stuck.append(f"{waiting} messages still wait, {_unsent(ground.store.uri)} commits are unsent")
    if parked := await figures.parked():
        verdict.stuck.append(f"{parked} messages are parked: see `tongban parked list`")
    verdict.stuck.extend(f"{one['case']} ({one['incident']}): {one['stage']}" for one in still_open(traffic))
    books, findings = await audited(figures.session, ground.machine, traffic.applications)
    verdict.lost.extend([*findings.lost, *findings.unmet, *findings.faults])
    verdict.lost.extend([*traffic.given_up, *_unrated(books, traffic)])
    verdict.doubled.extend([*findings.doubled, *await asyncio.to_thread(_repeated, ground.store.uri)])
    return verdict


def _unrated(books: Books, traffic: Traffic) -> Iterator[str]:
    """The portal took in a rating of every case that it showed as closed."""
    for case, end in traffic.ends.items():
        rated = len(books.stores["cases"].of(case, "ServiceRated"))
        if rated != int(end == "closed") and not case.startswith("bundle-"):  # its parts are rated, each by itself
            yield f"{case}: {end}, and rated {rated} times"


def _repeated(uri: str) -> list[str]:
    """One message makes one commit of a stream at most."""
    found = []
    for service in SERVICES:
        with opened(uri, service) as store:
            for commits in store.walk():
                causes = Counter(commit["cause"] for commit in commits)
                twice = [cause for cause, times in causes.items() if times > 1]
                found += [f"{commits[0]['stream']}: {cause} took effect more than once" for cause in twice]
    return found


def _unsent(uri: str) -> int:
    found = 0
    for service in SERVICES:
        with opened(uri, service) as store:
            found += unsent(store)
    return found

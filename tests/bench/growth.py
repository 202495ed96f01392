"""Does a hop stay as fast when the store has grown? 200,000 commits against 2,000, lap by lap."""

from collections.abc import Iterator
from itertools import islice
from statistics import median

from services.chassis.commits import GENESIS, Commit, commit_id, content_digest, seal
from services.chassis.store import Store
from tests.bench.contender import ours
from tests.bench.figures import Figure, rounded, spread
from tests.bench.ground import Ground
from tests.bench.letters import VISITS, take_number
from tests.bench.race import lap
from tests.bench.session import Session

SMALL = 2_000
WANTED = 0.9
AT_ONCE = 1_000


def growth(session: Session) -> list[Figure]:
    """Every lap speaks to streams that nobody has spoken to, among those that are there."""
    ground, commits, messages = session.ground, session.scale.commits, session.scale.messages
    large = ground.fresh_name()
    session.tell(f"growth: {commits} commits")
    fill(ground.store_uri, f"{large}_tickets", commits)
    ratios = []
    for number in range(1, session.scale.rounds + 1):
        small = ground.fresh_name()
        fill(ground.store_uri, f"{small}_tickets", SMALL)
        session.tell(f"growth, round {number}: {SMALL} commits, then {commits}")
        few, many = (_rate(ground, database, messages) for database in (small, large))
        ratios.append(many / few)
    detail = f"{commits} against {SMALL} commits: {spread(ratios)}"
    return [Figure("growth", rounded(median(ratios)), least=WANTED, detail=detail)]


def _rate(ground: Ground, database: str, messages: int) -> float:
    return lap(ground, ours(database, ground.fresh_name()), messages).rate


def fill(uri: str, database: str, count: int) -> None:
    """Write so many commits through the store, as the service would have written them."""
    store, coming = Store.open(uri, database), _history(count)
    while together := list(islice(coming, AT_ONCE)):
        store.append(together)
    store.close()


def _history(count: int) -> Iterator[Commit]:
    halls = max(1, count // VISITS)
    hashes: dict[int, str] = {}
    for number in range(count):
        visit, hall = divmod(number, halls)
        commit = _commit(number, visit + 1, halls, hashes.get(hall, GENESIS))
        hashes[hall] = commit["hash"]
        yield commit


def _commit(number: int, version: int, halls: int, previous: str) -> Commit:
    message = take_number(number, halls, "old")
    taken = {**message.data, "number": version}
    return seal(
        Commit(
            _id=commit_id(message.subject, version),
            stream=message.subject,
            version=version,
            cause=message.id,
            asked=content_digest(message.type, message.data),
            province=message.province,
            case=message.case,
            at=message.time,
            events=[{"type": "NumberTaken", "data": taken}],
            outbox=[{"id": f"said-{message.id}", "type": "tickets.number-taken.v1", "data": taken}],
            actor=None,
            trace=message.trace,
            prev=previous,
            hash="",
        )
    )

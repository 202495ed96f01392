"""The teahouse as a process: what a platform that starts, watches and stops processes must be able to rely on."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.local.store_server import NAME, StoreServer
from tests.chassis.house import PLACE, House, close, serve, table
from tests.chassis.running import Running, wait_for
from tests.chassis.teahouse.contracts import write
from tests.chassis.teahouse.messages import Done
from tests.chassis.test_batches import served

Start = Callable[..., Running]


@pytest.fixture
def start(real: House, amqp_uri: str, store_uri: str, store_name: str, tmp_path: Path) -> Iterator[Start]:
    """Start a teahouse over the house's broker and store; what still runs at the end is killed."""
    printer = tmp_path / "printer"
    printer.mkdir()
    environ = {
        "AMQP_URI": amqp_uri,
        "MONGODB_URI": store_uri,
        "DATABASE_PREFIX": store_name,
        "CONTRACTS_DIR": str(write(tmp_path / "contracts")),
        "TEAHOUSE_PRINTER": str(printer),
        "LINGER_MS": "50",
    }
    started = list[Running]()

    def begin(module: str = "tests.chassis.teahouse", **more: str) -> Running:
        started.append(Running(module, tmp_path / "log", {**environ, **more}))
        return started[-1]

    yield begin
    for running in started:
        running.kill()


def test_two_hundred_commands_survive_a_kill_in_the_middle(real: House, start: Start) -> None:
    """Fifty tables, three cups and a bill each: killed while it works, started again, nothing is lost or doubled."""
    tables = [table(number) for number in range(50)]
    first = start(BATCH="10").ready()
    real.post(*(serve(at, tea) for tea in ("green", "white", "black") for at in tables))
    real.post(*(close(at, 3) for at in tables))
    wait_for(lambda: len(real.store.load(tables)) > 10, "the first tables")
    first.kill()
    assert len(_done(real, tables)) < len(tables), "it was too fast to be killed in the middle"

    start().ready()
    wait_for(lambda: len(_done(real, tables)) == len(tables), "the last table")

    streams = real.streams()
    assert {stream: len(commits) for stream, commits in streams.items()} == dict.fromkeys(tables, 5)
    causes = [commit["cause"] for commits in streams.values() for commit in commits]
    assert len({*causes}) == len(causes)
    real.hire().outbox.sweep(-60)
    assert real.store.unsent(2**53) == []
    owed = {said["id"] for commits in streams.values() for one in commits for said in one["outbox"]}
    heard = {said["id"] for said in real.listen()}
    assert heard == {key for key in owed if key not in _bills(real)}
    assert {said["data"]["cups"] for said in real.said("kitchen.wash-cups.v1")} == {3}
    assert real.parked(0) == []


def _done(house: House, tables: list[str]) -> list[str]:
    return [stream for stream, commits in house.store.load(tables).items() if len(commits) == 5]


def _bills(house: House) -> set[str]:
    said = [said for commits in house.streams().values() for one in commits for said in one["outbox"]]
    return {one["id"] for one in said if one["type"] == "teahouse.print-bill.v1"}


def test_a_service_whose_worker_breaks_ends_so_that_it_is_started_anew(real: House, start: Start) -> None:
    """A process that cannot work must not look alive; its messages wait for the next one."""
    broken = start("tests.chassis.teahouse.broken", BROKEN="door").ready()
    real.post(serve(table(1), "green"))

    assert broken.ended() == 1
    assert "the door broke" in broken.said()
    start().ready()
    wait_for(lambda: real.store.load([table(1)]), "the cup")


@pytest.mark.parametrize("what", ["line", "printer"])
def test_an_intent_that_could_not_be_settled_is_given_back_and_done(real: House, start: Start, what: str) -> None:
    """Whatever a worker raises, the broker offers its intent again; the others go on."""
    start("tests.chassis.teahouse.broken", BROKEN=what).ready()
    tables = [table(number) for number in range(3)]
    real.post(*(letter for at in tables for letter in (serve(at, "green"), close(at, 1))))

    wait_for(lambda: len([at for at in tables if isinstance(real.state(at), Done)]) == 3, "the bills")


def test_a_service_stops_when_asked_and_leaves_nothing_unfinished(real: House, start: Start) -> None:
    """SIGTERM: what is in hand is done, nothing is left unsent, its log is JSON to the last line."""
    running = start().ready()
    real.post(*(serve(table(number), "green") for number in range(30)))
    wait_for(lambda: len(real.streams()) == 30, "the cups")

    assert running.stop() == 0
    assert real.store.unsent(2**53) == []
    assert {line["service"] for line in running.lines()} <= {"teahouse"}


def test_messages_of_one_table_are_decided_in_order_over_many_batches(real: House, start: Start) -> None:
    """Several batches are in hand at a time; none overtakes another."""
    cups = [f"tea-{number:03d}" for number in range(120)]
    real.post(*(serve(table(1), cup) for cup in cups))
    start(BATCH="4").ready()
    wait_for(lambda: len(real.store.load([table(1)]).get(table(1), [])) == len(cups), "the cups")

    assert served(real.streams()[table(1)]) == cups


def test_health_and_figures_are_served(real: House, start: Start) -> None:
    """What a cluster probes and what Prometheus scrapes."""
    running = start().ready()
    real.post(serve(table(1), "green"))

    assert running.answer("/live") == (200, b'{"live":true}')
    assert json.loads(running.answer("/ready")[1]) == {"ready": True, "faults": {}}
    assert running.answer("/elsewhere")[0] == 404
    counted = (
        b'tongban_messages_total{outcome="done",province="530000",service="teahouse",type="teahouse.serve-cup.v1"}'
    )
    wait_for(lambda: counted + b" 1.0" in running.answer("/metrics")[1], "the figure")
    assert real.depth(PLACE.inbox) == 0


def test_a_setting_that_is_missing_ends_the_start_with_one_line(start: Start) -> None:
    """It says which."""
    running = start(BATCH="many")

    assert running.ended() == 1
    (line,) = running.lines()
    assert "BATCH must be int, not 'many'" in line["text"]


def test_a_service_stops_when_asked_even_while_the_store_is_away(real: House, start: Start, tmp_path: Path) -> None:
    """Its batches stay with the broker, every one of them, and nobody has to be killed."""
    server = StoreServer.alone(tmp_path / "store")
    try:
        running = start(MONGODB_URI=server.start()).ready()
        kill(server)
        real.post(*(serve(table(number), "green") for number in range(6)))
        wait_for(lambda: "the batch waits" in running.said(), "the pause")

        assert running.stop() == 0
        wait_for(lambda: real.depth(PLACE.inbox) == 6, "what was not done to come back")
    finally:
        server.stop()


def kill(server: StoreServer) -> None:
    """SIGKILL, and wait until it is gone."""
    pid = server.processes.find(NAME)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    server.processes.stop([NAME])

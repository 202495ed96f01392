"""Starting a machine: what runs is left alone, what ended is started, and what cannot start says why."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.down import down
from deploy.local.home import Home, only_one
from deploy.local.machine import Machine
from deploy.local.space import ensure_space
from deploy.local.suite import Part
from deploy.local.trouble import Trouble
from deploy.local.up import await_ready, start


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine on which nothing runs yet; whatever a test starts there ends with it."""
    machine = Machine(Home(tmp_path), {})
    tmp_path.joinpath("run").mkdir()
    yield machine
    down(machine)


def _part(machine: Machine, name: str, **environment: str) -> Part:
    port = machine.ports.of(name)
    return Part(name, "tests.local.answering", port, {"PORT": str(port), **environment})


def test_a_second_start_changes_nothing(machine: Machine) -> None:
    """The processes after it are those before it."""
    parts = [_part(machine, "mirror"), _part(machine, "armchair")]
    start(machine, parts)
    await_ready(machine, parts)
    before = [machine.processes.find(part.name) for part in parts]
    start(machine, parts)
    await_ready(machine, parts)

    assert None not in before
    assert before == [machine.processes.find(part.name) for part in parts]


def test_after_a_crash_only_the_crashed_process_is_started(machine: Machine) -> None:
    """Its neighbour does not notice, and its port stays the same."""
    mirror, armchair = parts = [_part(machine, "mirror"), _part(machine, "armchair")]
    start(machine, parts)
    await_ready(machine, parts)
    crashed, neighbour = (machine.processes.find(part.name) for part in parts)
    assert crashed is not None
    os.kill(crashed, signal.SIGKILL)
    os.waitpid(crashed, 0)
    start(machine, parts)
    await_ready(machine, parts)

    assert machine.processes.find(mirror.name) not in {None, crashed}
    assert neighbour == machine.processes.find(armchair.name)


def test_a_process_that_ends_instead_of_getting_ready_says_why(machine: Machine) -> None:
    """One line names it and where to read; its last words stand below."""
    parts = [_part(machine, "mirror"), _part(machine, "armchair", FAIL="cannot start: ARMCHAIR_URL is not set")]
    start(machine, parts)

    with pytest.raises(Trouble, match=r"^armchair ended while starting: read .*armchair\.log, mend it") as caught:
        await_ready(machine, parts)
    assert "ARMCHAIR_URL is not set" in caught.value.detail


def test_down_stops_everything_and_again_finds_nothing(machine: Machine) -> None:
    """After it no process of the machine runs, and its port is free."""
    parts = [_part(machine, "mirror"), _part(machine, "armchair")]
    start(machine, parts)
    await_ready(machine, parts)

    assert ["armchair", "mirror"] == down(machine)
    assert [] == down(machine)
    assert parts[0].port == machine.ports.free("mirror")


def test_two_commands_do_not_work_on_one_machine_at_once(machine: Machine) -> None:
    """The second says who is at work."""
    with only_one(machine.home), pytest.raises(Trouble, match="wait until it has ended, then try again"):
        down(machine)


def test_a_full_disk_is_said_before_anything_starts(tmp_path: Path) -> None:
    """The line says how much is there, how much is needed, and what to do."""
    with pytest.raises(Trouble, match=r"has \d+ MB free and \d+ MB are needed: free \d+ MB there, or set TONGBAN_HOME"):
        ensure_space(tmp_path, needed_mb=10**12)


def test_a_broker_that_is_named_but_away_is_said_in_one_line(tmp_path: Path) -> None:
    """The line names the address without the password, and says what to do."""
    machine = Machine(
        Home(tmp_path), {"AMQP_URI": "amqp://user:secret@127.0.0.1:9/", "MONGODB_URI": "mongodb://h1:1,h2:2/"}
    )

    with pytest.raises(Trouble) as caught:
        machine.ensure_bus()
    assert "no broker answers at 127.0.0.1:9: start it, or unset AMQP_URI to get a private one" == str(caught.value)


def test_a_store_that_is_named_but_away_is_said_in_one_line(tmp_path: Path) -> None:
    """Of several hosts the first is named."""
    machine = Machine(Home(tmp_path), {"MONGODB_URI": "mongodb://user:secret@127.0.0.1:9,127.0.0.1:10/?replicaSet=r"})

    with pytest.raises(Trouble, match=r"^no store answers at 127\.0\.0\.1:9: start it, or unset MONGODB_URI"):
        machine.ensure_store()

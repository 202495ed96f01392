"""Ports are chosen once, kept, and never taken from somebody else."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.ports import FIRST, LAST, Ports
from deploy.local.trouble import Trouble


@pytest.fixture
def ports(tmp_path: Path) -> Ports:
    """A machine that has chosen no port yet."""
    return Ports(tmp_path / "ports.json")


@pytest.fixture
def taken(ports: Ports) -> Iterator[int]:
    """The portal's port, with somebody else listening on it."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", ports.of("portal")))
        other.listen()
        yield ports.of("portal")


def test_a_port_is_remembered(ports: Ports) -> None:
    """The next command finds the same port."""
    assert ports.of("portal") == Ports(ports.file).of("portal")


def test_ports_differ_and_stay_out_of_the_kernels_way(ports: Ports) -> None:
    """Each name gets its own port, below those of outgoing connections."""
    chosen = {ports.of(f"process-{number}") for number in range(20)}

    assert 20 == len(chosen)
    assert all(FIRST <= port < LAST for port in chosen)


def test_a_taken_port_is_said_in_one_line(ports: Ports, taken: int) -> None:
    """The line says which port, for what, who has it, and what to do."""
    with pytest.raises(Trouble) as caught:
        ports.free("portal")

    assert 1 == len(str(caught.value).splitlines())
    assert f"port {taken} of portal is taken by" in str(caught.value)
    assert f"(process {os.getpid()}): stop that process, or delete the line" in str(caught.value)


def test_a_new_machine_passes_over_taken_ports(ports: Ports, taken: int) -> None:
    """A port that somebody listens on is not chosen."""
    ports.file.unlink()

    assert taken != ports.of("portal")


def test_an_unreadable_file_is_said_in_one_line(ports: Ports) -> None:
    """The remedy is to delete it."""
    ports.file.write_text("[]")

    with pytest.raises(Trouble, match="delete it; new ports will be chosen"):
        ports.of("portal")

"""Loopback ports: chosen once where nothing listens, remembered so that a restart keeps every address."""

import json
import os
import socket
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from deploy.local.trouble import Trouble

LOOPBACK = "127.0.0.1"

FIRST, LAST = 20_000, 32_000
"""Below the range the kernel takes for outgoing connections, so none of those ever sits on a remembered port."""


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of one machine, by name, in one JSON file."""

    file: Path

    def of(self, name: str) -> int:
        """The port with this name; chosen and written down the first time."""
        known = self._known()
        if name not in known:
            taken = set(known.values())
            known[name] = next(port for port in self._candidates() if port not in taken and is_free(port))
            self._remember(known)
        return known[name]

    def free(self, name: str) -> int:
        """The port with this name, for a process about to listen on it; Trouble when somebody else does."""
        port = self.of(name)
        if not is_free(port):
            remedy = f'stop that process, or delete the line "{name}" from {self.file} to get another port'
            raise Trouble(f"port {port} of {name} is taken by {holder(port)}", remedy)
        return port

    def _known(self) -> dict[str, int]:
        if not self.file.exists():
            return {}
        try:
            return {str(name): int(port) for name, port in json.loads(self.file.read_text()).items()}
        except (ValueError, AttributeError) as error:
            raise Trouble(f"{self.file} cannot be read ({error})", "delete it; new ports will be chosen") from error

    def _remember(self, known: dict[str, int]) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        draft = self.file.with_suffix(".new")
        draft.write_text(json.dumps(known, indent=1) + "\n")
        draft.replace(self.file)

    def _candidates(self) -> Iterator[int]:
        """Every port of the range once, from a place that differs between checkouts and test runs."""
        width = LAST - FIRST
        start = zlib.crc32(f"{self.file}{os.getuid()}".encode()) % width
        return (FIRST + (start + step) % width for step in range(width))


def is_free(port: int) -> bool:
    """Whether a process could listen on this loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def holder(port: int) -> str:
    """Who listens on a port, in words for a person: name and process id where the system tells."""
    for process in psutil.process_iter(["name"]):
        try:
            connections = process.net_connections(kind="tcp")
        except (psutil.AccessDenied, psutil.NoSuchProcess):
            continue
        if any(one.status == psutil.CONN_LISTEN and one.laddr.port == port for one in connections):
            return f"{process.info['name']} (process {process.pid})"
    return "a process of another user"

"""Does somebody answer there, and in the right language? Asked with plain sockets, so before any client library."""

import http.client
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

ANSWER_WITHIN = 2.0
"""Seconds."""

_AMQP_GREETING = b"AMQP\x00\x00\x09\x01"
_METHOD_FRAME = b"\x01"


@dataclass(frozen=True, slots=True)
class Address:
    """Host and port of a server, as its URI names them; no user and no password, so it may be shown."""

    host: str
    port: int

    @classmethod
    def of(cls, uri: str, usual_port: int) -> "Address":
        """Read them from a URI; of several hosts the first."""
        first = uri.partition("://")[2].split("/")[0].rpartition("@")[2].split(",")[0]
        parts = urlsplit(f"//{first}")
        return cls(parts.hostname or "127.0.0.1", parts.port or usual_port)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def accepts(address: Address) -> bool:
    """Whether something listens there."""
    try:
        with socket.create_connection((address.host, address.port), ANSWER_WITHIN):
            return True
    except OSError:
        return False


def speaks_amqp(address: Address) -> bool:
    """Whether an AMQP 0-9-1 broker answers there: it opens the conversation when greeted."""
    try:
        with socket.create_connection((address.host, address.port), ANSWER_WITHIN) as connection:
            connection.sendall(_AMQP_GREETING)
            return connection.recv(1) == _METHOD_FRAME
    except OSError:
        return False


def is_ready(port: int, path: str = "/ready") -> bool:
    """Whether a process of this machine says that it can do its work."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_WITHIN)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_until(happened: Callable[[], bool], seconds: float, pause: float = 0.1) -> bool:
    """Ask again and again; whether it happened in time."""
    until = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > until:
            return False
        time.sleep(pause)
    return True

"""Names are looked up beside the green threads: a slow name server holds up nobody but who asks it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SCRIPT = """
import json, sys, threading, time
wait, home, asked = time.sleep, threading.get_native_id(), []

def slowly(event, arguments):
    if event == "socket.getaddrinfo" and threading.get_native_id() != home:
        asked.append(arguments[0])
        wait(0.5)

sys.addaudithook(slowly)
import services.chassis.green
import socket, eventlet

def connect(address):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        with socket.create_connection((address, server.getsockname()[1]), timeout=5) as made:
            return made.getpeername()[0]

def looked_up(name):
    try:
        return [found[4][0] for found in socket.getaddrinfo(name, 80, socket.AF_INET, socket.SOCK_STREAM)]
    except socket.gaierror as error:
        return type(error).__name__

def ticks_during(work, argument):
    ticks, thread = 0, eventlet.spawn(work, argument)
    while not thread.dead:
        eventlet.sleep(0.01)
        ticks += 1
    return thread.wait(), ticks

json.dump({
    "address": [*ticks_during(connect, "127.0.0.1"), list(asked)],
    "name": [*ticks_during(connect, "localhost"), list(asked)],
    "found": looked_up("localhost"),
    "unknown": looked_up("nobody.invalid"),
    "resolver": [name for name in sys.modules if name.split(".")[0] == "dns"],
}, sys.stdout)
"""


STORE = """
import json, sys
import services.chassis.green
import services.chassis.store
from pymongo.ssl_support import get_ssl_context

context = get_ssl_context(None, None, None, None, False, False, True, False)
loaded = sorted({name.split(".")[0] for name in sys.modules} & {"cryptography", "dns", "OpenSSL"})
json.dump({"loaded": loaded, "verifies": context.verify_mode.name}, sys.stdout)
"""


def told_by(script: str) -> Any:
    """What a process of its own says."""
    ran = subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[2], capture_output=True, check=True)
    return json.loads(ran.stdout)


def test_a_service_reaches_its_store_without_cryptography() -> None:
    """pymongo's TLS is the standard library's, so 8 MiB of every service need not be loaded."""
    assert told_by(STORE) == {"loaded": [], "verifies": "CERT_REQUIRED"}


def test_a_slow_name_server_holds_up_nobody_else() -> None:
    """Half a second for the name: others get their turns, and whoever connects to an address does not ask at all."""
    told = told_by(SCRIPT)

    assert told["address"][0] == told["name"][0] == "127.0.0.1"
    assert told["address"][2] == []
    assert told["name"][2] == ["localhost"]
    assert told["name"][1] > 10, "turns of another green thread"
    assert told["found"] == ["127.0.0.1"]
    assert told["unknown"] == "gaierror"
    assert told["resolver"] == []

"""The sign-in as it runs: a real store, a real broker, a real HTTP server, and an officer and a clerk with accounts."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any, cast

import httpx
import pytest
import uvicorn

from services.chassis import clock, topology
from services.chassis.bus import Link
from services.chassis.codec import encode
from services.chassis.contracts import Contracts
from services.chassis.envelope import Message, from_mapping, parse
from services.chassis.sealed import account_of, new_key_pair, seal
from services.chassis.store import Store
from services.chassis.testing.inherited import Line
from services.chassis.testing.memory_store import MemoryStore
from services.chassis.topology import Place
from services.identity.account_messages import CloseAccount, OpenAccount
from services.identity.service import DEFINITION
from services.identity.sso.app import build
from services.identity.sso.passwords import hashed

LOGIN_KEY = "logins become accounts under this"
PASSWORD = "a long and quiet password"
BACK = "http://127.0.0.1:9/signed-in"
HOME = "http://127.0.0.1:9/"
CLIENTS = [
    {
        "client_id": name,
        "name": {"zh": "测试", "en": name},
        "redirect_uris": [BACK],
        "post_logout_redirect_uris": [HOME],
    }
    for name in ("portal", "archive")
]
OFFICE = ("11530000015100094M", "530000")


@dataclass
class Identity:
    """Identity's own process, as far as the sign-in needs it: it decides what arrives, into the same store."""

    line: Line
    public: str
    given: int = 0

    def decide(self, command: Any) -> None:
        """Decide one command."""
        self.given += 1
        assert self.line.deliver(self.given, command)

    def open(self, login: str, *roles: str) -> str:
        """Open a member of staff's account; returns its id."""
        account = account_of(LOGIN_KEY, login)
        sealed = seal(self.public, {"password_hash": hashed(PASSWORD)})
        self.decide(OpenAccount(account, "staff", sealed, cast(Any, roles), *OFFICE))
        return account

    def close(self, account: str) -> None:
        """Close an account."""
        self.decide(CloseAccount(account, "left the authority"))


@dataclass
class Heard:
    """Identity's inbox: what the sign-in says."""

    link: Link

    def told(self, word: str, count: int = 1) -> list[Message]:
        """The next messages of one type; others in between are let pass."""
        found: list[Message] = []
        contracts = Contracts.load()
        until = clock.elapsed() + 5
        while len(found) < count and clock.elapsed() < until:
            for delivery in self.link.receive(50, 0.2, 0.05):
                message = from_mapping(parse(delivery.body))
                contracts.check_strict(message.type, message.data)
                found += [message] if message.type == f"identity.{word}.v1" else []
        assert len(found) == count, found
        return found


@pytest.fixture
def sso_environ(amqp_uri: str, store_uri: str, store_name: str, tmp_path: Path) -> dict[str, str]:
    """What the sign-in is started with; the issuer's port is found when it serves."""
    private, public = new_key_pair()
    (tmp_path / "unsealing.pem").write_text(private)
    (tmp_path / "sealing.pem").write_text(public)
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / f"{clock.now().date().isoformat()}.pem").write_text(new_key_pair()[0])
    (tmp_path / "clients.json").write_bytes(encode(CLIENTS))
    return {
        "AMQP_URI": amqp_uri,
        "MONGODB_URI": store_uri,
        "DATABASE_PREFIX": store_name,
        "IDENTITY_UNSEALING_KEY": str(tmp_path / "unsealing.pem"),
        "IDENTITY_LOGIN_KEY": LOGIN_KEY,
        "IDENTITY_FORM_KEY": "a form belongs to one browser by this",
        "IDENTITY_SIGNING_KEYS": str(keys),
        "IDENTITY_CLIENTS": str(tmp_path / "clients.json"),
    }


@pytest.fixture
def identity(sso_environ: Mapping[str, str], tmp_path: Path) -> Iterator[Identity]:
    """Identity's store with what is decided into it."""
    store = Store.open(sso_environ["MONGODB_URI"], f"{sso_environ['DATABASE_PREFIX']}_identity")
    line = Line(DEFINITION, Contracts.load(), cast(MemoryStore, store))
    yield Identity(line, (tmp_path / "sealing.pem").read_text())
    store.drop()
    store.close()


@pytest.fixture
def heard(amqp_uri: str) -> Iterator[Heard]:
    """Identity's inbox, declared before anything is said."""
    link = Link(amqp_uri)
    topology.declare(link, Place("identity"), (), with_effects=False)
    link.consume(Place("identity").inbox, 100)
    yield Heard(link)
    link.close()


@contextmanager
def signing_in(environ: Mapping[str, str], port: int = 0) -> Iterator[str]:
    """The sign-in behind its real HTTP server; gives the issuer."""
    socket = uvicorn.Config(lambda: None, host="127.0.0.1", port=port).bind_socket()
    issuer = f"http://127.0.0.1:{socket.getsockname()[1]}"
    app = build({**environ, "IDENTITY_ISSUER": issuer})
    config = uvicorn.Config(app, http="httptools", ws="none", log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = Thread(target=lambda: asyncio.run(server.serve([socket])), name="sso")
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.01)
    try:
        yield issuer
    finally:
        server.should_exit = True
        thread.join()
        socket.close()


@pytest.fixture
def issuer(sso_environ: Mapping[str, str], identity: Identity, heard: Heard) -> Iterator[str]:
    """A sign-in that serves."""
    with signing_in(sso_environ) as issuer:
        yield issuer


@pytest.fixture
def browser() -> Iterator[httpx.Client]:
    """A browser: it keeps cookies, and is told where to go next by hand."""
    with httpx.Client(trust_env=False, timeout=10, follow_redirects=False) as browser:
        yield browser


def hidden(page: str) -> str:
    """The form's token."""
    return page.partition("name=token value='")[2].partition("'")[0]


def sign_in(browser: httpx.Client, address: str, login: str, password: str = PASSWORD) -> httpx.Response:
    """Open the page at the address, fill in the form and send it."""
    page = browser.get(address)
    assert page.status_code == 200, page.text
    return browser.post(address, data={"token": hidden(page.text), "login": login, "password": password})

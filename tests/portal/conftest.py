"""The portal's API over a real broker and a real store, and what its tests say to both."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
import uvicorn

from deploy.local import seal_keys
from deploy.local.authorities import Authority
from services.chassis import topology
from services.chassis.bus import Link
from services.chassis.contracts import Contracts
from services.chassis.envelope import Message, from_mapping, parse
from services.chassis.projections import Projector
from services.chassis.sealed import new_key_pair
from services.chassis.store import Store
from services.chassis.topology import Place
from services.portal.access import EVERYWHERE, Role
from services.portal.api.app import entrance
from services.portal.api.case_ids import CaseIds
from services.portal.api.window import build
from services.portal.views import VIEWS
from tests.portal import catalogue
from tests.portal.sign_in import SignIn
from tests.portal.stories import CASE, PERSON

YUNNAN = Authority("530000", "云南省行政审批局", "11530000TB5300011J")


LOGIN_KEY = "logins become accounts under this"

Hear = Callable[[Sequence[Message]], None]


@dataclass(frozen=True, slots=True)
class Keys:
    """Who can open what the portal seals."""

    folder: Path
    identity: str
    logistics: str


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """Sealing keys; the private halves are the tests' to open with."""
    folder, private = tmp_path_factory.mktemp("keys"), dict[str, str]()
    seal_keys.make(folder, [YUNNAN])
    for name in ("identity", "logistics"):
        private[name], public = new_key_pair()
        (folder / f"{name}.pem").write_text(public)
    return Keys(folder, **private)


@pytest.fixture
def sign_in() -> Iterator[SignIn]:
    """The sign-in as the portal meets it."""
    with SignIn.publishing() as sign_in:
        yield sign_in


@pytest.fixture
def environ(amqp_uri: str, store_uri: str, store_name: str, keys: Keys, sign_in: SignIn) -> dict[str, str]:
    """What the API is started with."""
    return {
        "AMQP_URI": amqp_uri,
        "MONGODB_URI": store_uri,
        "DATABASE_PREFIX": store_name,
        "PORTAL_ACCESS_KEY": "case numbers and codes come from this",
        "PORTAL_PSEUDONYM_KEY": "persons are named with this secret key",
        "PORTAL_LOGIN_KEY": LOGIN_KEY,
        "PORTAL_ISSUER": sign_in.issuer,
        "PORTAL_IDENTITY_SEALING_KEY": str(keys.folder / "identity.pem"),
        "PORTAL_LOGISTICS_SEALING_KEY": str(keys.folder / "logistics.pem"),
        "PORTAL_SEAL_ROOTS": str(keys.folder / "ca" / "cert.pem"),
        "PORTAL_POLL_MS": "50",
        "PORTAL_HEARTBEAT_S": "0.5",
    }


@pytest.fixture
def store(environ: Mapping[str, str]) -> Iterator[Store]:
    """The portal's own store."""
    store = Store.open(environ["MONGODB_URI"], f"{environ['DATABASE_PREFIX']}_portal")
    yield store
    store.drop()
    store.close()


@pytest.fixture
def code(environ: dict[str, str]) -> dict[str, str]:
    """The header with the case's access code."""
    return {"X-Access-Code": CaseIds(environ["PORTAL_ACCESS_KEY"]).access_code(CASE)}


@pytest.fixture
def hear(store: Store) -> Hear:
    """Let the views hear events, as the projector does."""

    def note(events: Sequence[Message]) -> None:
        Projector(store).note([(view, event) for event in events for view in VIEWS if event.type in view.keep])

    return note


@contextmanager
def serving(environ: Mapping[str, str]) -> Iterator[httpx.Client]:
    """The API behind its real HTTP server, and a client of it."""
    config = uvicorn.Config(
        entrance(build(environ)), port=0, http="httptools", ws="none", log_config=None, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = Thread(target=lambda: asyncio.run(server.serve()), name="api")
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.01)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=10) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def client(environ: Mapping[str, str], hear: Hear) -> Iterator[httpx.Client]:
    """The API; its catalogue knows the guide's certificate, and one item that is not in force yet."""
    hear([catalogue.published(catalogue.GUIDE), catalogue.published(catalogue.LATER)])
    with serving(environ) as client:
        yield client


@dataclass
class Inbox:
    """A capability's queue of commands: what the portal sent there."""

    link: Link
    contracts: Contracts

    def received(self, count: int = 1) -> list[Message]:
        """Exactly so many commands, each as its contract and the envelope's want it."""
        found: list[Message] = []
        while len(found) < count and (deliveries := self.link.receive(count, 5.0, 0.1)):
            for delivery in deliveries:
                attributes = parse(delivery.body)
                self.contracts.check_envelope(attributes)
                message = from_mapping(attributes)
                self.contracts.check_strict(message.type, message.data)
                found.append(message)
        assert len(found) == count
        self.nothing_more()
        return found

    def nothing_more(self) -> None:
        """Nothing else has arrived."""
        assert self.link.receive(1, 0.2, 0.0) == []


@pytest.fixture
def inbox(amqp_uri: str) -> Iterator[Callable[[str], Inbox]]:
    """Opens the inbox of a capability, as its service would."""
    links, contracts = list[Link](), Contracts.load()

    def opened(capability: str) -> Inbox:
        link = Link(amqp_uri)
        links.append(link)
        topology.declare(link, Place(capability), (), with_effects=False)
        link.consume(Place(capability).inbox, 100)
        return Inbox(link, contracts)

    yield opened
    for link in links:
        link.close()


@pytest.fixture
def token(sign_in: SignIn) -> Callable[..., dict[str, str]]:
    """The header of a member of staff."""

    def header(role: Role = "officer", province: str = "530000", seconds: int = 60) -> dict[str, str]:
        where = "000000" if province == EVERYWHERE else province
        return {"Authorization": f"Bearer {sign_in.token(seconds, roles=[role], province=where)}"}

    return header


@pytest.fixture
def citizen(sign_in: SignIn) -> Callable[..., dict[str, str]]:
    """The header of a citizen, whose person this is."""

    def header(person: str = PERSON, seconds: int = 60) -> dict[str, str]:
        claims: dict[str, Any] = {
            "sub": "account-1",
            "kind": "citizen",
            "person": person,
            "level": 3,
            "roles": None,
            "province": None,
        }
        return {"Authorization": f"Bearer {sign_in.token(seconds, **claims)}"}

    return header


@pytest.fixture
def application() -> dict[str, Any]:
    """A guide's application, complete and right."""
    return {
        "item": catalogue.GUIDE["code"],
        "province": "530000",
        "applicant": {"name": "李小云", "number": "11010519491231002x", "phone": "13800138000"},
        "materials": [{"code": "photo", "digest": "ab" * 32}],
        "delivery": {"method": "post", "address": "云南省昆明市五华区华山南路78号"},
        "channel": "mobile",
    }

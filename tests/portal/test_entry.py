"""The entry as a whole: items, health, description, limits, and what is said when something is away."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from httpx import Client

from deploy.local.store_server import StoreServer
from services.chassis.errors import SettingMissing
from services.portal.api.answers import Items
from services.portal.api.case_ids import CaseIds
from services.portal.api.problem_answers import ProblemShown
from services.portal.api.window import build
from tests.portal import catalogue
from tests.portal.catalogue import GUIDE
from tests.portal.conftest import Hear, Inbox, serving
from tests.portal.stories import CASE
from tests.portal.test_cases import problem


def test_only_items_in_force_are_offered(client: Client, hear: Hear) -> None:
    """The newest version that has begun counts; what is to come does not show yet."""
    newer = {**GUIDE, "version": 2, "promised_days": 3}
    coming = {**GUIDE, "version": 3, "promised_days": 1, "effective_from": "2999-01-01"}
    hear([catalogue.published(coming), catalogue.published(newer)])

    offered = Items.model_validate(client.get("/items").json())

    assert [(item["code"], item["version"]) for item in offered.items] == [(GUIDE["code"], 2)]
    assert client.get(f"/items/{GUIDE['code']}").json()["promised_days"] == 3
    assert problem(client.get("/items/000199999000")) == (404, "not-found")
    assert problem(client.get("/items/nothing")) == (404, "not-found")


def test_the_process_tells_how_it_is(client: Client) -> None:
    """Live, ready, and figures by route pattern, never by address."""
    client.get("/items/some-item")

    assert client.get("/live").json() == {"live": True}
    assert client.get("/ready").json() == {"ready": True, "faults": {}}
    figures = client.get("/metrics").text
    assert 'route="/items/{code}"' in figures
    assert "some-item" not in figures


def test_the_description_is_complete(client: Client) -> None:
    """Every operation describes its answer, and every no as a problem with an example that keeps to its schema."""
    description = client.get("/openapi.json").json()
    operations = [(path, name, one) for path, item in description["paths"].items() for name, one in item.items()]

    assert len(operations) >= 18
    for path, name, operation in operations:
        noes = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
        assert operation["description"], f"{name} {path}"
        assert noes or path in ("/live", "/metrics"), f"{name} {path}"
        for status, answer in noes.items():
            content = answer["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/ProblemShown"}
            for example in content["examples"].values():
                assert ProblemShown.model_validate(example["value"]).status == int(status)
    assert "HTTPValidationError" not in description["components"]["schemas"]
    assert set(description["components"]["securitySchemes"]) == {"AccessCode", "Citizen", "Officer"}


def test_every_reference_of_the_description_leads_somewhere(client: Client) -> None:
    """Whoever makes a client of it finds every schema."""
    description = client.get("/openapi.json").json()
    known = {f"#/components/schemas/{name}" for name in description["components"]["schemas"]}

    def references(node: Any) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set[str]()
            return own.union(*map(references, node.values()))
        return set[str]().union(*map(references, node)) if isinstance(node, list) else set()

    assert references(description) <= known


@pytest.mark.parametrize(
    ("method", "address", "content", "expected"),
    [
        ("GET", "/nowhere", None, (404, "not-found")),
        ("DELETE", "/items", None, (405, "method-not-allowed")),
        ("POST", "/cases", b"{", (400, "unreadable")),
        ("POST", "/cases", b"\xff\xfe{}", (400, "unreadable")),
        ("POST", "/cases", b"[" * 30_000, (400, "unreadable")),
        ("POST", "/cases", b'{"item": "' + b"x" * 70_000 + b'"}', (413, "too-large")),
        ("GET", "/items?limit=0", None, (422, "invalid")),
        ("GET", "/officer/cases?limit=0", None, (401, "sign-in-needed")),
    ],
)  # fmt: skip
def test_every_no_is_a_problem(
    client: Client, method: str, address: str, content: bytes | None, expected: tuple[int, str]
) -> None:
    """Also what the framework itself refuses comes in both languages and says what to do."""
    answer = client.request(method, address, content=content, headers={"Content-Type": "application/json"})

    assert problem(answer) == expected
    assert ProblemShown.model_validate(answer.json()).instance == address.partition("?")[0]
    assert answer.headers["cache-control"] == "no-store"


def test_a_body_of_unsaid_length_is_bounded_too(client: Client) -> None:
    """Chunk by chunk, no more than the limit is read."""
    chunks = (b" " * 10_000 for _ in range(10))

    answer = client.post("/cases", content=chunks, headers={"Content-Type": "application/json"})

    assert problem(answer) == (413, "too-large")


def test_without_the_broker_nothing_is_taken_in(
    environ: dict[str, str], client: Client, application: dict[str, Any]
) -> None:
    """The answer says when to come back, and the process is not ready."""
    with serving({**environ, "AMQP_URI": "amqp://guest:guest@127.0.0.1:1//"}) as alone:
        answer, ready = alone.post("/cases", json=application), alone.get("/ready")

    assert client.get("/ready").status_code == 200
    assert problem(answer) == (503, "unavailable")
    assert int(answer.headers["retry-after"]) > 0
    assert problem(ready) == (503, "unavailable")


def test_without_the_store_nothing_is_shown(environ: dict[str, str], tmp_path: Path) -> None:
    """Reading fails politely; the process lives on."""
    server = StoreServer.alone(tmp_path)
    code = {"X-Access-Code": CaseIds(environ["PORTAL_ACCESS_KEY"]).access_code(CASE)}
    try:
        with serving({**environ, "MONGODB_URI": server.start()}) as client:
            assert client.get(f"/cases/{CASE}", headers=code).status_code == 200
            server.stop()
            answer, live = client.get(f"/cases/{CASE}", headers=code), client.get("/live")
    finally:
        server.stop()

    assert problem(answer) == (503, "unavailable")
    assert live.status_code == 200


@pytest.mark.parametrize(
    ("setting", "value"),
    [("PORTAL_ACCESS_KEY", "short"), ("PORTAL_IDENTITY_SEALING_KEY", "/nowhere.pem")],
)
def test_what_is_wrong_with_the_settings_is_said_at_the_start(
    environ: dict[str, str], setting: str, value: str
) -> None:
    """A key that is too short, or is not there, keeps the process from starting."""
    with pytest.raises(SettingMissing, match="PORTAL_"):
        build({**environ, setting: value})


def test_what_nobody_foresaw_is_our_mistake(client: Client, inbox: Callable[[str], Inbox], hear: Hear) -> None:
    """A view that makes no sense is answered as an internal problem that tells nothing of our inside."""
    broken = {**GUIDE, "code": "000100000001", "delivery": None}
    inbox("cases")
    hear([catalogue.published(broken)])
    body = {
        "item": "000100000001",
        "province": "530000",
        "applicant": {"name": "李小云", "number": "11010519491231002X"},
        "delivery": {"method": "counter"},
    }

    answer = client.post("/cases", json=body)

    assert problem(answer) == (500, "internal")
    assert "TypeError" not in answer.text

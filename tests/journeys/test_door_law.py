"""The portal's door: how often, how large, and what its description (OpenAPI) promises, held against the live API."""

import json
import time
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import jsonschema_rs
import pytest

from deploy.local.suite import portal_url
from tests.journeys.citizens import People
from tests.journeys.town import Town
from tests.journeys.window import DRIVING_LICENCE, PHYSICIAN, SOCIAL_CARD, YES, Case, Window

API = "portal-api"


def paced(*whose: str) -> tuple[str, dict[str, str]]:
    """The portal's API, told how often these may come: five at once, then one a second."""
    rates = {f"PORTAL_{one}_PER_SECOND": "1" for one in whose}
    return API, {**rates, **{f"PORTAL_{one}_AT_ONCE": "5" for one in whose}}


ADDRESSES, ACCOUNTS = paced("ADDRESS"), paced("ACCOUNT", "PERSON")
"""On one machine they are not counted otherwise, since everybody has the same."""

LARGEST, LARGEST_NOTICE = 64 * 1024, 16 * 1024
"""Bytes."""


@pytest.fixture
def portal(town: Town) -> Iterator[httpx.Client]:
    """Somebody who follows no rule of politeness."""
    with httpx.Client(base_url=portal_url(town.machine), trust_env=False, timeout=20) as client:
        yield client


def hurried(portal: httpx.Client, address: str, headers: Mapping[str, str]) -> httpx.Response:
    """Asks until it is too often; the first refusal."""
    for _ in range(50):
        answer = portal.get(address, headers=dict(headers))
        if answer.is_error:
            return answer
    pytest.fail(f"{address} may be asked as often as one likes")


def is_let_in_later(portal: httpx.Client, address: str, headers: Mapping[str, str]) -> None:
    """After what Retry-After says there is room again; the refusal says what to do in both languages."""
    refused = hurried(portal, address, headers)
    problem = refused.json()
    assert (refused.status_code, problem["type"].endswith("/too-often")) == (429, True)
    assert all(problem["remedy"].values())
    time.sleep(int(refused.headers["Retry-After"]))
    assert portal.get(address, headers=dict(headers)).status_code == 200


@pytest.mark.parametrize("retold", [ADDRESSES], indirect=True, ids=["an address"])
@pytest.mark.usefixtures("retold")
def test_who_comes_too_often_is_told_when_to_come_again(portal: httpx.Client) -> None:
    """429 with Retry-After; those who watch over the process, and those who sign what they send, are not counted."""
    is_let_in_later(portal, "/items", {})
    hurried(portal, "/items", {})
    assert portal.get("/live").status_code == 200
    assert portal.post("/callbacks/payments/x/y/530000", content=b"{}").status_code != 429


@pytest.mark.parametrize("retold", [ACCOUNTS], indirect=True, ids=["accounts and persons"])
@pytest.mark.usefixtures("retold")
def test_the_haste_of_one_holds_up_nobody_else(window: Window, people: People, portal: httpx.Client) -> None:
    """Each account and each person has a measure of their own, whatever they look at."""
    hasty, calm = (people.with_account(window.somebody()).header for _ in range(2))
    is_let_in_later(portal, "/me/cases", hasty)
    hurried(portal, "/me/payments", hasty)
    assert portal.get("/me/cases", headers=calm).status_code == 200
    officer, supervisor = (window.staff("540000", role) for role in ("officer", "supervisor"))
    is_let_in_later(portal, "/officer/inbox", officer)
    hurried(portal, "/officer/cases", officer)
    assert portal.get("/officer/inbox", headers=supervisor).status_code == 200


def test_what_is_too_large_is_not_read(portal: httpx.Client) -> None:
    """413: an application above 64 KiB, a callback above 16 KiB, whether they say how long they are or not."""
    body = json.dumps({"item": DRIVING_LICENCE, "channel": "x" * LARGEST}).encode()
    length = {"Content-Type": "application/json"}
    said = portal.post("/cases", content=body, headers=length)
    unsaid = portal.post("/cases", content=iter([body]), headers=length)
    case = "530000-" + "A" * 20
    notice = portal.post(
        f"/callbacks/payments/payment-{case}/case-{case}/530000",
        content=b"x" * (LARGEST_NOTICE + 1),
        headers={"X-Sender": "standin-channel", "X-Signature": "00"},
    )
    for answer in (said, unsaid, notice):
        assert (answer.status_code, answer.json()["type"].endswith("/too-large")) == (413, True)
    just = json.dumps({"channel": "x" * (LARGEST - 100)}).encode()
    assert portal.post("/cases", content=just, headers=length).status_code == 422


class Described:
    """The description that the running portal serves, and what it says of an answer."""

    def __init__(self, portal: httpx.Client) -> None:
        """As anybody reads it."""
        self._whole = portal.get("/openapi.json").json()

    def operations(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Every one, under its name."""
        for path, operations in self._whole["paths"].items():
            for method, operation in operations.items():
                yield f"{method.upper()} {path}", operation

    def fits(self, schema: Mapping[str, Any], value: Any) -> None:
        """The test fails where a value is not as its schema has it."""
        draft = {"$schema": "https://json-schema.org/draft/2020-12/schema", "components": self._whole["components"]}
        jsonschema_rs.validator_for({**draft, **schema}).validate(value)

    def foresees(self, path: str, answer: httpx.Response) -> str:
        """The answer's status is described for this operation, and the answer is as described; its status."""
        operation = self._whole["paths"][path][answer.request.method.lower()]
        status = str(answer.status_code)
        assert status in operation["responses"], f"{answer.request.method} {path} does not foresee {status}"
        kind = answer.headers["Content-Type"].partition(";")[0]
        self.fits(operation["responses"][status]["content"][kind]["schema"], answer.json())
        return status


@pytest.fixture
def described(portal: httpx.Client) -> Described:
    """What the town's portal says of itself."""
    return Described(portal)


def test_the_description_has_an_example_of_all_that_is_sent_and_answered(described: Described) -> None:
    """Requests, answers and errors, each as its own schema has it."""
    shown = 0
    for name, operation in described.operations():
        answers = [one for status, one in operation["responses"].items() if status != "204"]
        for part in (*answers, *([operation["requestBody"]] if "requestBody" in operation else [])):
            for media, content in part["content"].items():
                examples = [one["value"] for one in content.get("examples", {}).values()] or [content.get("example")]
                assert examples[0] is not None, (name, media)
                for example in examples:
                    described.fits(content["schema"], example)
                    shown += 1
    assert shown > 300


def test_what_the_live_portal_answers_is_what_it_describes(
    window: Window, people: People, portal: httpx.Client, described: Described
) -> None:
    """From the first look at an item to the receipt: what citizens and officers read has the promised form."""
    who = window.somebody()
    case, citizen = window.applies(SOCIAL_CARD, who), people.with_account(who)
    case.approved()
    officer, code = window.staff("530000", "officer"), {"X-Access-Code": case.code}
    case.pays()
    certificate = case.handed_over()["certificate"]
    window.get(f"/officer/cases/{case.id}", officer)
    reads = {
        "/items": ("/items", {}),
        "/items/{code}": (f"/items/{SOCIAL_CARD}", {}),
        "/items/{code}/guide": (f"/items/{SOCIAL_CARD}/guide", {}),
        "/cases/{case}": (f"/cases/{case.id}", code),
        "/cases/{case}/payment": (f"/cases/{case.id}/payment", code),
        "/certificates/{identifier}": (f"/certificates/{certificate}", {}),
        **{f"/me/{what}": (f"/me/{what}", citizen.header) for what in ("cases", "payments", "certificates", "uses")},
        "/officer/inbox": ("/officer/inbox", officer),
        "/officer/cases": ("/officer/cases", officer),
        "/officer/cases/{case}": (f"/officer/cases/{case.id}", officer),
    }
    for path, (address, headers) in reads.items():
        assert described.foresees(path, portal.get(address, headers=dict(headers))) == "200", address


def test_every_no_of_the_live_portal_is_one_that_it_describes(
    window: Window, portal: httpx.Client, described: Described
) -> None:
    """Not signed in, not theirs, not there, not readable, not right, not now: each a problem of the described form."""
    case = window.applies(PHYSICIAN)
    case.comes_to("review")
    officer, clerk = window.staff("530000", "officer"), window.staff("530000", "clerk")
    decision = f"/officer/cases/{case.id}/decision"
    noes = (
        ("401", "/officer/cases/{case}/decision", portal.post(decision, json=YES)),
        ("403", "/officer/cases/{case}/decision", portal.post(decision, json=YES, headers=clerk)),
        ("422", "/officer/cases/{case}/decision", portal.post(decision, json={"decision": "?"}, headers=officer)),
        ("409", "/officer/cases/{case}/collection", _too_early(portal, case, officer)),
        ("401", "/cases/{case}", portal.get(f"/cases/{case.id}")),
        ("403", "/cases/{case}", portal.get(f"/cases/{case.id}", headers={"X-Access-Code": "A" * 24})),
        ("404", "/certificates/{identifier}", portal.get("/certificates/1.2.156.3005.2")),
        ("422", "/certificates/{identifier}", portal.get("/certificates/1.2.156.3005.2?on=yesterday")),
        ("400", "/cases", portal.post("/cases", content=b"{", headers={"Content-Type": "application/json"})),
        ("422", "/cases", portal.post("/cases", json={})),
        ("413", "/cases", portal.post("/cases", json={"channel": "x" * LARGEST})),
    )
    for expected, path, answer in noes:
        assert described.foresees(path, answer) == expected, (path, answer.text)


def _too_early(portal: httpx.Client, case: Case, officer: Mapping[str, str]) -> httpx.Response:
    """Nothing is to be handed over of a case that is not decided."""
    return portal.post(f"/officer/cases/{case.id}/collection", headers=dict(officer))

"""One thing (一件事) at the portal, and what else an application may say beside the usual."""

from collections.abc import Callable
from typing import Any

import pytest
from httpx import Client

from services.portal.api.bundle_models import BundleApplied, BundleShown
from services.portal.api.case_ids import CaseIds
from tests.portal import catalogue
from tests.portal.conftest import Hear, Inbox
from tests.portal.stories import CASE, PERSON, accepted, said, submitted
from tests.portal.test_cases import problem

Open = Callable[[str], Inbox]

WHOLE = {
    **catalogue.GUIDE,
    "code": "000199900000",
    "materials": [],
    "parts": [
        {"item": catalogue.GUIDE["code"], "name": catalogue.GUIDE["name"]},
        {"item": catalogue.LATER["code"], "name": catalogue.LATER["name"]},
    ],
}
BUNDLE = "bundle-530000-2H8V4QK0ZN6T1XW9C3MR"
PARTS = [{"item": catalogue.GUIDE["code"], "case": CASE}]
TOLD = {"item": WHOLE["code"], "item_version": 2, "applicant": PERSON, "parts": PARTS}


@pytest.fixture
def form(application: dict[str, Any]) -> dict[str, Any]:
    """A form for one part."""
    parts = [{"item": application["item"], "materials": application.pop("materials")}]
    return {**application, "item": WHOLE["code"], "parts": parts}


def test_one_form_is_one_command(client: Client, hear: Hear, inbox: Open, form: dict[str, Any]) -> None:
    """The same form under the same key is the same bundle; another one under it is refused."""
    cases, key = inbox("cases"), {"Idempotency-Key": "one-thing"}
    hear([catalogue.published(WHOLE)])
    first = client.post("/bundles", json=form, headers=key)
    assert (
        BundleApplied.model_validate(first.json()).bundle
        == client.post("/bundles", json=form, headers=key).json()["bundle"]
    )
    sent = cases.received(2)[0]
    assert (sent.type, sent.subject) == ("cases.submit-bundle.v1", first.json()["bundle"])
    assert "review" not in sent.data
    other = {**form, "channel": "window"}
    assert problem(client.post("/bundles", json=other, headers=key)) == (422, "key-reused")


def test_a_form_may_ask_for_a_clerk(client: Client, hear: Hear, inbox: Open, form: dict[str, Any]) -> None:
    """人工核验 for all its cases; to say that one does not want it says nothing."""
    cases, key = inbox("cases"), {"Idempotency-Key": "no-clerk"}
    hear([catalogue.published(WHOLE)])
    asked = client.post("/bundles", json={**form, "review": True})
    assert (asked.status_code, cases.received()[0].data["review"]) == (202, True)
    bodies = ({**form, "review": False}, form)
    assert len({client.post("/bundles", json=body, headers=key).json()["bundle"] for body in bodies}) == 1


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"item": catalogue.GUIDE["code"]}, ("item", "item-without-parts")),
        ({"item": "000199998000"}, ("item", "item-unknown")),
        ({"parts": [{"item": "000199998000"}]}, ("parts[0].item", "part-unknown")),
        ({"parts": [{"item": catalogue.LATER["code"]}]}, ("parts[0].item", "item-not-in-force")),
    ],
)
def test_a_form_that_does_not_fit_is_refused_by_field(
    client: Client, hear: Hear, form: dict[str, Any], change: dict[str, Any], fault: tuple[str, str]
) -> None:
    """With the rule in the words of the services' own refusals."""
    hear([catalogue.published(WHOLE)])
    answer = client.post("/bundles", json={**form, **change})
    assert problem(answer) == (422, "invalid")
    assert [(one["field"], one["rule"]) for one in answer.json()["errors"]] == [fault]


def test_a_bundle_shows_its_parts_and_opens_their_cases(client: Client, hear: Hear, environ: dict[str, str]) -> None:
    """One status: where each part stands, and at the end how it ended."""
    ids = CaseIds(environ["PORTAL_ACCESS_KEY"])
    code = {"X-Access-Code": ids.access_code(BUNDLE)}
    hear([said(1, "cases.bundle-submitted.v1", TOLD, BUNDLE, BUNDLE), submitted(), accepted()])
    assert problem(client.get(f"/bundles/{BUNDLE}")) == (401, "code-needed")
    shown = BundleShown.model_validate(client.get(f"/bundles/{BUNDLE}", headers=code).json())
    assert (shown.stage, shown.parts[0].stage) == ("under-way", "review")
    assert shown.parts[0].access_code == ids.access_code(CASE)

    end = [{**PARTS[0], "outcome": "refused", "reason": "conditions-not-met"}]
    hear([said(9, "cases.bundle-finished.v1", {"outcome": "none", "parts": end}, BUNDLE, BUNDLE)])
    ended = BundleShown.model_validate(client.get(f"/bundles/{BUNDLE}", headers=code).json())
    assert (ended.stage, ended.outcome) == ("finished", "none")
    assert ended.parts[0].reason is not None


def test_an_application_says_no_more_than_its_item_takes(client: Client, application: dict[str, Any]) -> None:
    """No promise, no other province, no certificate where the item foresees none; each is named."""
    consent = {"material": "photo", "certificate_type": "11100000TB000001XB002"}
    asked = {**application, "commitment": True, "decided_in": "440000", "consents": [consent]}
    answer = client.post("/cases", json=asked)
    assert problem(answer) == (422, "invalid")
    assert {one["rule"] for one in answer.json()["errors"]} == {
        *("commitment-not-offered", "not-across-provinces", "certificate-not-accepted"),
    }


def test_a_clerk_examines_and_an_officer_checks_promises(
    client: Client, hear: Hear, inbox: Open, token: Callable[..., dict[str, str]]
) -> None:
    """Each at the right moment; the desk says what is missing."""
    cases, address = inbox("cases"), f"/officer/cases/{CASE}"
    missing = [{"code": "photo", "name": {"zh": "照片", "en": "photo"}}]
    hear(
        [submitted(), said(5, "cases.examination-awaited.v1", {"missing": missing, "due": "2026-11-27T15:59:59.000Z"})]
    )
    desk = client.get("/officer/cases?stage=examination", headers=token("clerk")).json()["cases"]
    assert desk[0]["work"]["missing"] == ["photo"]
    wanted = {"decision": "supplement", "missing": ["photo"], "opinion": "请补正。"}
    assert problem(client.post(f"{address}/examination", json=wanted, headers=token())) == (403, "role-missing")
    assert client.post(f"{address}/examination", json=wanted, headers=token("clerk")).status_code == 202
    sent = cases.received()[0]
    assert (sent.type, sent.data) == ("cases.examine-application.v1", wanted)

    check = {"kept": True, "opinion": "属实。"}
    assert problem(client.post(f"{address}/commitment-check", json=check, headers=token())) == (409, "wrong-moment")

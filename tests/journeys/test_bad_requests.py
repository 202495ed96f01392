"""What citizens and callers get wrong is answered with field, rule and remedy, and holds up nobody."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx
import pytest

from deploy.local.job.people import person
from deploy.local.sealing_keys import SealingKeys
from deploy.local.suite import portal_url, url
from services.chassis import codec
from services.chassis.contracts import Contracts, Spoken
from services.chassis.epochs import Epochs
from tests.journeys.desk import Desk
from tests.journeys.town import Town

JSON = {"Content-Type": "application/json"}
SOMEBODY = person("530000", "云南省", 1, 530000)

Form = dict[str, Any]


@pytest.fixture(scope="module")
def portal(town: Town) -> Iterator[httpx.Client]:
    """The town's portal."""
    with httpx.Client(base_url=portal_url(town.machine), trust_env=False, timeout=20) as client:
        yield client


@pytest.fixture
def form(portal: httpx.Client) -> Form:
    """An application that is right."""
    item = next(one for one in portal.get("/items").json()["items"] if "counter" in one["delivery"])
    needed = [material["code"] for material in item["materials"] if material["required"]]
    return {
        "item": item["code"],
        "province": "530000",
        "applicant": {"name": SOMEBODY.name, "number": SOMEBODY.number, "phone": SOMEBODY.phone},
        "materials": [{"code": code, "digest": "ab" * 32} for code in needed],
        "delivery": {"method": "counter"},
        "channel": "mobile",
    }


def _encoded(change: Callable[[Form], object]) -> Callable[[Form], bytes]:
    def spoil(form: Form) -> bytes:
        change(form)
        return json.dumps(form, ensure_ascii=False).encode()

    return spoil


def _applicant(**changes: str) -> Callable[[Form], bytes]:
    return _encoded(lambda form: form["applicant"].update(changes))


def _entry(**changes: Any) -> Callable[[Form], bytes]:
    return _encoded(lambda form: form.update(changes))


def _body(form: Form) -> bytes:
    return json.dumps(form).encode()


def _more(form: Form, value: bytes) -> bytes:
    return _body(form)[:-1] + b', "more": ' + value + b"}"


WRONG_DIGIT = SOMEBODY.number[:-1] + ("1" if SOMEBODY.number[-1] != "1" else "2")
TWICE = '{"item": "000000000000", '

BAD: Mapping[str, tuple[Callable[[Form], bytes], int, str, str]] = {
    "malformed JSON": (lambda form: _body(form)[:-1], 400, "unreadable", ""),
    "no UTF-8": (lambda form: _body(form)[:-1] + b',"\xff":1}', 400, "unreadable", ""),
    "deep nesting": (lambda form: _more(form, b"[" * 20_000 + b"]" * 20_000), 400, "unreadable", ""),
    "20 MB": (_entry(channel="x" * 20_000_000), 413, "too-large", ""),
    "a wrong type": (_entry(materials="none"), 422, "materials", "kind"),
    "a wrong province": (_entry(province="530100"), 422, "province", "province-unknown"),
    "an unknown item": (_entry(item="999999999999"), 422, "item", "item-unknown"),
    "a wrong check digit": (_applicant(number=WRONG_DIGIT), 422, "applicant.number", "identifier-invalid"),
    "an entry twice": (lambda form: (TWICE + json.dumps(form)[1:]).encode(), 422, "item", "repeated"),
    "NUL": (_applicant(name="李\x00云"), 422, "applicant.name", "plain-text"),
    "a change of direction": (_applicant(name="李\u202e云"), 422, "applicant.name", "plain-text"),
    "a number past 2^53": (_entry(channel=2**53 + 1), 422, "channel", "choice"),
    "a number without end": (lambda form: _more(form, b"9" * 5_000), 400, "unreadable", ""),
}  # fmt: skip
"""What spoils it; the status; the kind of problem, or the entry; and the rule."""


def in_two_languages(said: Mapping[str, Any]) -> bool:
    """Whether text and remedy are there for everybody."""
    return all(said[what][language] for what in ("text", "remedy") for language in ("zh", "en"))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_application_is_answered_and_a_good_one_taken(portal: httpx.Client, form: Form, name: str) -> None:
    """With what is wrong, why, and what to do; the next one is taken in."""
    spoil, status, what, rule = BAD[name]
    good = json.loads(json.dumps(form))

    answer = portal.post("/cases", content=spoil(form), headers=JSON)

    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status)
    assert in_two_languages(problem)
    if rule:
        (error,) = [error for error in problem["errors"] if error["field"] == what]
        assert error["rule"] == rule
        assert in_two_languages(error)
    else:
        assert problem["type"].endswith(f"/{what}")
    assert portal.post("/cases", json=good).status_code == 202


def test_a_version_of_the_interface_that_does_not_exist_is_not_found(portal: httpx.Client, form: Form) -> None:
    """As any other address that is not there."""
    answer = portal.post("/v9/cases", json=form)

    assert (answer.status_code, answer.json()["type"].endswith("/not-found")) == (404, True)


def test_one_key_does_not_stand_for_two_applications(portal: httpx.Client, form: Form) -> None:
    """The first is taken, also when it is sent again; the second is told to take another key."""
    key = {"Idempotency-Key": "one and the same"}
    first = portal.post("/cases", json=form, headers=key).json()["case"]

    assert portal.post("/cases", json=form, headers=key).json()["case"] == first
    answer = portal.post("/cases", json={**form, "channel": "window"}, headers=key)

    assert (answer.status_code, answer.json()["type"].endswith("/key-reused")) == (422, True)
    assert in_two_languages(answer.json())
    assert portal.post("/cases", json=form).status_code == 202


def submitted(town: Town, item: str, number: str) -> dict[str, Any]:
    """An application as it stands on the bus."""
    keys = Epochs(SealingKeys("identity", town.machine.secrets).public, "the portal's", opens=False)
    return {
        "item": item,
        "applicant": "person-" + "ab" * 12,
        "applicant_sealed": keys.seal({"name": SOMEBODY.name, "number": number}),
        "materials": [],
        "delivery": {"method": "counter"},
        "channel": "other",
    }


def test_an_application_that_comes_by_the_bus_is_refused_with_its_reason(town: Town, desk: Desk, form: Form) -> None:
    """What the portal would have refused at once; each reason stands in the list, with its code and remedy."""
    unknown, invalid = f"case-{desk.number()}", f"case-{desk.number()}"
    submit, reasons = "cases.submit-application.v1", Contracts.load(spoken=Spoken()).reasons()

    desk.send(submit, unknown, unknown, submitted(town, "999999999999", SOMEBODY.number))
    desk.send(submit, invalid, invalid, submitted(town, form["item"], WRONG_DIGIT))

    for case, reason in ((unknown, "item-unknown"), (invalid, "identifier-invalid")):
        assert desk.comes("cases", case, "ApplicationRefused")["reason"] == reason
        assert reasons[reason].code
        assert reasons[reason].remedy["en"]


def test_a_callback_with_a_bad_signature_pays_nothing(town: Town, desk: Desk, portal: httpx.Client) -> None:
    """It is taken in, refused with its reason, and the genuine one afterwards counts."""
    number = desk.number()
    case, payment = f"case-{number}", f"payment-{number}"
    line = {"code": "fee", "name": {"zh": "工本费", "en": "cost"}, "fen": 500}
    fee = {"payer": "person-" + "ab" * 12, "lines": [line], "total_fen": 500}
    desk.send("payments.collect-fee.v1", payment, case, fee)
    pay_url = desk.comes("payments", payment, "FeeRequested")["pay_url"]
    forged = codec.encode({"order": payment, "channel_order": "CH1", "fen": 500, "status": "paid", "notice": "N1"})
    headers = {"X-Signature": "ab" * 32, "X-Sender": "standin-channel"}

    answer = portal.post(f"/callbacks/payments/{payment}/{case}/530000", content=forged, headers=headers)

    assert answer.status_code == 204
    assert desk.comes("payments", payment, "CallbackRejected")["reason"] == "signature-invalid"
    assert "FeeSettled" not in desk.events("payments", payment)
    assert pay_url.startswith(url(town.machine, "channel"))
    assert httpx.post(pay_url, trust_env=False).status_code == 200
    assert desk.comes("payments", payment, "FeeSettled")["payment"]["fen"] == 500

"""证照状态 and 印章: what becomes of a certificate after it is issued, and of a seal that is revoked and renewed."""

import base64
import json
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local import seal_keys
from deploy.local.authorities import read
from deploy.local.probe import wait_until
from deploy.local.suite import portal_url
from services.chassis import clock
from tests.journeys.citizens import People
from tests.journeys.desk import Desk
from tests.journeys.ear import Ear
from tests.journeys.shelf import day
from tests.journeys.town import Town
from tests.journeys.window import BUSINESS_LICENCE, CHINA, FOOD, PHYSICIAN, SOCIAL_CARD, SOLE_TRADER, Case, Window

YEAR = timedelta(days=365)
NINGXIA = "640000"
INQUIRY = {"reason": "certificate-under-inquiry", "ground": "依法调查"}


class Held:
    """A certificate in somebody's hands, and what the authority does about it."""

    def __init__(self, window: Window, ear: Ear, case: Case) -> None:
        """Of a case that comes to its certificate; whoever asks for it afterwards is told of it."""
        self._window, self._ear, self._case = window, ear, case
        self.issued = ear.hears(case.id, "certificates.certificate-issued")
        self.identifier = self.issued["identifier"]
        assert wait_until(lambda: window.find(f"/certificates/{self.identifier}") is not None, 20)

    def undergoes(self, operation: str, state: str | None = None) -> None:
        """An operation of the national dictionary (证照操作)."""
        change = {"operation": operation, "state": state, **INQUIRY}
        officer = self._window.staff(self._case.id.split("-")[1], "officer")
        self._window.post(f"/officer/certificates/{self.identifier}/status", change, officer)

    def is_in(self, state: str) -> dict[str, Any]:
        """Whoever asks is told this state; the test fails where that never comes."""
        assert wait_until(lambda: self.on()["state"] == state, 20), self.on()
        return self.on()

    def on(self, when: str = "") -> dict[str, Any]:
        """What anybody is told of it, on that day or today."""
        return self._window.get(f"/certificates/{self.identifier}" + (f"?on={when}" if when else ""))

    def refused(self) -> list[tuple[str, str]]:
        """Operations that were refused, each with the state in which the certificate was."""
        said = self._ear.heard(self._case.id, "certificates.status-change-refused")
        return [(one["operation"], one["state"]) for one in said]


@pytest.fixture
def held(window: Window, ear: Ear) -> Held:
    """A business licence."""
    return Held(window, ear, window.applies(SOLE_TRADER))


def approved(window: Window, who: Any = None) -> Case:
    """A case that is approved, and waits for its fee: its certificate is not made yet."""
    case = window.applies(SOCIAL_CARD, who)
    case.approved()
    case.comes_to("payment")
    return case


def issue(desk: Desk, case: Case, licence: dict[str, Any], at: datetime | None = None, **said: Any) -> None:
    """Have a licence like this one issued for an approved case, as a province's own service of cases would."""
    kept = {name: licence[name] for name in ("certificate_type", "holder", "issuer")}
    wanted = {"item": SOLE_TRADER, "item_version": 2, **kept, **said}
    desk.send("certificates.issue-certificate.v1", f"certificate-{case.number}", case.id, wanted, at=at)


def test_a_suspended_certificate_is_given_back(held: Held) -> None:
    """暂扣 (02), 暂扣发还 (01): while it is held back it proves nothing, afterwards it does again."""
    assert held.on()["valid"]
    held.undergoes("03")
    suspended = held.is_in("suspended")
    assert (suspended["valid"], suspended["code"]) == (False, "02")
    assert suspended["reason"]["text"]["zh"]
    held.undergoes("06")
    assert held.is_in("in-force")["valid"]


@pytest.mark.parametrize(("code", "state"), [("03", "withdrawn"), ("06", "transferred"), ("07", "revoked")])
def test_a_certificate_that_is_taken_back_says_how(held: Held, code: str, state: str) -> None:
    """撤销 (03), 转出 (06), 吊销 (07): which end is meant is said; of them only the transfer can be cancelled."""
    held.undergoes("05", code)
    taken = held.is_in(state)
    assert (taken["valid"], taken["code"]) == (False, code)
    held.undergoes("10")
    if state == "transferred":
        assert held.is_in("in-force")["valid"]
    else:
        assert wait_until(lambda: held.refused() == [("10", code)], 20), held.refused()


def test_a_cancelled_certificate_comes_back_by_no_operation(held: Held) -> None:
    """注销 (04) is an end; what the state does not allow is refused, and the refusal says the state."""
    held.undergoes("08")
    assert wait_until(lambda: held.refused() == [("08", "01")], 20), "it was never transferred out"
    held.undergoes("05", "04")
    assert held.is_in("cancelled")["code"] == "04"
    for operation in ("03", "06"):
        held.undergoes(operation)
    assert wait_until(lambda: set(held.refused()) == {("08", "01"), ("03", "04"), ("06", "04")}, 20), held.refused()
    assert held.on()["state"] == "cancelled"


def test_a_renewed_certificate_names_the_one_it_takes_the_place_of(
    window: Window, ear: Ear, desk: Desk, held: Held
) -> None:
    """延续: the seal is put on the predecessor's name too; the old one is replaced, not valid beside it."""
    case = approved(window)
    issue(desk, case, held.issued, predecessor={"identifier": held.identifier, "operation": "02"})
    renewed = Held(window, ear, case)
    assert renewed.issued["predecessor"] == {"identifier": held.identifier, "operation": "02"}
    assert json.loads(renewed.issued["content"])["predecessor"] == held.identifier
    assert held.is_in("replaced")["valid"] is False
    assert renewed.on()["valid"]


def test_nobody_renews_what_another_holds(window: Window, ear: Ear, desk: Desk, held: Held) -> None:
    """A predecessor must be the same holder's."""
    case, stranger = approved(window), {**held.issued, "holder": "person-" + "cd" * 12}
    issue(desk, case, stranger, predecessor={"identifier": held.identifier, "operation": "02"})
    assert ear.hears(case.id, "certificates.issuance-refused")["reason"] == "predecessor-unknown"
    assert held.on()["valid"]


def test_every_day_of_a_certificates_past_can_be_asked_for(window: Window, ear: Ear, desk: Desk, held: Held) -> None:
    """Whether it was in force when a contract was signed is asked years later: before, during and after its term."""
    began = clock.now() - 2 * YEAR
    case = approved(window)
    issue(desk, case, held.issued, at=began, valid_years=1)
    old = Held(window, ear, case)
    assert old.is_in("expired")["valid"] is False
    days = {"not-yet": began - YEAR / 2, "in-force": began + YEAR / 2, "expired": began + YEAR * 3 / 2}
    told = {state: old.on(moment.astimezone(CHINA).date().isoformat()) for state, moment in days.items()}
    assert {state: one["state"] for state, one in told.items()} == {state: state for state in days}
    assert [one["valid"] for one in told.values()] == [False, True, False]


def test_the_holder_sees_what_they_hold_and_every_use_of_it(window: Window, people: People, ear: Ear) -> None:
    """亮证记录: which certificate, for which case and what purpose; and what an officer read. Others see nothing."""
    who, neighbour = window.somebody(), people.with_account(window.somebody())
    licence = window.applies(SOLE_TRADER, who).handed_over()["certificate"]
    consent = {"material": "business-licence", "certificate_type": BUSINESS_LICENCE}
    case = window.applies(FOOD, who, without=["business-licence"], consents=[consent])
    case.comes_to("review")
    window.get(f"/officer/cases/{case.id}", window.staff("530000", "officer"))

    citizen = people.with_account(who)
    (mine,) = citizen.sees("certificates")
    assert (mine["identifier"], mine["state"], mine["issued_on"]) == (licence, "in-force", day())
    assert window.get(mine["verification"])["valid"]
    assert wait_until(lambda: len(citizen.sees("uses")) == 2, 20), citizen.sees("uses")
    uses = {use["use"]: use for use in citizen.sees("uses")}
    assert uses["certificate-presented"].items() >= {"identifier": licence, "case": case.id}.items()
    assert uses["certificate-presented"]["purpose"] == window.item(FOOD)["name"]["zh"]
    assert uses["data-read"]["case"] == case.id
    assert [neighbour.sees(what) for what in ("certificates", "uses", "cases")] == [[], [], []]


def openssl(*arguments: str, given: bytes) -> subprocess.CompletedProcess[bytes]:
    """The command that everybody has."""
    return subprocess.run(("openssl", *arguments), input=given, capture_output=True, check=False, timeout=20)


def test_a_seal_is_verified_with_openssl_alone(town: Town, held: Held, tmp_path: Path) -> None:
    """No account and no software of ours: the bytes, the signature and the certificate that the event carries.

    And the platform itself asks nobody who they are before it says whether a certificate is valid.
    """
    seal, content = held.issued["seal"], held.issued["content"].encode()
    for name in ("certificate", "signature"):
        (tmp_path / name).write_bytes(base64.b64decode(seal[name]))
    key = openssl("x509", "-inform", "DER", "-pubkey", "-noout", given=(tmp_path / "certificate").read_bytes())
    (tmp_path / "key").write_bytes(key.stdout)
    believed = ("-verify", f"{tmp_path}/key", "-signature", f"{tmp_path}/signature")
    check = ("dgst", "-sm3", "-sigopt", "distid:1234567812345678", *believed)
    assert openssl(*check, given=content).returncode == 0
    assert openssl(*check, given=content.replace(b"530000", b"440000")).returncode != 0
    said = httpx.get(f"{portal_url(town.machine)}/certificates/{held.identifier}", trust_env=False)
    assert said.json()["valid"]


def test_a_revoked_seal_refuses_what_it_sealed_stands_and_a_renewed_one_seals(
    town: Town, window: Window, ear: Ear
) -> None:
    """撤销, 换发: with a new key of the same authority; certificates under the old one verify after that too."""
    authority = next(one.uscc for one in read() if one.province == NINGXIA)
    supervisor, stream = window.staff(NINGXIA, "supervisor"), f"seal-{authority}"
    before = window.applies(PHYSICIAN, province=NINGXIA)
    before.approved()
    first = Held(window, ear, before)
    why = {"reason": "seal-replaced", "ground": "机构改革，印章停用"}
    window.post(f"/officer/seals/{authority}/revocation", why, supervisor)
    ear.hears(stream, "seals.seal-revoked")
    met = window.applies(PHYSICIAN, province=NINGXIA)
    met.approved()
    assert met.comes_to("refused")["reason"]["name"] == ear.hears(met.id, "seals.sealing-refused")["reason"]
    assert first.on()["valid"], "sealed while the seal was in force"

    keys = town.machine.home.seal_keys
    shutil.rmtree(keys / authority)
    seal_keys.make(keys, read())
    town.restart("seals")
    ear.hears(stream, "seals.seal-registered")
    after = window.applies(PHYSICIAN, province=NINGXIA)
    after.approved()
    renewed = Held(window, ear, after)
    assert renewed.issued["seal"]["certificate"] != first.issued["seal"]["certificate"]
    assert wait_until(lambda: renewed.on()["valid"], 20), renewed.on()
    assert first.on()["valid"]

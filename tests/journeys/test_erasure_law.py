"""个人信息保护法 47: what is erased cannot be read again; copies close with their keys, and nobody is stuck."""

import asyncio
import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime

import httpx
import pytest

from deploy.cli.walking import opened
from deploy.local.job.signing_in import Staff
from deploy.local.probe import wait_until
from deploy.local.sealing_keys import SealingKeys
from deploy.local.suite import SIGN_IN, url
from services.chassis import clock
from services.chassis.epochs import LOOK_EVERY, Epochs, KeyGone, terms
from services.chassis.sealed import Unreadable, key_named_in, unseal
from tests.journeys.desk import Desk
from tests.journeys.ear import Ear
from tests.journeys.town import Town
from tests.journeys.window import PHYSICIAN, YES, Case, Window

BRIEF = 25.0
"""Seconds for which a key lasts that is to end here."""

PASSWORD = "a password of my own"


def sealed_in(town: Town, case: Case) -> tuple[str, str]:
    """The sealed texts that the commits of a case hold for ever: of the applicant, and of the address."""
    with opened(town.machine.mongodb_uri, "cases") as store:
        commits = str(store.load([case.id])[case.id])
    applicant, address = (
        re.search(rf"'{name}': '([^']+)'", commits) for name in ("applicant_sealed", "address_sealed")
    )
    assert applicant
    assert address
    return applicant[1], address[1]


def by_post(window: Window, number: int = 1) -> Case:
    """A case whose result is posted, under review."""
    who = window.somebody()
    return window.applies(PHYSICIAN, who, delivery={"method": "post", "address": f"{who.address}{number}号"})


@pytest.fixture
def keys(town: Town) -> Callable[[str], SealingKeys]:
    """A capability's keys."""
    return lambda capability: SealingKeys(capability, town.machine.secrets)


@pytest.fixture
def ends(town: Town, keys: Callable[[str], SealingKeys]) -> Iterator[Callable[[str], Callable[[], None]]]:
    """A key that seals from now on and ends soon; what is returned waits for that, and has the next one made."""

    def begin(capability: str) -> Callable[[], None]:
        town.tongban("keys", "rotate", "--capability", capability, "--days", str(BRIEF / 86_400))
        name, term = list(terms(keys(capability).public).items())[-1]
        time.sleep(LOOK_EVERY + 0.5)  # the portal has looked by then

        def end() -> None:
            time.sleep(max(0.0, (term.last - clock.now()).total_seconds()) + 0.1)
            assert f"{name} has ended and is destroyed" in town.tongban("keys", "rotate", "--capability", capability)

        return end

    yield begin
    town.tongban("up")


def test_cases_under_way_end_when_keys_are_replaced_and_nothing_is_started_anew(
    town: Town, window: Window, keys: Callable[[str], SealingKeys]
) -> None:
    """The old key still opens what it sealed; what comes in from then on is sealed under the new one."""
    pids, before = town.pids(), by_post(window)
    before.comes_to("review")
    told = town.tongban("keys", "rotate")
    time.sleep(LOOK_EVERY + 0.5)
    after = by_post(window)
    for case in (before, after):
        case.approved()
        assert case.received()["delivered"] == "post"

    names = [[key_named_in(text) for text in sealed_in(town, case)] for case in (before, after)]
    newest = [list(terms(keys(capability).public))[-1] for capability in ("identity", "logistics")]
    assert names[1] == newest
    assert all(f"{name} seals from now on" in told for name in newest)
    assert not set(names[0]) & set(newest)
    assert town.pids() == pids


def test_what_an_ended_key_sealed_opens_for_nobody_and_the_address_is_asked_for_anew(
    town: Town, window: Window, keys: Callable[[str], SealingKeys], ends: Callable[[str], Callable[[], None]]
) -> None:
    """The text stands in the case's commits; no key of the town opens it; the case goes on with a new address."""
    end = ends("logistics")
    case = by_post(window)
    case.comes_to("review")
    _, address = sealed_in(town, case)
    held = keys("logistics")
    assert Epochs(held.private, "LOGISTICS", opens=True).open(address)["address"].endswith("1号")
    private = (held.private / f"{key_named_in(address)}.pem").read_text()
    end()

    with pytest.raises(KeyGone, match="is destroyed"):
        Epochs(held.private, "LOGISTICS", opens=True).open(address)
    files = [file.read_text(errors="replace") for file in held.secrets.folder.rglob("*") if file.is_file()]
    assert not [text for text in files if private in text]
    for pem in (text for text in files if text.startswith("-----BEGIN PRIVATE")):
        with pytest.raises(Unreadable):
            unseal(pem, address)

    case.approved()
    choice = case.comes_to("choice")["choice"]["incident"]
    assert (choice["name"], choice["code"]) == ("address-key-retired", "PARC-0020")
    assert "anew" in choice["remedy"]["en"]
    case.does("delivery-choice", {"method": "resend", "address": "云南省昆明市2号"})
    assert case.received()["delivered"] == "post"


def test_a_citizen_whose_key_ended_before_the_answer_is_refused_with_a_remedy(
    town: Town, window: Window, ends: Callable[[str], Callable[[], None]]
) -> None:
    """Identity was away for longer than the key lasted; who applies again goes on."""
    end = ends("identity")
    town.machine.processes.stop(["identity"])
    who = window.somebody()
    case = window.applies(PHYSICIAN, who)
    end()
    town.tongban("up")
    reason = case.comes_to("refused")["reason"]
    assert (reason["name"], reason["code"]) == ("identity-key-retired", "IDEN-0080")
    assert "Apply again" in reason["remedy"]["en"]
    window.applies(PHYSICIAN, who).comes_to("review")
    lines = {line.split()[0]: line.split() for line in town.tongban("status").splitlines()}
    assert lines["identity"][5] == "0", "messages are parked"


def test_who_is_erased_is_told_until_when_copies_can_be_opened_and_then_they_cannot(
    town: Town, window: Window, ear: Ear, keys: Callable[[str], SealingKeys]
) -> None:
    """Identity's own at once, by the person's key; those in the case's commits on the day that the answer named."""
    who = window.somebody()
    case = window.applies(PHYSICIAN, who, delivery={"method": "post", "address": who.address})
    case.approved()
    case.received()
    applicant, _ = sealed_in(town, case)
    header = signed_in(town, window, who.number)

    told = window.post("/me/erasure", {"ground": "asked-for"}, header)
    ear.hears(told["subject"], "identity.person-erased")
    held = keys("identity")
    newest = max(term.last for term in terms(held.public).values())
    assert datetime.fromisoformat(told["identity_until"]) == newest
    assert told["identity_until"][:10] in told["text"]["zh"]
    assert told["address_until"] > told["identity_until"]
    with opened(town.machine.mongodb_uri, "identity") as store:
        assert store.read_secrets([told["subject"]]) == {}

    name = key_named_in(applicant)
    term = held.held()[name]
    assert term.last <= newest
    assert Epochs(held.private, "IDENTITY", opens=True).open(applicant)["number"] == who.number
    town.tongban("keys", "rotate", "--capability", "identity")
    town.tongban("keys", "destroy", "identity", name)
    assert name not in town.tongban("keys", "list")
    with pytest.raises(KeyGone):
        Epochs(held.private, "IDENTITY", opens=True).open(applicant)


def test_a_text_under_a_key_destroyed_before_its_end_is_refused_when_it_is_sent_again(
    town: Town, window: Window, desk: Desk, ear: Ear, keys: Callable[[str], SealingKeys]
) -> None:
    """Nothing waits for a key that will not come: what was sent a while ago cannot have overtaken it."""
    time.sleep(LOOK_EVERY + 0.5)  # the portal seals with no key of the test before
    case = by_post(window)
    case.comes_to("review")
    applicant, _ = sealed_in(town, case)
    town.tongban("keys", "rotate", "--capability", "identity")
    town.tongban("keys", "destroy", "identity", key_named_in(applicant))
    time.sleep(LOOK_EVERY + 0.5)  # identity has looked by then
    again, person = f"case-{desk.number()}", f"person-{'cd' * 12}"
    desk.send("identity.verify-person.v1", person, again, {"applicant_sealed": applicant})
    assert ear.hears(again, "identity.verification-refused")["reason"] == "identity-key-retired"
    case.staff("decision", YES)
    case.received()


def signed_in(town: Town, window: Window, number: str) -> dict[str, str]:
    """The header of a citizen: an account from the counter, a password, a sign-in."""
    opening = {"login": f"1{number[-11:-1]}", "number": number, "seen": "identity-card"}
    given = window.post("/officer/accounts", opening, window.staff("530000", "clerk"))
    issuer = url(town.machine, SIGN_IN)

    def activated() -> bool:
        with httpx.Client(trust_env=False, timeout=10) as browser:
            token = re.search(r"name=token value='([0-9a-f]+)'", browser.get(f"{issuer}/activate").text)
            assert token
            entered = {"token": token[1], "login": opening["login"], "code": given["activation_code"]}
            answer = browser.post(f"{issuer}/activate", data={**entered, "password": PASSWORD})
        return answer.status_code == 200

    assert wait_until(activated, 20)
    return asyncio.run(Staff(issuer, PASSWORD).header(opening["login"]))

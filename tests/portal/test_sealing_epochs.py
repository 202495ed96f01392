"""The portal seals under the newest key; who has data erased is told until when a sealed copy can be opened."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.chassis import clock, epochs
from services.chassis.epochs import Epochs, Term
from services.chassis.sealed import key_named_in, new_key_pair
from tests.portal import catalogue
from tests.portal.conftest import Hear, Inbox, serving
from tests.portal.test_cases import problem

Header = Callable[..., Mapping[str, str]]
Open = Callable[[str], Inbox]

GROUND = {"ground": "asked-for"}


class Keys:
    """Folders of one portal and one capability."""

    def __init__(self, place: Path) -> None:
        self.private, self.public = place / "private", place / "public"
        for folder in (self.private, self.public):
            folder.mkdir(parents=True)

    def make(self, days: float, since: float = 0.0) -> Term:
        """A key that ends in so many days, or in a part of one."""
        now = clock.now().replace(microsecond=0)
        term = Term(now - timedelta(days=since, seconds=1), now + timedelta(days=days))
        for folder, half in zip((self.private, self.public), new_key_pair(), strict=True):
            (folder / f"{term.name}.pem").write_text(half)
        return term


@pytest.fixture
def identity(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keys:
    """Identity's keys, the older one nearly over; every look at them is due."""
    monkeypatch.setattr(epochs, "LOOK_EVERY", -1.0)
    keys = Keys(tmp_path / "identity")
    keys.make(1, since=64)
    return keys


@pytest.fixture
def client(environ: Mapping[str, str], hear: Hear, identity: Keys) -> Iterator[httpx.Client]:
    """An API whose keys for identity end; those for logistics do not."""
    hear([catalogue.published(catalogue.GUIDE)])
    with serving({**environ, "PORTAL_IDENTITY_SEALING_KEY": str(identity.public)}) as client:
        yield client


def test_whoever_has_data_erased_is_told_until_when_copies_can_be_opened(
    client: httpx.Client, citizen: Header, inbox: Open, identity: Keys
) -> None:
    """The day on which the last key ends that may have sealed them, in Chinese and English; none where none is set."""
    inbox("identity")
    last = identity.make(65)
    told = client.post("/me/erasure", json=GROUND, headers=citizen()).json()
    day = f"{last.last:%Y-%m-%d}"

    assert told["identity_until"] == clock.stamp(last.last)
    assert told["address_until"] is None
    assert f"姓名、证件号码和电话最迟至{day}" in told["text"]["zh"]
    assert f"until {day} at the latest" in told["text"]["en"]
    assert "运营方更换密钥" in told["text"]["zh"]
    assert "the operator replaces the keys" in told["text"]["en"]


def test_the_newest_key_seals_without_a_start(
    client: httpx.Client, inbox: Open, application: dict[str, Any], identity: Keys
) -> None:
    """And identity reads in the text which of its keys opens it."""
    cases, sealed = inbox("cases"), list[str]()
    for begin in (lambda: None, lambda: identity.make(65)):
        begin()
        assert client.post("/cases", json=application).status_code == 202
        sealed.append(cases.received()[0].data["applicant_sealed"])
    assert [key_named_in(one) for one in sealed] == sorted(file.stem for file in identity.public.iterdir())
    opening = Epochs(identity.private, "IDENTITY", opens=True)
    assert [opening.open(one)["number"] for one in sealed] == [application["applicant"]["number"].upper()] * 2


def test_nothing_is_taken_in_that_nobody_could_open(
    client: httpx.Client, inbox: Open, application: dict[str, Any], identity: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the last key has ended the citizen is told to come again; with a new key it goes on."""
    inbox("cases")
    later = clock.now() + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert problem(client.post("/cases", json=application)) == (503, "unavailable")
    identity.make(65)
    assert client.post("/cases", json=application).status_code == 202


def test_the_end_of_every_sealing_key_can_be_watched(client: httpx.Client, identity: Keys) -> None:
    """As keys come and go; days left are the difference to the present."""
    (old,) = (file.stem for file in identity.public.iterdir())
    new = identity.make(65)
    shown = client.get("/metrics").text
    gauge = 'tongban_key_expiry_timestamp_seconds{key="identity/sealing/%s",service="portal-api"}'
    said = next(line for line in shown.splitlines() if line.startswith(gauge % new.name))
    assert float(said.split()[-1]) == new.last.timestamp()
    assert gauge % old in shown
    (identity.public / f"{old}.pem").unlink()
    shown = client.get("/metrics").text
    assert gauge % old not in shown
    assert gauge % new.name in shown

"""One machine's sealing keys: made, replaced, destroyed; both halves always fit, and nothing is sealed for nobody."""

import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.local.sealing_keys import KEEPING, OPENING_DAYS, SEALING_DAYS, SealingKeys, make_sealing_keys
from deploy.local.secrets import Secrets
from deploy.local.trouble import Trouble
from services.chassis import clock
from services.chassis.epochs import Epochs
from services.chassis.sealed import Unreadable, lock, new_key_pair, seal, unlock
from services.identity.lasting import Keeping

SOMEBODY = {"name": "李雷"}
BEGUN = clock.now().replace(microsecond=0)


@pytest.fixture
def secrets(tmp_path: Path) -> Secrets:
    """A machine without secrets."""
    return Secrets(tmp_path / "secrets")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Go to so many days after the beginning."""
    return lambda days: monkeypatch.setattr(clock, "now", lambda: BEGUN + timedelta(days=days))


def halves(keys: SealingKeys) -> tuple[Epochs, Epochs]:
    """Who seals, and who opens."""
    return Epochs(keys.public, "PUBLIC", opens=False), Epochs(keys.private, "PRIVATE", opens=True)


def test_keys_are_made_once_and_replaced_when_they_are_old(secrets: Secrets, at: Callable[[float], None]) -> None:
    """What one half seals the other opens; a second `up` changes nothing, one after a month makes the next key."""
    at(0)
    make_sealing_keys(secrets)
    identity = SealingKeys("identity", secrets)
    first = list(identity.held())
    make_sealing_keys(secrets)
    assert list(identity.held()) == first
    sealing, opening = halves(identity)
    assert opening.open(sealing.seal(SOMEBODY)) == SOMEBODY

    at(SEALING_DAYS + 1)
    make_sealing_keys(secrets)
    assert len(identity.held()) == 2
    assert set(first) < set(identity.held())


def test_a_key_opens_for_its_term_after_it_has_sealed_and_is_then_destroyed(
    secrets: Secrets, at: Callable[[float], None]
) -> None:
    """Both halves, of either capability; addresses are needed for longer than names and numbers."""
    at(0)
    make_sealing_keys(secrets)
    at(SEALING_DAYS + 1)
    make_sealing_keys(secrets)
    for capability, days in OPENING_DAYS.items():
        keys = SealingKeys(capability, secrets)
        first = next(iter(keys.held()))
        at(SEALING_DAYS + days - 0.1)
        assert keys.destroy_ended() == []
        at(SEALING_DAYS + days)
        assert keys.destroy_ended() == [first]
        assert {file.stem for folder in (keys.private, keys.public) for file in folder.iterdir()} == set(keys.held())
    assert OPENING_DAYS["logistics"] > OPENING_DAYS["identity"]


def test_only_the_owner_reads_the_private_halves(secrets: Secrets) -> None:
    """Neither the group nor others may read a key or list the folder."""
    make_sealing_keys(secrets)
    keys = SealingKeys("identity", secrets)
    for place in (keys.private, *keys.private.iterdir()):
        assert 0 == stat.S_IMODE(place.stat().st_mode) & 0o077


def test_a_key_can_be_destroyed_before_its_end(secrets: Secrets, at: Callable[[float], None]) -> None:
    """Never the only one: nothing could be sealed any more."""
    at(0)
    make_sealing_keys(secrets)
    keys = SealingKeys("identity", secrets)
    (first,) = keys.held()
    with pytest.raises(Trouble, match="no other key to seal with"):
        keys.destroy(first)
    with pytest.raises(Trouble, match="a key that begins now"):
        keys.rotate()
    at(0.1)
    second = keys.rotate(days=1)
    keys.destroy(first)
    assert list(keys.held()) == [second]
    with pytest.raises(Trouble, match="has no key"):
        keys.destroy(first)


def test_a_key_whose_making_was_interrupted_seals_nothing(secrets: Secrets, at: Callable[[float], None]) -> None:
    """The half that opens is written first, and the next `up` makes a whole one."""
    at(0)
    make_sealing_keys(secrets)
    keys = SealingKeys("identity", secrets)
    (keys.public / f"{next(iter(keys.held()))}.pem").unlink()
    at(0.1)
    make_sealing_keys(secrets)
    sealing, opening = halves(keys)
    assert opening.open(sealing.seal(SOMEBODY)) == SOMEBODY


def test_the_single_keys_of_before_become_the_first_epochs(secrets: Secrets) -> None:
    """What they sealed is opened for as long as usual, what identity kept under them for ever; then they are gone."""
    pairs = {capability: new_key_pair() for capability in OPENING_DAYS}
    for capability, pair in pairs.items():
        for half, pem in zip(("private", "public"), pair, strict=True):
            secrets.keep(f"{capability}.{half}.pem", pem)
    file = secrets.folder / "identity.private.pem"
    persons = lock(Keeping.of("", file).persons, SOMEBODY)
    make_sealing_keys(secrets)

    assert not list(secrets.folder.glob("*.pem"))
    for capability, (_, public) in pairs.items():
        keys = SealingKeys(capability, secrets)
        sealing, opening = halves(keys)
        assert opening.open(seal(public, SOMEBODY)) == SOMEBODY
        old, new = keys.held().values()
        assert timedelta(days=OPENING_DAYS[capability] - 1) < old.last - clock.now() < new.last - clock.now()
        token = sealing.seal(SOMEBODY)
        keys.destroy(old.name)
        with pytest.raises(Unreadable):
            halves(keys)[1].open(seal(public, SOMEBODY))
        assert halves(keys)[1].open(token) == SOMEBODY
    assert unlock(Keeping.of(secrets.text(KEEPING), file).persons, persons) == SOMEBODY

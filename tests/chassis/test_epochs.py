"""Sealing keys have a first and a last moment: the newest seals, any opens, and after its end nobody opens with it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis import clock, epochs
from services.chassis.epochs import Epochs, KeyGone, Term, ends
from services.chassis.errors import SettingMissing, Unavailable
from services.chassis.sealed import Unreadable, key_named_in, new_key_pair, seal, unseal

BEGUN = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
DUAN_YU = {"name": "段誉"}


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Go to so many days after the beginning; every look is due there."""
    monkeypatch.setattr(epochs, "LOOK_EVERY", -1.0)

    def go(days: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: BEGUN + days * DAY)

    go(0)
    return go


class Folders:
    """Private halves for who opens, public ones for who seals."""

    def __init__(self, place: Path) -> None:
        self.private, self.public = place / "private", place / "public"
        for folder in (self.private, self.public):
            folder.mkdir()

    def make(self, first: float, last: float) -> str:
        """A key from one day to another."""
        name = Term(BEGUN + first * DAY, BEGUN + last * DAY).name
        for folder, half in zip((self.private, self.public), new_key_pair(), strict=True):
            (folder / f"{name}.pem").write_text(half)
        return name

    @property
    def opening(self) -> Epochs:
        """As the capability has them."""
        return Epochs(self.private, "THE_KEYS", opens=True)

    @property
    def sealing(self) -> Epochs:
        """As the portal has them."""
        return Epochs(self.public, "THE_KEYS", opens=False)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Without a key."""
    return Folders(tmp_path)


def test_a_text_names_the_key_that_opens_it(folders: Folders, at: Callable[[float], None]) -> None:
    """Anybody reads the name, and when the key ends; nobody else opens it."""
    name = folders.make(0, 65)
    token = folders.sealing.seal(DUAN_YU)
    assert key_named_in(token) == name == "2026-11-21T093000Z_2027-01-25T093000Z"
    assert folders.opening.open(token) == DUAN_YU


def test_the_newest_that_has_begun_seals_and_any_in_force_opens(folders: Folders, at: Callable[[float], None]) -> None:
    """The next key can lie there before its time."""
    first, second = folders.make(0, 65), folders.make(30, 95)
    sealing, opening = folders.sealing, folders.opening
    old = sealing.seal(DUAN_YU)
    at(31)
    new = sealing.seal(DUAN_YU)
    assert (key_named_in(old), key_named_in(new)) == (first, second)
    assert opening.open(old) == opening.open(new) == DUAN_YU


def test_what_was_sealed_under_an_ended_key_is_closed_though_its_file_be_there(
    folders: Folders, at: Callable[[float], None]
) -> None:
    """Whoever was told that day can rely on it; what the newer key sealed stays open."""
    name, _ = folders.make(0, 65), folders.make(30, 95)
    opening, old = folders.opening, folders.sealing.seal(DUAN_YU)
    at(64.9)
    assert opening.open(old) == DUAN_YU
    at(65)
    for one in (opening, folders.opening):
        with pytest.raises(KeyGone, match=f"key {name} is destroyed") as gone:
            one.open(old)
        assert gone.value.over
        assert not gone.value.may_come(BEGUN + 65 * DAY)
    assert opening.open(folders.sealing.seal(DUAN_YU)) == DUAN_YU


def test_an_ended_key_is_not_kept_in_memory(folders: Folders, at: Callable[[float], None]) -> None:
    """The next look forgets it."""
    folders.make(0, 65)
    folders.make(30, 95)
    opening, private = folders.opening, next(iter(sorted(folders.private.iterdir()))).read_text()
    assert private in {one.pem for one in opening._keys}
    at(65)
    assert opening.last_end() == BEGUN + 95 * DAY
    assert private not in {one.pem for one in opening._keys}


def test_nothing_is_sealed_when_the_last_key_has_ended(folders: Folders, at: Callable[[float], None]) -> None:
    """Nobody could open it; an overdue key seals up to its end."""
    folders.make(0, 65)
    sealing = folders.sealing
    at(64)
    assert sealing.seal(DUAN_YU)
    at(65)
    with pytest.raises(Unavailable, match=r"THE_KEYS .* Rotate the keys"):
        sealing.seal(DUAN_YU)


def test_keys_come_and_go_without_a_start(
    folders: Folders, at: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new one is looked for when a text names it; one that was taken away opens nothing any more."""
    first = folders.make(0, 65)
    opening, old = folders.opening, folders.sealing.seal(DUAN_YU)
    monkeypatch.setattr(epochs, "LOOK_EVERY", 1000.0)
    folders.make(0.001, 65)
    at(0.01)
    assert opening.open(folders.sealing.seal(DUAN_YU)) == DUAN_YU
    assert opening.open(old) == DUAN_YU
    (folders.private / f"{first}.pem").unlink()
    monkeypatch.setattr(epochs, "LOOK_EVERY", -1.0)
    with pytest.raises(KeyGone, match="is not here") as gone:
        opening.open(old)
    sent = BEGUN + 0.01 * DAY
    assert gone.value.may_come(sent)
    at(0.02)
    assert not gone.value.may_come(sent), "its key had time enough to come"
    assert not gone.value.may_come(None)


def test_a_key_that_cannot_be_read_takes_no_other_away(
    folders: Folders, at: Callable[[float], None], caplog: pytest.LogCaptureFixture
) -> None:
    """While the service runs it is said, and the keys of before serve on."""
    folders.make(0, 65)
    opening, token = folders.opening, folders.sealing.seal(DUAN_YU)
    (folders.private / f"{Term(BEGUN, BEGUN + 70 * DAY).name}.pem").write_text("half a k")
    assert opening.open(token) == DUAN_YU
    assert "must be a private key on P-256 in PEM" in caplog.text


def test_texts_of_before_there_were_names_are_opened_by_whichever_key_does(
    folders: Folders, at: Callable[[float], None]
) -> None:
    """One key of before became one of several."""
    name = folders.make(0, 65)
    folders.make(1, 65)
    at(2)
    token = seal((folders.public / f"{name}.pem").read_text(), DUAN_YU)
    assert key_named_in(token) == ""
    assert folders.opening.open(token) == DUAN_YU
    with pytest.raises(Unreadable) as refused:
        folders.opening.open(seal(new_key_pair()[1], DUAN_YU))
    assert not isinstance(refused.value, KeyGone)


def test_a_single_file_is_a_key_without_an_end(tmp_path: Path, at: Callable[[float], None]) -> None:
    """As it always was: it opens what names a key, too."""
    private, public = new_key_pair()
    for name, half in (("private.pem", private), ("public.pem", public)):
        (tmp_path / name).write_text(half)
    opening = Epochs(tmp_path / "private.pem", "THE_KEYS", opens=True)
    token = Epochs(tmp_path / "public.pem", "THE_KEYS", opens=False).seal(DUAN_YU)
    at(10_000)
    assert opening.open(token) == opening.open(seal(public, DUAN_YU, Term(BEGUN, BEGUN + DAY).name)) == DUAN_YU
    assert opening.last_end() is None
    assert ends(tmp_path / "private.pem") == {}


def test_the_last_end_is_that_of_the_keys_that_may_have_sealed(folders: Folders, at: Callable[[float], None]) -> None:
    """Not of one that is yet to begin; those who watch are shown all of them, the overdue too."""
    first, second = folders.make(0, 65), folders.make(30, 95)
    assert folders.sealing.last_end() == BEGUN + 65 * DAY
    at(30)
    assert folders.sealing.last_end() == BEGUN + 95 * DAY
    at(70)
    assert ends(folders.private) == {f"sealing/{first}": BEGUN + 65 * DAY, f"sealing/{second}": BEGUN + 95 * DAY}


@pytest.mark.parametrize(
    ("file", "content", "rule"),
    [
        (None, "", "holds no key that seals today. Rotate the keys"),
        ("identity.private.pem", new_key_pair()[0], "identity.private.pem must be named for its first and last moment"),
        ("2026-11-22T093000Z_2027-01-25T093000Z.pem", new_key_pair()[0], "holds no key that seals today"),
        ("2026-11-20T093000Z_2026-11-21T093000Z.pem", new_key_pair()[0], "holds no key that seals today"),
        ("2027-01-25T093000Z_2026-11-21T093000Z.pem", new_key_pair()[0], "must be named"),
        ("2026-11-21T093000Z_2027-01-25T093000Z.pem", new_key_pair()[1], "must be a private key"),
        ("2026-11-21T093000Z_2027-01-25T093000Z.pem", "no key", "must be a private key"),
    ],
)
def test_a_folder_that_opens_nothing_stops_the_start(
    tmp_path: Path, at: Callable[[float], None], file: str | None, content: str, rule: str
) -> None:
    """The line names the setting, the file and what to do."""
    if file:
        (tmp_path / file).write_text(content)
    with pytest.raises(SettingMissing, match=rule) as missing:
        Epochs(tmp_path, "THE_KEYS", opens=True)
    assert "THE_KEYS" in str(missing.value)


def test_a_place_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    """Neither file nor folder."""
    with pytest.raises(SettingMissing, match="THE_KEYS cannot be read"):
        Epochs(tmp_path / "nowhere", "THE_KEYS", opens=True)


@given(st.text(max_size=200) | st.text(alphabet="eyJ.A_-=", max_size=200) | st.just("." * 13_000))
def test_a_name_is_read_from_anything(text: str) -> None:
    """What a stranger sends names no key, and never fails."""
    assert key_named_in(text) == ""


@given(st.text(max_size=60))
def test_a_stranger_names_any_key_and_opens_none(name: str) -> None:
    """A name is only a hint."""
    private, public = new_key_pair()
    token = seal(public, DUAN_YU, name)
    assert key_named_in(token) == name
    assert Term.named(name) is None
    assert unseal(private, token) == DUAN_YU

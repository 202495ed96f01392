"""Sealing keys by epochs: each has a first and a last moment, and is destroyed then, with all that was sealed under it.

A folder holds them, one file a key, named `<first>_<last>.pem`, as in `2026-11-21T093000Z_2027-01-25T093000Z.pem`;
that name (`kid`) stands in every text sealed under it. The newest whose first moment has come seals, any opens. After
its last moment a key is not used any more, whether or not its file is there still: who was told that day can rely on
it. Whoever seals has the public halves, under the same names. A single file is a key without an end.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from services.chassis import clock
from services.chassis.errors import SettingMissing, Unavailable
from services.chassis.sealed import Unreadable, forget_keys, key_named_in, seal, unseal

log = logging.getLogger(__name__)

LOOK_EVERY = 5.0
"""Seconds between two looks into the folder: new keys are picked up, and those that are gone forgotten."""

PATIENCE = 60.0
"""Seconds for which a message may have overtaken the key that it was sealed under, on the key's way to everybody."""

_MOMENT = "%Y-%m-%dT%H%M%SZ"
_NAME = re.compile(r"(\d{4}-\d\d-\d\dT\d{6}Z)_(\d{4}-\d\d-\d\dT\d{6}Z)", re.ASCII)
_REMEDY = "Rotate the keys: docs/operators.md, Sealing keys."
_EVER = datetime.min.replace(tzinfo=UTC)


class KeyGone(Unreadable):
    """It was sealed under a key that is not here: destroyed (`over`: its name says since when), or not here yet."""

    def __init__(self, text: str, *, over: bool) -> None:
        super().__init__(text)
        self.over = over

    def may_come(self, sent_at: datetime | None) -> bool:
        """Whether the key may still be on its way here, for a message of that moment."""
        return not self.over and sent_at is not None and (clock.now() - sent_at).total_seconds() < PATIENCE


@dataclass(frozen=True, slots=True)
class Term:
    """From when to when a key is used."""

    first: datetime
    last: datetime

    @classmethod
    def named(cls, name: str) -> Self | None:
        """The term that a key's name says; None for a name that says none."""
        found = _NAME.fullmatch(name)
        try:
            first, last = (
                datetime.strptime(one, _MOMENT).replace(tzinfo=UTC) for one in (found.groups() if found else ())
            )
        except ValueError:
            return None
        return cls(first, last) if first < last else None

    @property
    def name(self) -> str:
        """The key's name."""
        return f"{self.first.astimezone(UTC):{_MOMENT}}_{self.last.astimezone(UTC):{_MOMENT}}"


@dataclass(frozen=True, slots=True)
class Epoch:
    """One key. A key from a single file has neither name nor term."""

    name: str
    pem: str = field(repr=False)
    term: Term | None = None

    @property
    def first(self) -> datetime:
        """Since when it seals."""
        return self.term.first if self.term else _EVER


def terms(place: Path) -> dict[str, Term]:
    """Every key of a folder by name, those too that should be destroyed by now; a single file has none."""
    files = place.glob("*.pem") if place.is_dir() else ()
    return {file.stem: term for file in sorted(files) if (term := Term.named(file.stem))}


def ends(place: Path) -> dict[str, datetime]:
    """When each key of a folder ends, for those who watch: a file that outlives its key is overdue."""
    return {f"sealing/{name}": term.last for name, term in terms(place).items()}


class Epochs:
    """The keys of one capability, private or public; looks for changes by itself, so nothing need be restarted."""

    def __init__(self, place: Path, setting: str, *, opens: bool) -> None:
        """`opens`: they are private keys. Raises SettingMissing for a key that is none, or where none can seal now."""
        self._place, self._setting, self._opens = place, setting, opens
        self._seen, self._looked = self._listing(), clock.elapsed()
        self._keys = self._read()
        if not self._sealing():
            raise SettingMissing(f"cannot start: {setting}: {place} holds no key that seals today. {_REMEDY}")

    def open(self, token: str) -> dict[str, Any]:
        """What stands in a sealed text; raises Unreadable, as KeyGone where its key is not here."""
        name = key_named_in(token)
        term = Term.named(name)
        self._look(at_once=term is not None and name not in {one.name for one in self._in_force()})
        keys = self._in_force()
        if term is not None and all(one.term for one in keys):
            keys = [one for one in keys if one.name == name]
            if not keys:
                over = term.last <= clock.now()
                raise KeyGone(f"its key {name} {'is destroyed' if over else 'is not here'}", over=over)
        return _opened(keys, token)

    def seal(self, data: Mapping[str, Any]) -> str:
        """Seal under the newest key; raises Unavailable where the last one has ended, TooLarge as `sealed.seal`."""
        self._look()
        keys = self._sealing()
        if not keys:
            raise Unavailable(f"no key of {self._setting} seals any more: the last one has ended. Rotate the keys.")
        return seal(keys[-1].pem, data, keys[-1].name)

    def last_end(self) -> datetime | None:
        """When the last of all keys ends that may have sealed by now; None where one has no end."""
        self._look()
        begun = [one.term for one in self._keys if one.first <= clock.now()]
        return max((term.last for term in begun if term), default=None) if all(begun) else None

    def _in_force(self) -> list[Epoch]:
        now = clock.now()
        return [one for one in self._keys if one.term is None or now < one.term.last]

    def _sealing(self) -> list[Epoch]:
        """Those that have begun, oldest first."""
        begun = [one for one in self._in_force() if one.first <= clock.now()]
        return sorted(begun, key=lambda one: (one.first, one.name))

    def _look(self, *, at_once: bool = False) -> None:
        """Read the folder again where it has changed; what has ended is not even kept in memory."""
        if not at_once and clock.elapsed() - self._looked < LOOK_EVERY:
            return
        self._looked = clock.elapsed()
        try:
            seen = self._listing()
            if seen == self._seen:
                return
            self._seen, self._keys = seen, self._read()
        except SettingMissing as error:
            log.error("%s Keys read before stay in use to their end.", error)  # noqa: TRY400 - one line says it all
        forget_keys()

    def _listing(self) -> Sequence[tuple[str, int]]:
        """Each key in force and when its file was written."""
        try:
            if not self._place.is_dir():
                return [("", self._place.stat().st_mtime_ns)]
            files = [(file.stem, file.stat().st_mtime_ns) for file in sorted(self._place.glob("*.pem"))]
        except OSError as error:
            raise SettingMissing(f"cannot start: {self._setting} cannot be read ({error}).") from error
        if odd := [name for name, _ in files if Term.named(name) is None]:
            raise SettingMissing(
                f"cannot start: {self._setting}: {odd[0]}.pem must be named for its first and last moment, as in "
                f"2026-11-21T093000Z_2027-01-25T093000Z.pem. {_REMEDY}"
            )
        now = clock.now()
        return [one for one in files if (term := Term.named(one[0])) and now < term.last]

    def _read(self) -> list[Epoch]:
        return [self._epoch(name) for name, _ in self._listing()]

    def _epoch(self, name: str) -> Epoch:
        file = self._place / f"{name}.pem" if name else self._place
        try:
            pem = file.read_text(encoding="ascii")
            _try(pem, opens=self._opens)
        except (OSError, ValueError) as error:
            half = "private" if self._opens else "public"
            raise SettingMissing(
                f"cannot start: {self._setting}: {file.name} must be a {half} key on P-256 in PEM ({error})."
            ) from error
        return Epoch(name, pem, Term.named(name))


def _try(pem: str, *, opens: bool) -> None:
    """Use it once: a wrong key must stop the start, and not refuse the citizens."""
    sealed = seal(pem, {})
    if opens:
        unseal(pem, sealed)


def _opened(keys: Sequence[Epoch], token: str) -> dict[str, Any]:
    """By whichever key opens it: texts of before there were names say none."""
    for one in reversed(keys):
        try:
            return unseal(one.pem, token)
        except Unreadable:
            if one is keys[0]:
                raise
    raise Unreadable("no key is here to open it")

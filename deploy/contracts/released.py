"""What others already rely on: the contracts as they were at the last release, kept in `contracts/released.json`.

The snapshot stands in the tree, so a fresh clone without tags can compare. Where the clone has tags
`contracts-v*`, the snapshot of the newest one counts as well: whoever rewrites the file is found out.
"""

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.chassis import compatibility
from services.chassis.contracts import Contracts
from services.chassis.schemas import read_schemas

SNAPSHOT = "released.json"
TAGS = "contracts-v*"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """schemas: by path below `contracts/`. reasons: code → name."""

    schemas: Mapping[str, Mapping[str, Any]]
    reasons: Mapping[str, str]

    def render(self) -> str:
        """JSON with one line per entry, so that a diff shows which contract it is about."""
        parts = {"schemas": self.schemas, "reasons": self.reasons}
        return "{\n" + ",\n".join(f'"{name}": {_lines(entries)}' for name, entries in parts.items()) + "\n}\n"

    def broken_by(self, now: "Snapshot") -> list[str]:
        """Everything that those who rely on this snapshot would lose, one line each."""
        changes = compatibility.changes(self.schemas, now.schemas)
        lines = [f"{path}#{change}" for path, listed in changes.items() for change in listed]
        return lines + compatibility.renumbered(self.reasons, now.reasons)


def present(folder: Path) -> Snapshot:
    """The contracts as they stand in the folder."""
    reasons = sorted(Contracts.load(folder).reasons().values(), key=lambda reason: reason.code)
    return Snapshot(read_schemas(folder), {reason.code: reason.name for reason in reasons})


def baselines(folder: Path) -> list[Snapshot]:
    """All that the present must not break: the snapshot in the tree, and the newest tagged one if there is one."""
    kept = folder / SNAPSHOT
    texts = [kept.read_text(encoding="utf-8") if kept.exists() else None, _tagged(folder)]
    return [Snapshot(**json.loads(text)) for text in texts if text is not None]


def release(folder: Path) -> list[str]:
    """Make the present contracts the baseline; returns what forbids it, and then changes nothing."""
    now = present(folder)
    broken = [line for before in baselines(folder) for line in before.broken_by(now)]
    if not broken:
        (folder / SNAPSHOT).write_text(now.render(), encoding="utf-8")
    return broken


def _lines(entries: Mapping[str, Any]) -> str:
    said = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in entries.items()]
    return "{\n" + ",\n".join(said) + "\n}"


def _tagged(folder: Path) -> str | None:
    newest = _git(folder, "tag", "--list", TAGS, "--sort=-version:refname").splitlines()
    return _git(folder, "show", f"{newest[0]}:./{SNAPSHOT}") if newest else None


def _git(folder: Path, *arguments: str) -> str:
    """What git says; nothing where there is no git or no repository, as in an unpacked archive."""
    git = shutil.which("git")
    if git is None:
        return ""
    said = subprocess.run([git, *arguments], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    return said.stdout if said.returncode == 0 else ""

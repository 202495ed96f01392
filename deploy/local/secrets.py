"""Secrets of one machine: generated once, kept under `.local/secrets/`, readable by their owner only."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from services.chassis.sealed import new_key_pair

BYTES = 32


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secrets in one folder, by name."""

    folder: Path

    def text(self, name: str) -> str:
        """64 hex digits that nobody can guess; the same ones each time."""
        file = self.folder / name
        if not file.exists():
            self._keep(file, secrets.token_hex(BYTES))
        return file.read_text()

    def keep(self, name: str, content: str) -> None:
        """A file that others made, as safe as the secrets."""
        self._keep(self.folder / name, content)

    def signing_key(self, name: str) -> None:
        """A private P-256 key alone: who checks asks for its public half."""
        self._keep(self.folder / name, new_key_pair()[0])

    def _keep(self, file: Path, content: str) -> None:
        """Write whole or not at all: half a secret would be taken for a secret."""
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = file.with_name(file.name + ".new")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(content)
        draft.replace(file)

"""What a sealing (用印) and a seal (电子印章) can be."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from services.seals.messages import Request, Use

Standing: TypeAlias = Literal["in-force", "suspended", "revoked"]


@dataclass(frozen=True, slots=True)
class Idle:
    """Nobody has asked for this."""


@dataclass(frozen=True, slots=True)
class Signing:
    """The key device's answer is awaited."""

    request: Request


@dataclass(frozen=True, slots=True)
class Sealed:
    """Done: the first signature stands. `anchor`: the use whose link the seal's own history is to keep.

    `links`: the uses that are written down for this sealing; there are several where a crash had it signed again.
    """

    authority: str = ""
    anchor: Use | None = None
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Done: there is no seal."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An authority's seal. certificates: all it ever had, newest last. anchors: how far each run's ledger has come."""

    authority: str
    certificates: tuple[str, ...]
    standing: Standing = "in-force"
    anchors: tuple[tuple[str, int], ...] = ()


State: TypeAlias = Idle | Signing | Sealed | Refused | Kept

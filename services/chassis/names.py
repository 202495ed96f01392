"""Path = name = address: one contract under all its names, as pure functions.

| what              | as in                                                                   |
|-------------------|-------------------------------------------------------------------------|
| path              | contracts/payments/events/fee-settled.v1.json                           |
| $id               | https://tongban.example/contracts/payments/events/fee-settled.v1.json   |
| type              | payments.fee-settled.v1 (CloudEvents type, AsyncAPI message, title)     |
| routing key       | payments.fee-settled.v1.530000 (in Yunnan)                              |
| class             | FeeSettled in payments/messages.py (FeeSettledV2 from v2 on)            |
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Literal, get_args

BASE = "https://tongban.example/contracts/"
"""What every `$id` begins with. It is a name, not an address to fetch from."""

Kind = Literal["command", "event", "effect"]
KINDS: tuple[Kind, ...] = get_args(Kind)

ID_LENGTH = 32
"""Hex digits of a message id: 128 bits of SHA-256, at a sixth of the price of a UUID."""

_WORD = r"[a-z]+(?:-[a-z]+)*"
_VERSION = r"v([1-9][0-9]*)"
_PATH = re.compile(rf"({_WORD})/({'|'.join(KINDS)})s/({_WORD})\.{_VERSION}\.json")
_TYPE = re.compile(rf"({_WORD})\.({_WORD})\.{_VERSION}")
_CLASS = re.compile(r"((?:[A-Z][a-z]+)+)(?:V([1-9][0-9]*))?")


class NotAName(ValueError):
    """The text is not a name of a contract in the form its place asks for."""


@dataclass(frozen=True, slots=True)
class Name:
    """One contract. `word` is what it says, as in `fee-settled`."""

    capability: str
    kind: Kind
    word: str
    version: int

    @property
    def path(self) -> str:
        """Where the schema stands, below `contracts/`."""
        return f"{self.capability}/{self.kind}s/{self.word}.v{self.version}.json"

    @property
    def id(self) -> str:
        """The schema's `$id`."""
        return BASE + self.path

    @property
    def type(self) -> str:
        """The CloudEvents type, which is also the schema's title and the AsyncAPI message's name."""
        return f"{self.capability}.{self.word}.v{self.version}"

    @property
    def class_name(self) -> str:
        """The dataclass in the capability's `messages.py`."""
        return class_name(self.type)

    @property
    def example(self) -> str:
        """Where its first example stands, below `contracts/`; more may stand beside it as `….<case>.json`."""
        return f"{self.capability}/examples/{self.word}.v{self.version}.json"


def from_path(path: str) -> Name:
    """Read the name off a path below `contracts/`; raises NotAName."""
    found = _PATH.fullmatch(path)
    if not found:
        raise NotAName(f"{path!r} is not <capability>/<commands|events|effects>/<word>.v<n>.json")
    capability, kind, word, version = found.groups()
    return Name(capability, next(known for known in KINDS if known == kind), word, int(version))


def from_id(schema_id: str) -> Name:
    """Read the name off a schema's `$id`; raises NotAName."""
    if not schema_id.startswith(BASE):
        raise NotAName(f"{schema_id!r} does not begin with {BASE}")
    return from_path(schema_id.removeprefix(BASE))


def split(message_type: str) -> tuple[str, str, int]:
    """Capability, word and version of a type; raises NotAName."""
    found = _TYPE.fullmatch(message_type)
    if not found:
        raise NotAName(f"{message_type!r} is not <capability>.<word>.v<n>")
    capability, word, version = found.groups()
    return capability, word, int(version)


def class_name(message_type: str) -> str:
    """`payments.fee-settled.v1` is `FeeSettled`; from v2 on the class bears the version, `FeeSettledV2`."""
    _, word, version = split(message_type)
    camel = "".join(part.capitalize() for part in word.split("-"))
    return camel if version == 1 else f"{camel}V{version}"


def type_of(capability: str, message: type | str) -> str:
    """The type that a capability's dataclass (or its name) stands for; raises NotAName."""
    name = message if isinstance(message, str) else message.__name__
    found = _CLASS.fullmatch(name)
    if not found:
        raise NotAName(f"{name!r} is not a class name made of whole words, as in FeeSettled or FeeSettledV2")
    word = re.sub(r"(?<!^)(?=[A-Z])", "-", found[1]).lower()
    return f"{capability}.{word}.v{found[2] or 1}"


def routing_key(message_type: str, province: str) -> str:
    """The key under which a message travels: the type, then the province that has jurisdiction."""
    return f"{message_type}.{province}"


def message_id(stream: str, purpose: str) -> str:
    """The same stream and purpose always give the same id, so sending twice is harmless."""
    return hashlib.sha256(f"{stream}/{purpose}".encode()).hexdigest()[:ID_LENGTH]


def answer_id(stream: str, intent: str) -> str:
    """The id of what the outside answers to an intent, however often it is asked and whatever it answers."""
    return message_id(stream, f"answer/{intent}")

"""What the tests of the contracts look at: the folder, its examples, and the services that live by it."""

import ast
import importlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from services.chassis import names
from services.chassis.contracts import FOLDER, Contracts
from services.chassis.definition import Definition
from services.chassis.names import Kind
from services.chassis.schemas import read_schemas

SERVICES = FOLDER.parent / "services"
DEPLOY = FOLDER.parent / "deploy"

CONTRACTS = Contracts.load()
SCHEMAS = read_schemas(FOLDER)
EXAMPLES = {file.relative_to(FOLDER).as_posix(): file for file in sorted(FOLDER.glob("*/examples/*.json"))}
CAPABILITIES = sorted(file.parent.name for file in FOLDER.glob("*/capability.json"))


@cache
def example(path: str) -> Any:
    """The message in an example file."""
    return json.loads(EXAMPLES[path].read_text(encoding="utf-8"))


@cache
def asyncapi(capability: str) -> Any:
    """A capability's AsyncAPI document as a reader finds it; whoever changes it changes a copy."""
    return yaml.safe_load((FOLDER / capability / "asyncapi.yaml").read_text(encoding="utf-8"))


def definition(capability: str) -> Definition:
    """What the service of this capability hands to the chassis."""
    module = importlib.import_module(f"services.{capability}.service")
    found = module.DEFINITION
    assert isinstance(found, Definition)
    return found


def types(kind: Kind, capability: str) -> set[str]:
    """The types of a capability's contracts of one kind."""
    return {name.type for name in CONTRACTS.names() if name.kind == kind and name.capability == capability}


@cache
def literals(*places: Path) -> frozenset[str]:
    """Every text written in the code of these files and folders."""
    return frozenset(text for place in places for file in _python(place) for text in _texts(file))


def message_literals(*places: Path) -> set[str]:
    """Every text in these places that has the form of a message type."""
    return {text for text in literals(*places) if _is_type(text)}


def service_code(capability: str) -> Path:
    """The folder of a capability's service."""
    return SERVICES / capability


def _python(place: Path) -> Iterator[Path]:
    yield from sorted(place.rglob("*.py")) if place.is_dir() else [place]


def _texts(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _is_type(text: str) -> bool:
    try:
        names.split(text)
    except names.NotAName:
        return False
    return True

"""The schemas of a contracts folder, by path below it: read, closed for producers, with what they refer to."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urldefrag, urljoin

from services.chassis import names

ENVELOPE_PATH = "envelope.v1.json"

Schemas: TypeAlias = Mapping[str, dict[str, Any]]
"""By path below the folder."""


class ContractsBroken(Exception):
    """The folder itself is wrong: a file is missing, unreadable, or two contracts bear one name."""


class Folder(Schemas):
    """Every schema of a folder, read anew whenever it is asked for: a process speaks few of them, and once."""

    def __init__(self, folder: Path) -> None:
        """Raises ContractsBroken for a folder that holds no contracts."""
        if not (folder / ENVELOPE_PATH).is_file():
            raise ContractsBroken(f"{folder} holds no {ENVELOPE_PATH}: CONTRACTS_DIR must name the folder of contracts")
        files = [folder / ENVELOPE_PATH, *folder.glob("types/*.json")]
        for kind in names.KINDS:
            files.extend(folder.glob(f"*/{kind}s/*.json"))
        self._files = {file.relative_to(folder).as_posix(): file for file in sorted(files)}

    def __getitem__(self, path: str) -> dict[str, Any]:
        """One schema; raises ContractsBroken."""
        schema = read(self._files[path])
        if not isinstance(schema, dict) or schema.get("$id") != names.BASE + path:
            raise ContractsBroken(f"{path}: its $id must be {names.BASE}{path}")
        return schema

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def read_schemas(folder: Path) -> dict[str, dict[str, Any]]:
    """Every schema by its path below the folder: envelope, types, commands, events and effects."""
    return dict(Folder(folder))


def read(file: Path) -> Any:
    """What a JSON file says; raises ContractsBroken."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ContractsBroken(f"{file}: {error}") from error


def with_references(paths: Iterable[str], schemas: Schemas) -> dict[str, dict[str, Any]]:
    """These schemas, and whatever they refer to."""
    found, waiting = dict[str, dict[str, Any]](), list(paths)
    while waiting:
        path = waiting.pop()
        if path not in found:
            found[path] = schemas[path]
            waiting.extend(_references(found[path], names.BASE + path))
    return found


def _references(schema: Any, base: str) -> Iterator[str]:
    parts = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    for part in parts:
        yield from _references(part, base)
    if isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
        path = urldefrag(urljoin(base, schema["$ref"])).url.removeprefix(names.BASE)
        if path != base.removeprefix(names.BASE):
            yield path


def closed(schema: Any) -> Any:
    """The same schema with every object that lists its properties closed to others; a new value."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(part) for key, part in schema.items()}
    if inner.get("type") == "object" and "properties" in inner:
        inner["additionalProperties"] = False
    return inner

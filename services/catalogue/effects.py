"""The files of the catalogue: one YAML file for each version of an item. The only importer of yaml.

`<folder>/*.yaml` are the nation's items; `<folder>/530000/*.yaml` are what one province does otherwise: `inherits`
names the item, and the rest is only what differs.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TextIO

import yaml

from services.catalogue.checks import inconsistencies, neighbour_faults, promise_faults
from services.catalogue.comparison import stricter
from services.catalogue.inheritance import resolved
from services.catalogue.item import Item
from services.catalogue.rules import Fault, faults
from services.catalogue.settings import Settings
from services.chassis import codec
from services.chassis.errors import Malformed, SettingMissing
from services.chassis.vocabulary import Owed

PROVINCES = "[0-9][0-9]0000"
"""Folders of provinces, by their six-digit code."""

Documents = Mapping[str, dict[str, Any]]
"""Items as they are published, by file name."""


@dataclass(frozen=True, slots=True)
class Provincial:
    """A province's item, whole, and the version of the nation's that it was made from."""

    province: str
    national_version: int
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a file of many: the line on which it begins, and what it says or why it cannot be read."""

    line: int
    document: dict[str, Any]
    fault: str | None = None


class ItemsFaulty(SettingMissing):
    """Files of the catalogue are not as they must be; each line names file, field, rule and remedy."""


def starting_commands(settings: Settings) -> Sequence[Owed]:
    """Every file as a command to the service itself; the same content has the same purpose: a restart does nothing."""
    documents = read_documents(settings.items)
    provincial = read_provincial(settings.items, documents)
    return [_announcement(document) for document in documents.values()] + [_override(one) for one in provincial]


def read_items(folder: Path) -> tuple[Item, ...]:
    """All items of a folder, by file name; raises ItemsFaulty."""
    return tuple(codec.convert(document, Item) for document in read_documents(folder).values())


def read_documents(folder: Path) -> Documents:
    """The nation's items of a folder; raises ItemsFaulty with every fault of every file."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise ItemsFaulty(f"{folder}: there is no item, no *.yaml. Set CATALOGUE_ITEMS to the folder of the items.")
    documents = {file.name: _read(file) for file in files}
    _raise([f"{name}: {fault}" for name, document in documents.items() for fault in faults(document)])
    items = {name: codec.convert(document, Item) for name, document in documents.items()}
    newest = {item.code: item for item in sorted(items.values(), key=lambda item: item.version)}
    _raise(
        [f"{name}: {fault}" for name, item in items.items() for fault in _contradictions(item, newest)]
        + list(_repeated(documents))
    )
    return documents


def read_provincial(folder: Path, documents: Documents) -> Sequence[Provincial]:
    """What provinces do otherwise, each item whole; raises ItemsFaulty with every fault of every file."""
    nation = {one["code"]: one for one in sorted(documents.values(), key=lambda document: int(document["version"]))}
    found, told = list[Provincial](), list[str]()
    for file in sorted(folder.glob(f"{PROVINCES}/*.yaml")):
        own, province = _read(file), file.parent.name
        wrong = _heritage_faults(own, nation)
        if not wrong:
            document = resolved(nation[own["inherits"]], own)
            wrong = _provincial_faults(document, nation)
            found.append(Provincial(province, nation[own["inherits"]]["version"], document))
        told += [f"{province}/{file.name}: {fault}" for fault in wrong]
    _raise(told)
    return found


def read_rows(file: Path) -> Iterator[Row]:
    """The items of one large file, one by one: JSON lines where it is called *.jsonl, else a stream of YAML."""
    with file.open(encoding="utf-8") as lines:
        yield from _json_rows(lines) if file.suffix == ".jsonl" else _yaml_rows(lines)


def _json_rows(lines: TextIO) -> Iterator[Row]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                document = codec.decode(line.encode())
            except Malformed as error:
                yield Row(number, {}, f"the line must be JSON ({error}). Mend it.")
                continue
            yield _row(number, document)


def _yaml_rows(lines: TextIO) -> Iterator[Row]:
    """A fault in its form ends the file: where the next item begins is not known any more."""
    loader, line = _Loader(lines), 1
    try:
        while loader.check_node():
            node: Any = loader.get_node()
            line = node.start_mark.line + 1
            yield _row(line, loader.construct_document(node))
    except yaml.YAMLError as error:
        told = " ".join(str(error).split())
        yield Row(line, {}, f"the file must be YAML from here on ({told}). Mend it; what follows was not read.")
    finally:
        loader.dispose()


def _row(line: int, document: Any) -> Row:
    if not isinstance(document, dict):
        return Row(line, {}, "the row must be a mapping of an item's fields. See the catalogue's own items.")
    return Row(line, _whole(document))


def _raise(told: list[str]) -> None:
    if told:
        raise ItemsFaulty("\n".join(told))


def _read(file: Path) -> Any:
    try:
        document = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ItemsFaulty(f"{file}: the file must be YAML ({error}). Mend it.") from error
    return _whole(document) if isinstance(document, dict) else document


def _whole(document: dict[str, Any]) -> dict[str, Any]:
    """What need not be said is added, and a day that YAML read as one is a text again."""
    if "inherits" not in document:
        document.setdefault("certificate", None)
    for name in ("effective_from", "effective_until"):
        if isinstance(document.get(name), date):
            document[name] = document[name].isoformat()
    return document


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same language, read ten times as fast, where the C library is at hand."""


def _contradictions(item: Item, newest: Mapping[str, Item]) -> list[Fault]:
    return [*promise_faults(item), *inconsistencies(item), *neighbour_faults(item, newest)]


def _heritage_faults(own: Any, nation: Documents) -> list[Fault]:
    """What must hold before a province's file can be put together with the nation's."""
    if not isinstance(own, dict) or own.get("inherits") not in nation:
        known = ", ".join(sorted(nation))
        return [Fault("inherits", f"the code of one of the nation's items ({known})", "Quote it, as '000131012000'.")]
    if "version" not in own:
        return [Fault("version", "a whole number from 1", "Count the province's own versions.")]
    return []


def _provincial_faults(document: dict[str, Any], nation: Documents) -> list[Fault]:
    if broken := faults(document):
        return broken
    item, whole = codec.convert(document, Item), codec.convert(nation[document["code"]], Item)
    differences = [
        Fault(one.field, f"no stricter than the nation's {one.national}, but is {one.provincial}", "Ask for less.")
        for one in stricter(whole, item)
    ]
    return differences or [*promise_faults(item), *inconsistencies(item)]


def _repeated(documents: Documents) -> Iterator[str]:
    """A version stands in one file only."""
    first: dict[tuple[str, int], str] = {}
    for name, document in documents.items():
        other = first.setdefault((document["code"], document["version"]), name)
        if other != name:
            rule = f"the only one of its version, but {other} has {document['code']} version {document['version']} too"
            yield f"{name}: {Fault('code', rule, 'Give it its own code, or count its version up.')}"


def _announcement(document: Mapping[str, Any]) -> Owed:
    purpose = f"publish-{document['version']}-{_digest(document)}"
    return Owed(purpose, "catalogue.publish-item.v1", f"item-{document['code']}", document)


def _override(one: Provincial) -> Owed:
    data = {"item": one.document, "national_version": one.national_version}
    purpose = f"publish-{one.province}-{one.document['version']}-{_digest(data)}"
    stream = f"item-{one.document['code']}"
    return Owed(purpose, "catalogue.publish-provincial-item.v1", stream, data, province=one.province)


def _digest(data: Mapping[str, Any]) -> str:
    return hashlib.sha256(codec.canonical(data)).hexdigest()[:16]

"""The files of the catalogue: one YAML file for each version of an item. The only importer of yaml."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from services.catalogue.messages import Item
from services.catalogue.rules import Fault, faults
from services.catalogue.settings import Settings
from services.chassis import codec
from services.chassis.errors import SettingMissing
from services.chassis.vocabulary import Owed


class ItemsFaulty(SettingMissing):
    """Files of the catalogue are not as they must be; each line names file, field, rule and remedy."""


def starting_commands(settings: Settings) -> Sequence[Owed]:
    """Every file as a command to the service itself; the same content has the same purpose: a restart does nothing."""
    return [_announcement(document) for document in read_documents(settings.items).values()]


def read_items(folder: Path) -> tuple[Item, ...]:
    """All items of a folder, by file name; raises ItemsFaulty."""
    return tuple(codec.convert(document, Item) for document in read_documents(folder).values())


def read_documents(folder: Path) -> Mapping[str, dict[str, Any]]:
    """All items of a folder as they are published, by file name; raises ItemsFaulty with every fault of every file."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise ItemsFaulty(f"{folder}: there is no item, no *.yaml. Set CATALOGUE_ITEMS to the folder of the items.")
    documents = {file.name: _read(file) for file in files}
    found = [f"{name}: {fault}" for name, document in documents.items() for fault in _faults(document)]
    found = found or _repeated(documents)
    if found:
        raise ItemsFaulty("\n".join(found))
    return documents


def _read(file: Path) -> Any:
    try:
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ItemsFaulty(f"{file}: the file must be YAML ({error}). Mend it.") from error
    if isinstance(document, dict):
        document.setdefault("certificate", None)
        if isinstance(document.get("effective_from"), date):  # YAML reads an unquoted day as one
            document["effective_from"] = document["effective_from"].isoformat()
    return document


def _faults(document: Any) -> list[Fault]:
    found = faults(document)
    if found:
        return found
    item = codec.convert(document, Item)
    if item.promised_days <= item.longest_promise:
        return []
    rule = f"at most {item.longest_promise}, 60 % of the statutory {item.statutory_days} (all of them if instant)"
    return [Fault("promised_days", rule, "Promise less time, or decide on the spot.")]


def _repeated(documents: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """A version stands in one file only."""
    first: dict[tuple[str, int], str] = {}
    found = []
    for name, document in documents.items():
        other = first.setdefault((document["code"], document["version"]), name)
        if other != name:
            rule = f"the only one of its version, but {other} has {document['code']} version {document['version']} too"
            found.append(f"{name}: {Fault('code', rule, 'Give it its own code, or count its version up.')}")
    return found


def _announcement(document: Mapping[str, Any]) -> Owed:
    stream = f"item-{document['code']}"
    content = hashlib.sha256(codec.canonical(document)).hexdigest()[:16]
    return Owed(f"publish-{document['version']}-{content}", "catalogue.publish-item.v1", stream, document)

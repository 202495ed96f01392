"""Contracts only grow: a new optional property passes, anything else needs a new version.

The baseline is `contracts/released.json`, a snapshot in the tree: a fresh clone compares without tags.
Where tags `contracts-v*` exist, the newest one's snapshot counts too, so rewriting the file hides nothing.
`python -m deploy.contracts release` moves the baseline, and refuses where this test would fail.
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from deploy.contracts import released
from deploy.contracts.__main__ import main
from services.chassis.compatibility import Forbidden, changes, forbidden, renumbered
from services.chassis.contracts import FOLDER

HERE = Path(__file__).parent
FORBIDDEN = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(HERE.glob("forbidden/*.json"))}
ALLOWED = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(HERE.glob("allowed/*.json"))}
SCHEMA = "payments/events/fee-settled.v1.json"


def test_the_present_contracts_keep_what_was_released() -> None:
    """Whoever built on the last release can read and write today's messages."""
    baselines = released.baselines(FOLDER)

    assert baselines, "contracts/released.json is missing: run python -m deploy.contracts release"
    assert [line for before in baselines for line in before.broken_by(released.present(FOLDER))] == []


@pytest.mark.parametrize("case", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_a_forbidden_change_is_named(case: dict[str, Any]) -> None:
    """Each example says why the change breaks someone, and what the comparison calls it."""
    found = [str(change) for change in forbidden(case["before"], case["after"])]

    assert case["why"].endswith(".")
    assert case["named"], "an example that names nothing shows nothing"
    assert found == case["named"]


@pytest.mark.parametrize("case", ALLOWED.values(), ids=ALLOWED.keys())
def test_an_allowed_change_passes(case: dict[str, Any]) -> None:
    """Nobody who ignores what they do not know can be hurt by it."""
    assert case["why"].endswith(".")
    assert case["before"] != case["after"]
    assert forbidden(case["before"], case["after"]) == []


def test_a_removed_contract_is_named_and_a_new_one_passes() -> None:
    """A file may come, none may go."""
    schema = {"type": "object", "properties": {}, "required": []}

    assert changes({"a.json": schema}, {"b.json": schema}) == {"a.json": [Forbidden("", "the contract was removed")]}
    assert changes({}, {"b.json": schema}) == {}


def test_a_code_keeps_its_reason() -> None:
    """A code that was printed on a notice means the same for ever; a new code may come."""
    before = {"CASE-0001": "item-unknown", "CASE-0002": "item-not-in-force"}
    after = {"CASE-0001": "item-not-in-force", "CASE-0003": "material-unknown"}

    assert renumbered(before, after) == [
        "CASE-0001 was item-unknown, is item-not-in-force",
        "CASE-0002 was item-not-in-force, is gone",
    ]
    assert renumbered(before, {**before, "CASE-0003": "material-unknown"}) == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository of its own with a released copy of the contracts in it."""
    copy = Path(shutil.copytree(FOLDER, tmp_path / "contracts"))
    (copy / released.SNAPSHOT).unlink(missing_ok=True)
    git(copy, "init", "--quiet")
    assert main(["release"], copy) == 0
    return copy


def git(folder: Path, *arguments: str) -> None:
    """Run git as somebody."""
    someone = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    subprocess.run(["git", *someone, *arguments], cwd=folder, check=True)


def rename_property(folder: Path) -> None:
    """Break a contract: call `receipt` something else."""
    file = folder / SCHEMA
    file.write_text(file.read_text(encoding="utf-8").replace('"receipt"', '"invoice"'), encoding="utf-8")


def add_property(folder: Path) -> None:
    """Let a contract grow."""
    schema = json.loads((folder / SCHEMA).read_text(encoding="utf-8"))
    schema["properties"]["remark"] = {"type": "string", "maxLength": 100}
    (folder / SCHEMA).write_text(json.dumps(schema), encoding="utf-8")


def test_a_release_takes_in_what_has_grown(folder: Path) -> None:
    """From then on the new property is relied upon as well."""
    add_property(folder)
    assert main(["release"], folder) == 0
    shutil.copy(FOLDER / SCHEMA, folder / SCHEMA)

    assert main(["release"], folder) == 1


def test_a_release_that_breaks_someone_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says file, place and change, and leaves the baseline as it was."""
    before = (folder / released.SNAPSHOT).read_bytes()
    rename_property(folder)

    assert main(["release"], folder) == 1
    assert f"{SCHEMA}#/properties/receipt: was removed\n" in capsys.readouterr().err
    assert (folder / released.SNAPSHOT).read_bytes() == before


def test_rewriting_the_snapshot_does_not_hide_a_break_from_a_tag(folder: Path) -> None:
    """The newest tag counts as well, by number: v10 is newer than v9."""
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "Released")
    git(folder, "tag", "contracts-v10")
    rename_property(folder)
    (folder / released.SNAPSHOT).unlink()
    (folder / released.SNAPSHOT).write_text(released.present(folder).render(), encoding="utf-8")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "Nothing to see")
    git(folder, "tag", "contracts-v9")

    kept, tagged = released.baselines(folder)

    assert kept.broken_by(released.present(folder)) == []
    assert f"{SCHEMA}#/properties/receipt: was removed" in tagged.broken_by(released.present(folder))
    assert main(["release"], folder) == 1


def test_without_a_repository_the_snapshot_alone_counts(folder: Path) -> None:
    """An unpacked archive has no tags, and needs none."""
    shutil.rmtree(folder / ".git")

    assert len(released.baselines(folder)) == 1


def test_an_order_that_is_not_understood_changes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says how it is used."""
    assert main(["relase"], folder) == 2
    assert "usage" in capsys.readouterr().err

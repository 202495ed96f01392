"""The items that come with the catalogue, and what becomes of files that are wrong."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from stdnum.cn import uscc

from services.catalogue.decider import decide
from services.catalogue.effects import ItemsFaulty, read_items, starting_commands
from services.catalogue.item import Item
from services.catalogue.messages import (
    Command,
    ItemPublished,
    Listed,
    ProvincialItemPublished,
    PublishItem,
    PublishProvincialItem,
    State,
    Unlisted,
)
from services.catalogue.public import publish
from services.catalogue.settings import Settings
from services.chassis import codec
from services.chassis.contracts import Contracts
from services.chassis.vocabulary import Owed
from tests.catalogue.samples import document

ITEMS = read_items(Settings().items)

TEN = {
    "食品经营许可",
    "个体工商户设立登记",
    "道路运输从业资格证核发",
    "居住证申领",
    "烟草专卖零售许可证核发",
    "医师执业注册",
    "残疾人证办理",
    "教师资格认定",
    "建筑工程施工许可证核发",
    "社会保障卡补领、换领",
}


def write(folder: Path, **files: dict[str, Any]) -> Settings:
    """A catalogue with these files."""
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return Settings(items=folder)


def test_the_ten_items_are_there() -> None:
    """Those that the suite promises, and others."""
    assert {item.name.zh for item in ITEMS} >= TEN


def test_the_items_are_a_mix() -> None:
    """With a fee and without, with a certificate and without, by post and at the counter only."""
    assert {bool(item.fees) for item in ITEMS} == {True, False}
    assert {item.certificate is None for item in ITEMS} == {True, False}
    assert {"post" in item.delivery for item in ITEMS} == {True, False}
    assert {item.kind for item in ITEMS} == {"instant", "promised"}


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.name.en)
def test_who_defines_a_certificate_has_a_valid_credit_code(item: Item) -> None:
    """The type code begins with a credit code (GB 32100), check character and all."""
    assert item.certificate is None or uscc.is_valid(item.certificate.type_code[:18])


@pytest.mark.parametrize("owed", starting_commands(Settings()), ids=lambda owed: owed.subject)
def test_each_item_is_published_as_its_contract_says(owed: Any) -> None:
    """File, command, event and contract agree."""
    contracts = Contracts.load()
    contracts.check_strict(owed.type, owed.data)
    (event,) = decide(command_of(owed), nation_of(owed))
    assert isinstance(event, ItemPublished | ProvincialItemPublished)
    said = publish(event, Unlisted())
    assert said is not None
    contracts.check_strict(said.type, said.data)
    assert codec.decode(codec.encode(said.data)) == owed.data


def command_of(owed: Owed) -> Command:
    """What the service is told by its own file."""
    known: dict[str, Any] = {"subject": owed.subject, "province": owed.province}
    if owed.type == "catalogue.publish-item.v1":
        return codec.convert({**owed.data, **known}, PublishItem)
    return codec.convert({**owed.data, **known}, PublishProvincialItem)


def nation_of(owed: Owed) -> State:
    """What a province's file builds on."""
    code = owed.subject.removeprefix("item-")
    return Listed(tuple(item for item in ITEMS if item.code == code)) if owed.province else Unlisted()


def test_an_unchanged_file_asks_for_the_same(tmp_path: Path) -> None:
    """Purpose and stream make the message's id, so a restart repeats it; a changed file asks for something else."""
    (first,) = starting_commands(write(tmp_path, guide=document()))
    (again,) = starting_commands(write(tmp_path, guide=document()))
    (changed,) = starting_commands(write(tmp_path, guide=document(promised_days=5)))
    assert (first.subject, first.purpose) == (again.subject, again.purpose)
    assert first.purpose != changed.purpose


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": 131012000}, "code"),
        ({"code": "00013101200"}, "code"),
        ({"version": 0}, "version"),
        ({"version": True}, "version"),
        ({"name": {"zh": "导游证核发"}}, "name.en"),
        ({"law": []}, "law"),
        ({"law": [{"title": "中华人民共和国旅游法"}]}, "law[0].article"),
        ({"department": None}, "department.name.zh"),
        ({"kind": "quick"}, "kind"),
        ({"statutory_days": "15"}, "statutory_days"),
        ({"promised_days": 10}, "promised_days"),
        ({"materials": None}, "materials"),
        ({"materials": [{"code": "contract", "name": {"zh": "合同", "en": "Contract"}}]}, "materials[0].required"),
        ({"materials": [{"code": "a b", "name": {"zh": "合", "en": "C"}, "required": True}]}, "materials[0].code"),
        ({"fees": [{"code": "card", "name": {"zh": "费", "en": "Fee"}, "fen": 10.5}]}, "fees[0].fen"),
        ({"fees": [{"code": "card", "name": {"zh": "费", "en": "Fee"}, "fen": 1}] * 2}, "fees"),
        ({"certificate": {"type_code": "W009", "name": {"zh": "证", "en": "C"}}}, "certificate.type_code"),
        ({"delivery": []}, "delivery"),
        ({"delivery": ["pigeon"]}, "delivery[0]"),
        ({"effective_from": "2026-02-30"}, "effective_from"),
        ({"delivry": ["post"]}, "delivry"),
        ({"name": {"zh": "导", "en": "G", "fr": "G"}}, "name.fr"),
    ],
)
def test_a_wrong_field_is_named_with_its_rule_and_its_remedy(
    tmp_path: Path, changes: dict[str, Any], field: str
) -> None:
    """One fault, one line: file, field, what it must be, what to do."""
    settings = write(tmp_path, guide=document(**changes))
    with pytest.raises(ItemsFaulty) as faulty:
        starting_commands(settings)
    lines = [line for line in str(faulty.value).splitlines() if line.startswith(f"guide.yaml: {field} must be ")]
    assert len(lines) == 1
    assert lines[0].endswith(".")


def test_all_faults_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    """Nobody mends one field at a time."""
    settings = write(tmp_path, guide=document(kind="quick", version=0), driver=document(delivery=[]))
    with pytest.raises(ItemsFaulty) as faulty:
        starting_commands(settings)
    assert len(str(faulty.value).splitlines()) == 3


def test_a_version_stands_in_one_file(tmp_path: Path) -> None:
    """Two files with one code and one version: which would count? Another version is no conflict."""
    read_items(write(tmp_path, guide=document(), guide_2=document(version=2)).items)
    with pytest.raises(ItemsFaulty, match=r"guide_3\.yaml: code must be the only one of its version, but guide\.yaml"):
        read_items(write(tmp_path, guide_3=document()).items)


def test_a_folder_without_items_is_a_mistake(tmp_path: Path) -> None:
    """A catalogue that offers nothing was pointed to the wrong folder."""
    with pytest.raises(ItemsFaulty, match="CATALOGUE_ITEMS"):
        read_items(tmp_path)


def test_what_is_not_yaml_is_said_with_its_place(tmp_path: Path) -> None:
    """The parser knows line and column."""
    (tmp_path / "guide.yaml").write_text("code: [", encoding="utf-8")
    with pytest.raises(ItemsFaulty, match=r"guide\.yaml: the file must be YAML"):
        read_items(tmp_path)

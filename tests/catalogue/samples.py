"""A guide's certificate, as the catalogue knows it."""

from dataclasses import fields, replace
from typing import Any

from services.catalogue.item import Certificate, Department, Fee, Item, Law, LocalizedName, Material
from services.catalogue.messages import PublishItem, PublishProvincialItem

STREAM = "item-000122008000"

GUIDE = Item(
    code="000122008000",
    version=1,
    name=LocalizedName("导游证核发", "Issuance of a tour guide certificate"),
    law=(Law("中华人民共和国旅游法", "第三十七条"),),
    department=Department(LocalizedName("文化和旅游厅", "Department of Culture and Tourism")),
    kind="promised",
    statutory_days=15,
    promised_days=9,
    materials=(Material("contract", LocalizedName("劳动合同", "Employment contract"), required=True),),
    fees=(Fee("card", LocalizedName("证件工本费", "Cost of the card"), 1000),),
    certificate=Certificate("11100000000013338W009", LocalizedName("导游证", "Tour guide certificate"), 3),
    delivery=("post", "counter"),
    effective_from="2026-01-01",
)
GUIDE_2 = replace(GUIDE, version=2, promised_days=5, effective_from="2027-01-01")


def publish(item: Item) -> PublishItem:
    """The command that puts this version into the catalogue."""
    return PublishItem(subject=STREAM, **{field.name: getattr(item, field.name) for field in fields(Item)})


def province(item: Item, code: str = "530000", national_version: int = 1) -> PublishProvincialItem:
    """The command that puts a province's form of the first version beside it."""
    return PublishProvincialItem(subject=STREAM, province=code, item=item, national_version=national_version)


def document(**changes: Any) -> dict[str, Any]:
    """A file's content with some fields changed; None takes a field away."""
    whole: dict[str, Any] = {
        "code": "000122008000",
        "version": 1,
        "name": {"zh": "导游证核发", "en": "Issuance of a tour guide certificate"},
        "law": [{"title": "中华人民共和国旅游法", "article": "第三十七条"}],
        "department": {"name": {"zh": "文化和旅游厅", "en": "Department of Culture and Tourism"}},
        "kind": "promised",
        "statutory_days": 15,
        "promised_days": 9,
        "materials": [{"code": "contract", "name": {"zh": "劳动合同", "en": "Contract"}, "required": True}],
        "fees": [{"code": "card", "name": {"zh": "证件工本费", "en": "Cost of the card"}, "fen": 1000}],
        "certificate": {"type_code": "11100000000013338W009", "name": {"zh": "导游证", "en": "Guide"}},
        "delivery": ["post", "counter"],
        "effective_from": "2026-01-01",
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}

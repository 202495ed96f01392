"""Two items that the portal heard of: one in force, one that is to come."""

from typing import Any

from services.chassis.envelope import NATIONAL, Message
from tests.portal.stories import ITEM, said

GUIDE: dict[str, Any] = {
    "code": ITEM,
    "version": 1,
    "name": {"zh": "导游证核发", "en": "Issuance of a tour guide certificate"},
    "law": [{"title": "中华人民共和国旅游法", "article": "第三十七条"}],
    "department": {"name": {"zh": "文化和旅游厅", "en": "Department of Culture and Tourism"}},
    "kind": "promised",
    "statutory_days": 15,
    "promised_days": 5,
    "materials": [{"code": "photo", "name": {"zh": "照片", "en": "Photograph"}, "required": True}],
    "fees": [],
    "certificate": None,
    "delivery": ["post", "counter"],
    "effective_from": "2020-01-01",
}
LATER = {**GUIDE, "code": "000199999000", "effective_from": "2999-01-01"}


def published(item: dict[str, Any]) -> Message:
    """The catalogue's event."""
    stream = f"item-{item['code']}"
    return said(item["version"], "catalogue.item-published.v1", item, stream, f"item-{NATIONAL}-{item['code']}")

"""A guide (办事指南), as the API answers it."""

from services.portal.api.answers import Bilingual, Shown


class GuideSection(Shown):
    """One part of a guide, with its lines in Chinese and English."""

    section: str
    title: Bilingual
    lines: list[Bilingual]


class Guide(Shown):
    """A guide (办事指南), made of the item in force; `parts` where one thing (一件事) is made of several."""

    code: str
    version: int
    name: Bilingual
    sections: list[GuideSection]
    parts: list["Guide"] | None = None

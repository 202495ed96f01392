"""What a file of the catalogue must say, field by field. A path as `fees[].fen` speaks of every fee's fen.

A path whose part ends in `?` may be left out or be null.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

Check: TypeAlias = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """One field's rule and what to do where it is broken; the texts complete "must be …"."""

    path: str
    holds: Check
    text: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A field that breaks its rule."""

    field: str
    rule: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.field} must be {self.rule}. {self.remedy}"


def _text(pattern: str) -> Check:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _whole(least: int, most: int) -> Check:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _entries(least: int, most: int, key: str | None = None) -> Check:
    """A list of so many entries, no two of them alike; `key` is what tells them apart."""

    def holds(value: Any) -> bool:
        if not isinstance(value, list) or not least <= len(value) <= most:
            return False
        names = [one.get(key) if key and isinstance(one, dict) else one for one in value]
        return all(name not in names[:place] for place, name in enumerate(names))

    return holds


def _one_of(*words: str) -> Check:
    return lambda value: value in words


def _day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _named(path: str) -> tuple[Rule, Rule]:
    """Both languages of a name."""
    return (
        Rule(f"{path}.zh", _text(r"(?s)\S.{0,199}"), "a Chinese text of at most 200 characters", "Write the name."),
        Rule(
            f"{path}.en", _text(r"(?s)\S.{0,399}"), "an English text of at most 400 characters", "Translate the name."
        ),
    )


_CODE = _text(r"[A-Za-z0-9][A-Za-z0-9-]{0,31}")
_CODE_TEXT = "a word of letters, digits and hyphens, at most 32"
_DAYS = (_whole(0, 365), "a whole number of working days, 0 to 365", "Write for example 20.")

RULES = (
    Rule("code", _text(r"[0-9A-Z]{12}"), "12 digits or capital letters (基本编码)", "Quote it, as '000131012000'."),
    Rule("version", _whole(1, 10_000), "a whole number from 1", "Count up with every change."),
    *_named("name"),
    Rule("law", _entries(1, 20), "a list of 1 to 20 laws", "Name what the item rests on."),
    Rule("law[].title", _text(r"(?s)\S.{0,199}"), "the title of a law", "Write it in full."),
    Rule("law[].article", _text(r"(?s)\S.{0,99}"), "an article", "Write for example 第三十五条."),
    *_named("department.name"),
    Rule("kind", _one_of("instant", "promised"), "instant (即办件) or promised (承诺件)", "Choose one."),
    Rule("statutory_days", *_DAYS),
    Rule("promised_days", *_DAYS),
    Rule(
        "materials", _entries(0, 100, "code"), "a list with each code once", "Mend the codes; [] where none is needed."
    ),
    Rule("materials[].code", _CODE, _CODE_TEXT, "Write for example id-card."),
    *_named("materials[].name"),
    Rule("materials[].required", lambda value: isinstance(value, bool), "true or false", "Say whether it is needed."),
    Rule("fees", _entries(0, 50, "code"), "a list with each code once", "Mend the codes; [] where it is free."),
    Rule("fees[].code", _CODE, _CODE_TEXT, "Write for example card."),
    *_named("fees[].name"),
    Rule("fees[].fen", _whole(0, 10**12), "a whole number of fen (分)", "10 yuan are 1000."),
    Rule(
        "certificate?.type_code",
        _text(r"[0-9A-HJ-NPQRTUWXY]{18}[0-9]{3}"),
        "21 characters: a credit code (18), then 3 digits (证照类型代码)",
        "Look it up in the national catalogue of certificates.",
    ),
    *_named("certificate?.name"),
    Rule("certificate?.valid_years?", _whole(1, 100), "1 to 100 years", "Leave it out where there is no limit."),
    Rule("delivery", _entries(1, 2), "a list of one or two ways", "Write [post, counter]."),
    Rule("delivery[]", _one_of("post", "counter"), "post or counter", "Choose one."),
    Rule("effective_from", _day, "a day, as 2026-01-01", "Write the first day this version is in force."),
)


def faults(document: Any) -> list[Fault]:
    """Every field that breaks its rule, and every field that no rule knows."""
    if not isinstance(document, dict):
        return [Fault("the file", "a mapping of an item's fields", "See the files beside it.")]
    broken = [
        Fault(field, rule.text, rule.remedy)
        for rule in RULES
        for field, value in _found(document, rule.path.split("."), "")
        if not rule.holds(value)
    ]
    return broken + [Fault(field, "a field of an item", "Remove it, or mend its name.") for field in _unknown(document)]


def _found(node: Any, parts: list[str], where: str) -> Iterator[tuple[str, Any]]:
    """The values at a path with their places; None stands for what is missing."""
    if not parts:
        yield where, node
        return
    name = parts[0].rstrip("[]?")
    value = node.get(name) if isinstance(node, dict) else None
    here = f"{where}.{name}".lstrip(".")
    if parts[0].endswith("?") and value is None:
        return
    if parts[0].endswith("[]"):
        for place, entry in enumerate(value if isinstance(value, list) else []):
            yield from _found(entry, parts[1:], f"{here}[{place}]")
    else:
        yield from _found(value, parts[1:], here)


def _unknown(node: Any, where: str = "") -> Iterator[str]:
    """The fields below `node` that no rule speaks of."""
    if isinstance(node, list):
        for place, entry in enumerate(node):
            yield from _unknown(entry, f"{where}[{place}]")
    elif isinstance(node, dict):
        for name, value in node.items():
            here = f"{where}.{name}".lstrip(".")
            if re.sub(r"\[\d+\]", "", here) in _KNOWN:
                yield from _unknown(value, here)
            else:
                yield here


_KNOWN = {
    ".".join(parts[:depth])
    for rule in RULES
    for parts in [re.sub(r"[\[\]?]", "", rule.path).split(".")]
    for depth in range(1, len(parts) + 1)
}

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


def _truth(value: Any) -> bool:
    return isinstance(value, bool)


def _named(path: str) -> tuple[Rule, Rule]:
    """Both languages of a name."""
    return (
        Rule(f"{path}.zh", _text(r"(?s)\S.{0,199}"), "a Chinese text of at most 200 characters", "Write the name."),
        Rule(
            f"{path}.en", _text(r"(?s)\S.{0,399}"), "an English text of at most 400 characters", "Translate the name."
        ),
    )


def _coded(path: str, most: int) -> tuple[Rule, ...]:
    """An optional list of things with a code and a name."""
    return (
        Rule(f"{path}?", _entries(0, most, "code"), "a list with each code once", "Leave it out where there is none."),
        Rule(f"{path}[].code", _CODE, _CODE_TEXT, "Write for example review."),
        *_named(f"{path}[].name"),
    )


PROCEDURES = ("hearing", "tender", "auction", "inspection", "test", "quarantine", "appraisal", "expert-review")

_CODE = _text(r"[A-Za-z0-9][A-Za-z0-9-]{0,31}")
_CODE_TEXT = "a word of letters, digits and hyphens, at most 32"
_TYPE = _text(r"[0-9A-HJ-NPQRTUWXY]{18}[0-9]{3}")
_TYPE_TEXT = "21 characters: a credit code (18), then 3 digits (证照类型代码)"
_TYPE_REMEDY = "Look it up in the national catalogue of certificates."
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
    Rule("materials[].required", _truth, "true or false", "Say whether it is needed."),
    Rule("materials[].satisfied_by?", _entries(0, 20), "a list with each type once", "Leave it out where none is."),
    Rule("materials[].satisfied_by?[]", _TYPE, _TYPE_TEXT, _TYPE_REMEDY),
    Rule("fees", _entries(0, 50, "code"), "a list with each code once", "Mend the codes; [] where it is free."),
    Rule("fees[].code", _CODE, _CODE_TEXT, "Write for example card."),
    *_named("fees[].name"),
    Rule("fees[].fen", _whole(0, 10**12), "a whole number of fen (分)", "10 yuan are 1000."),
    Rule("fees[].exemptions?", _entries(0, 20, "certificate_type"), "a list with each type once", "Leave it out."),
    Rule("fees[].exemptions?[].certificate_type", _TYPE, _TYPE_TEXT, _TYPE_REMEDY),
    *_named("fees[].exemptions?[].name"),
    Rule("fees[].exemptions?[].percent", _whole(1, 100), "1 to 100 per cent", "100 where nothing is to be paid."),
    Rule("certificate?.type_code", _TYPE, _TYPE_TEXT, _TYPE_REMEDY),
    *_named("certificate?.name"),
    Rule("certificate?.valid_years?", _whole(1, 100), "1 to 100 years", "Leave it out where there is no limit."),
    Rule("delivery", _entries(1, 2), "a list of one or two ways", "Write [post, counter]."),
    Rule("delivery[]", _one_of("post", "counter"), "post or counter", "Choose one."),
    Rule("effective_from", _day, "a day, as 2026-01-01", "Write the first day this version is in force."),
    Rule("effective_until?", _day, "a day, as 2026-12-31", "Write the last day on which one may apply."),
    Rule("matter_type?", _text(r"[0-9]{2}"), "two digits (事项类型)", "Write '01' for a licence, see GB/T 39046."),
    Rule("level?", _text(r"[1-7]"), "one digit, '1' to '7' (行使层级)", "Write '4' for a county."),
    Rule(
        "implementation_code?",
        _text(r"[0-9A-HJ-NPQRTUWXY]{18}[1-7][0-9A-Z]{12}"),
        "31 characters (实施编码): the authority's credit code, the level, the basic code",
        "Leave it out of a national item.",
    ),
    *_coded("conditions", 50),
    *_coded("departments", 20),
    *_coded("steps", 20),
    Rule("steps[].departments", _entries(1, 20), "a list of departments, each once", "Say who reviews."),
    Rule("steps[].departments[]", _CODE, _CODE_TEXT, "Write a code of departments."),
    Rule("steps[].after", _entries(0, 20), "a list of steps, each once", "Write [] for a step that begins."),
    Rule("steps[].after[]", _CODE, _CODE_TEXT, "Write a code of steps."),
    Rule("acceptance?", _one_of("automatic", "clerk"), "automatic or clerk", "Leave it out for automatic."),
    Rule("automatic_decision?.version", _whole(1, 10_000), "a whole number from 1", "Count up with every change."),
    Rule("automatic_decision?.expression", _text(r"(?s)\S.{0,1999}"), "a rule in CEL", "Write when to approve."),
    Rule("commitment?.materials", _entries(1, 100), "a list of materials, each once", "Say what may be promised."),
    Rule("commitment?.materials[]", _CODE, _CODE_TEXT, "Write a code of materials."),
    Rule("commitment?.check_days", _whole(1, 365), "1 to 365 working days", "Say when the promise is checked."),
    Rule("procedures?", _entries(0, 20, "kind"), "a list with each kind once", "Leave it out where there is none."),
    Rule("procedures[].kind", _one_of(*PROCEDURES), f"one of {', '.join(PROCEDURES)}", "See 行政许可法 Art. 45."),
    Rule("procedures[].days", _whole(1, 365), "1 to 365 working days", "Say the longest that it may take."),
    Rule("extension_days?", _whole(1, 365), "1 to 365 working days", "Leave it out where there is none."),
    Rule("handled_across_provinces?", _truth, "true or false", "Leave it out for false."),
    Rule("identity_level?", _whole(1, 4), "1 to 4 (实名等级)", "Leave it out where any level will do."),
    Rule("parts?", _entries(2, 20, "item"), "a list of 2 to 20 items, each once", "Leave it out of a single item."),
    Rule("parts[].item", _text(r"[0-9A-Z]{12}"), "12 digits or capital letters (基本编码)", "Quote an item's code."),
    *_named("parts[].name"),
    Rule("parts[].after?", _entries(1, 20), "a list of parts, each once", "Leave it out of a part that begins."),
    Rule("parts[].after[]", _text(r"[0-9A-Z]{12}"), "the code of an item", "Write a code of parts."),
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

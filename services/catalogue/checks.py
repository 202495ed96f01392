"""What must hold between the fields of an item, and between items; `rules.py` looks at each field by itself. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from services.catalogue.item import Item, Step
from services.catalogue.rules import Fault
from services.chassis import expressions

MOST_STAGES = 5
"""Steps one after another that a citizen may be led through; what is done side by side counts once."""

Found: TypeAlias = Iterator[Fault]
"""Faults as they are found."""


def promise_faults(item: Item) -> list[Fault]:
    """At most 60 % of what the law allows may be promised."""
    if item.promised_days <= item.longest_promise:
        return []
    rule = f"at most {item.longest_promise}, 60 % of the statutory {item.statutory_days} (all of them if instant)"
    return [Fault("promised_days", rule, "Promise less time, or decide on the spot.")]


def inconsistencies(item: Item) -> list[Fault]:
    """Where an item contradicts itself."""
    return [*_codes(item), *_steps(item), *_decision(item), *_references(item)]


def neighbour_faults(item: Item, items: Mapping[str, Item]) -> list[Fault]:
    """Where an item contradicts others of the catalogue; `items` are the newest versions, by code."""
    return [*_parts(item, items), *_department_names(item, items.values())]


def stages(item: Item) -> tuple[tuple[Step, ...], ...]:
    """The steps in the order in which they are done, those side by side together; those in a circle are left out."""
    done, waiting, found = set[str](), list(item.steps), list[tuple[Step, ...]]()
    while ready := tuple(step for step in waiting if done.issuperset(step.after)):
        found.append(ready)
        done |= {step.code for step in ready}
        waiting = [step for step in waiting if step.code not in done]
    return tuple(found)


def _codes(item: Item) -> Found:
    """A code stands for one thing: what else could an application hand in, or a department answer?"""
    for name in ("conditions", "materials", "fees", "departments", "steps"):
        seen = set[str]()
        for place, one in enumerate(getattr(item, name)):
            if one.code in seen:
                rule = f"a code of its own, but {one.code} stands there twice"
                yield Fault(f"{name}[{place}].code", rule, "Change one of them.")
            seen.add(one.code)


def _steps(item: Item) -> Found:
    steps, departments = {step.code for step in item.steps}, {one.code for one in item.departments}
    for place, step in enumerate(item.steps):
        for department in step.departments:
            if department not in departments:
                rule = f"departments that exist, but {department} is none of the item's"
                yield Fault(f"steps[{place}].departments", rule, "Add it to departments, or mend its code.")
        for before in step.after:
            if before not in steps:
                rule = f"steps that exist, but {before} is none of the item's"
                yield Fault(f"steps[{place}].after", rule, "Add the step, or mend its code.")
    waits = [before for step in item.steps for before in step.after]
    if waits and steps.issuperset(waits):
        yield from _ways(item)


def _ways(item: Item) -> Found:
    """Every way through the steps comes to an end, and soon."""
    found = stages(item)
    ending = {step.code for stage in found for step in stage}
    if circle := [step.code for step in item.steps if step.code not in ending]:
        rule = f"ways that end, but {', '.join(circle)} wait for each other"
        yield Fault("steps", rule, "Take away what leads back, in `after`.")
    if len(found) > MOST_STAGES:
        rule = f"at most {MOST_STAGES} one after another, but they are {len(found)}"
        yield Fault("steps", rule, "Let departments review side by side, or leave steps out.")


def _decision(item: Item) -> Found:
    decision = item.automatic_decision
    if decision is None:
        return
    if item.kind != "instant":
        yield Fault(
            "automatic_decision", "part of an instant item (即办件) only", "Leave it out, or decide on the spot."
        )
    if sum(len(step.departments) for step in item.steps) > 1:
        rule = "left out where more than one review is asked for"
        yield Fault("automatic_decision", rule, "Leave it out, or let one department review once.")
    try:
        expressions.check(decision.expression)
    except expressions.RuleFaulty as faulty:
        facts = ", ".join(expressions.FACTS)
        yield Fault("automatic_decision.expression", f"a rule in CEL ({faulty})", f"Mend it; it may use {facts}.")


def _references(item: Item) -> Found:
    materials = {material.code for material in item.materials}
    for wanted in item.commitment.materials if item.commitment else ():
        if wanted not in materials:
            rule = f"materials that exist, but {wanted} is none of the item's"
            yield Fault("commitment.materials", rule, "Add the material, or mend its code.")
    if item.effective_until is not None and item.effective_until < item.effective_from:
        yield Fault("effective_until", f"no earlier than {item.effective_from}", "Write the last day in force.")
    code = item.implementation_code
    if code is not None and (code[18] != item.level or not code.endswith(item.code)):
        rule = "the authority's credit code, then the item's level, then its code"
        yield Fault("implementation_code", rule, "Mend it, or state the level.")
    if item.parts and item.identity_level is not None:
        yield Fault("identity_level", "left out of an item in parts", "Write it into the items that are its parts.")
    yield from _proofs(item)
    yield from _order_of_parts(item)


def _proofs(item: Item) -> Found:
    """What proves an exemption can be presented: some material, required or not, accepts it."""
    accepted = {type_code for material in item.materials for type_code in material.satisfied_by}
    for place, fee in enumerate(item.fees):
        for number, one in enumerate(fee.exemptions):
            if one.certificate_type not in accepted:
                rule = f"a type that a material accepts, but {one.certificate_type} is accepted for none"
                remedy = "Add a material that is not required, with this type in satisfied_by."
                yield Fault(f"fees[{place}].exemptions[{number}].certificate_type", rule, remedy)


def _order_of_parts(item: Item) -> Found:
    """Parts wait for parts of the same item, and every one of them can begin some day."""
    codes = {part.item for part in item.parts}
    if item.code in codes:
        yield Fault("parts", "other items than itself", "Leave it out.")
    for place, part in enumerate(item.parts):
        if unknown := sorted(set(part.after) - codes):
            rule = f"parts of this item, but {unknown[0]} is none"
            yield Fault(f"parts[{place}].after", rule, "Add the part, or mend its code.")
    begun = set[str]()
    while ready := {part.item for part in item.parts if begun.issuperset(part.after)} - begun:
        begun |= ready
    if circle := [part.item for part in item.parts if part.item not in begun and codes.issuperset(part.after)]:
        rule = f"parts that can begin, but {', '.join(circle)} wait for each other"
        yield Fault("parts", rule, "Take away what leads back, in `after`.")


def _parts(item: Item, items: Mapping[str, Item]) -> Found:
    for place, part in enumerate(item.parts):
        known = items.get(part.item)
        if known is None:
            rule = f"an item of the catalogue, but {part.item} is none"
            yield Fault(f"parts[{place}].item", rule, "Add the item, or mend its code.")
        elif known.parts:
            yield Fault(f"parts[{place}].item", "a single item, but it has parts itself", "Name its parts instead.")


def _department_names(item: Item, items: Iterable[Item]) -> Found:
    """One department, one code, one name."""
    names = {one.code: one.name.zh for other in items for one in reversed(other.departments)}
    for place, one in enumerate(item.departments):
        if names.get(one.code, one.name.zh) != one.name.zh:
            rule = f"a code of its own, but {one.code} is {names[one.code]} elsewhere"
            yield Fault(f"departments[{place}].code", rule, "Choose another code, or mend the name.")

"""Is a province stricter than the nation? It may ask for less and give more, never the other way round. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from services.catalogue.checks import stages
from services.catalogue.item import Fee, Item, Material
from services.catalogue.messages import Difference

Found: TypeAlias = Iterator[Difference]
"""Differences as they are found."""

SAME = ("code", "name", "law", "matter_type", "parts")
"""What is the same at every level of government (四级四同)."""

NONE = "-"
"""Stands for what one of the two does not have."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The two forms of one item."""

    nation: Item
    province: Item

    def of(self, field: str) -> tuple[Any, Any]:
        """One field of both."""
        return getattr(self.nation, field), getattr(self.province, field)


def stricter(nation: Item, province: Item) -> list[Difference]:
    """Everything in which the province asks for more or gives less, and what may not differ at all."""
    pair = Pair(nation, province)
    return [*_identity(pair), *_time(pair), *_asked(pair), *_fees(pair), *_handling(pair), *_given(pair)]


def _told(value: Any) -> str:
    return NONE if value in (None, ()) else str(value)


def _identity(pair: Pair) -> Found:
    for field in SAME:
        nation, province = pair.of(field)
        if nation != province:
            yield Difference(field, _told(nation)[:400], _told(province)[:400])


def _time(pair: Pair) -> Found:
    for field in ("statutory_days", "promised_days", "extension_days"):
        nation, province = pair.of(field)
        if (province or 0) > (nation or 0):
            yield Difference(field, _told(nation), _told(province))
    known = {one.kind: one.days for one in pair.nation.procedures}
    for one in pair.province.procedures:
        if one.days > known.get(one.kind, 0):
            yield Difference(f"procedures[{one.kind}].days", _told(known.get(one.kind)), str(one.days))
    if pair.of("kind") == ("instant", "promised"):
        yield Difference("kind", *pair.of("kind"))


def _asked(pair: Pair) -> Found:
    nation, province = pair.of("identity_level")
    if (province or 0) > (nation or 0):
        yield Difference("identity_level", _told(nation), _told(province))
    known = {material.code: material for material in pair.nation.materials}
    for material in pair.province.materials:
        yield from _material(material, known.get(material.code))
    conditions = {one.code: one.name for one in pair.nation.conditions}
    for one in pair.province.conditions:
        if conditions.get(one.code) != one.name:
            known_name = conditions[one.code].zh if one.code in conditions else NONE
            yield Difference(f"conditions[{one.code}]", known_name, one.name.zh)


def _material(material: Material, known: Material | None) -> Found:
    field = f"materials[{material.code}]"
    if material.required and not (known and known.required):
        yield Difference(f"{field}.required", "false" if known else NONE, "true")
    if known and (gone := set(known.satisfied_by) - set(material.satisfied_by)):
        yield Difference(f"{field}.satisfied_by", _listed(sorted(gone)), NONE)


def _fees(pair: Pair) -> Found:
    known = {fee.code: fee for fee in pair.nation.fees}
    for fee in pair.province.fees:
        nation = known.get(fee.code)
        if fee.fen > (nation.fen if nation else 0):
            yield Difference(f"fees[{fee.code}].fen", str(nation.fen) if nation else NONE, str(fee.fen))
        if nation and fee.fen:
            yield from _exemptions(fee, nation)


def _exemptions(fee: Fee, nation: Fee) -> Found:
    left = {one.certificate_type: one.percent for one in fee.exemptions}
    for one in nation.exemptions:
        percent = left.get(one.certificate_type)
        if one.percent > (percent or 0):
            field = f"fees[{fee.code}].exemptions[{one.certificate_type}].percent"
            yield Difference(field, str(one.percent), _told(percent))


def _handling(pair: Pair) -> Found:
    ways = [max(1, len(stages(item))) for item in (pair.nation, pair.province)]
    reviews = [max(1, sum(len(step.departments) for step in item.steps)) for item in (pair.nation, pair.province)]
    for field, (nation, province) in (("steps", ways), ("steps[].departments", reviews)):
        if province > nation:
            yield Difference(field, str(nation), str(province))
    if pair.province.acceptance == "clerk" and pair.nation.acceptance != "clerk":
        yield Difference("acceptance", "automatic", "clerk")
    yield from _decision(pair)


def _decision(pair: Pair) -> Found:
    """A province may approve more at once than the nation's rule does: the nation's in brackets, `||`, its own."""
    nation, province = (item.automatic_decision for item in (pair.nation, pair.province))
    if nation is None:
        return
    said = province.expression if province else NONE
    if said != nation.expression and not said.startswith(f"({nation.expression}) ||"):
        yield Difference("automatic_decision.expression", nation.expression[:400], said[:400])


def _given(pair: Pair) -> Found:
    if gone := [way for way in pair.nation.delivery if way not in pair.province.delivery]:
        yield Difference("delivery", _listed(gone), NONE)
    if pair.nation.handled_across_provinces and not pair.province.handled_across_provinces:
        yield Difference("handled_across_provinces", "true", "false")
    promised = [set(item.commitment.materials if item.commitment else ()) for item in (pair.nation, pair.province)]
    if unpromised := sorted(promised[0] - promised[1]):
        yield Difference("commitment.materials", _listed(unpromised), NONE)
    nation, province = pair.of("effective_until")
    if province is not None and (nation is None or province < nation):
        yield Difference("effective_until", _told(nation), province)
    yield from _certificate(pair)


def _certificate(pair: Pair) -> Found:
    nation, province = pair.of("certificate")
    if nation is None or province is None:
        if nation != province:
            yield Difference("certificate", *(one.type_code if one else NONE for one in (nation, province)))
        return
    if nation.type_code != province.type_code:
        yield Difference("certificate.type_code", nation.type_code, province.type_code)
    if province.valid_years is not None and (nation.valid_years is None or province.valid_years < nation.valid_years):
        yield Difference("certificate.valid_years", _told(nation.valid_years), str(province.valid_years))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)

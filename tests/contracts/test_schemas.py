"""Every schema is bounded, explained, and says nothing that a consumer in another language could misread."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from jsonschema_rs import meta

from services.chassis import names
from services.chassis.vocabulary import ENVELOPE_NAMES
from tests.contracts.suite import CONTRACTS, SCHEMAS

MOST = 2**53 - 1
"""The largest whole number that JSON readers in every language keep exact."""

KEYWORDS = {
    *("$schema", "$id", "$ref", "title", "description"),
    *("type", "enum", "const", "anyOf", "if", "then", "else"),
    *("properties", "required", "items", "minItems", "maxItems"),
    *("pattern", "format", "minLength", "maxLength", "minimum", "maximum"),
}
"""All a schema may use: the comparison of versions, the strict form and AsyncAPI's dialect all understand these."""

FREE_TEXT_IN_EVENTS = {
    *("localized-name", "item", "issuer"),  # names of things and of authorities
    *("automatic-decision", "item-fault", "item-difference"),  # rules of an authority, and what is wrong with them
    "use-purpose",  # the name of a matter
    "seal-name",  # names an authority's seal
    *("opinion", "certificate-content"),  # written for the applicant; facts about a pseudonymous holder
    *("outside-party", "outside-reference"),  # what channels and carriers call themselves and their papers
}
"""Types that hold text without a form and may stand in an event. Personal data has no place in any of them."""

EVENTS = [name.path for name in CONTRACTS.names() if name.kind == "event"]


def parts(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The schema and every schema inside it."""
    yield schema
    for keyword in ("items", "if", "then", "else"):
        if keyword in schema:
            yield from parts(schema[keyword])
    for inner in (*schema.get("properties", {}).values(), *schema.get("anyOf", ())):
        yield from parts(inner)


def referred(path: str) -> set[str]:
    """Paths of every schema reached from this one, itself included."""
    targets = {part["$ref"] for part in parts(SCHEMAS[path]) if "$ref" in part}
    found = {f"types/{target.rpartition('/')[2]}" for target in targets}
    return {path}.union(*(referred(one) for one in found))


def fields(path: str) -> Mapping[str, Any]:
    """What a message's data may hold, wherever it is written down."""
    schema = SCHEMAS[path]
    found: Mapping[str, Any] = (
        schema["properties"] if "properties" in schema else fields(f"types/{schema['$ref'].rpartition('/')[2]}")
    )
    return found


def is_free_text(part: Mapping[str, Any]) -> bool:
    """Whether anything at all may be written here."""
    return part.get("type") == "string" and not part.keys() & {"pattern", "enum", "const"}


@pytest.mark.parametrize("path", SCHEMAS)
def test_a_schema_is_valid_and_introduces_itself(path: str) -> None:
    """It is JSON Schema 2020-12, its title is its name, and a sentence says what it is for."""
    schema = SCHEMAS[path]
    meta.validate(schema)

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == names.BASE + path
    assert schema["title"] == path.removesuffix(".json").replace("/", ".").replace(".commands.", ".").replace(
        ".events.", "."
    ).replace(".effects.", ".")
    assert schema["description"].endswith(".")
    assert schema["description"][0].isupper()


@pytest.mark.parametrize("path", SCHEMAS)
def test_a_schema_uses_the_plain_keywords_only(path: str) -> None:
    """Few keywords, so that every tool that reads the contracts can be right about all of them."""
    used = {keyword for part in parts(SCHEMAS[path]) for keyword in part}

    assert used - KEYWORDS == set()


@pytest.mark.parametrize("path", SCHEMAS)
def test_everything_in_a_schema_is_bounded(path: str) -> None:
    """No text, list or number can grow without end; whole numbers stay exact in every language."""
    for part in parts(SCHEMAS[path]):
        kinds = [part["type"]] if isinstance(part.get("type"), str) else part.get("type", [])
        if "string" in kinds:
            assert part.keys() & {"enum", "const"} or part["maxLength"] <= 16384, part
        if "array" in kinds:
            assert part["maxItems"] <= 100, part
        if "integer" in kinds:
            assert 0 <= part["minimum"] <= part["maximum"] <= MOST, part
        assert "number" not in kinds, "fractions are never exact: count in a smaller unit"


@pytest.mark.parametrize("path", SCHEMAS)
def test_an_object_knows_what_it_requires(path: str) -> None:
    """Every object lists its properties in snake_case and requires only what it lists."""
    for part in parts(SCHEMAS[path]):
        if part.get("type") == "object" and path != "envelope.v1.json":
            assert set(part["required"]) <= part["properties"].keys()
            assert all(name == name.lower() and name.replace("_", "a").isalnum() for name in part["properties"])


@pytest.mark.parametrize("name", CONTRACTS.names(), ids=lambda name: name.type)
def test_data_never_uses_the_names_the_envelope_fills(name: names.Name) -> None:
    """Pure rooms see data and envelope as one mapping: neither may hide the other."""
    assert fields(name.path).keys() & set(ENVELOPE_NAMES) == set()


@pytest.mark.parametrize("path", EVENTS)
def test_an_event_has_no_room_for_personal_data(path: str) -> None:
    """Anyone may listen: an event holds nothing sealed, and free text only where its kind is known to be harmless."""
    reached = referred(path)
    loose = {one for one in reached if any(is_free_text(part) for part in parts(SCHEMAS[one]))}

    assert "types/sealed.v1.json" not in reached
    assert {one.removeprefix("types/").removesuffix(".v1.json") for one in loose} <= FREE_TEXT_IN_EVENTS


def test_every_type_is_used() -> None:
    """A noun nobody speaks is not a shared noun."""
    messages = [name.path for name in CONTRACTS.names()]
    used = set().union(*(referred(path) for path in [*messages, "envelope.v1.json"]))
    streams = {"types/case-id.v1.json", "types/sealing-id.v1.json", "types/seal-id.v1.json", "types/item-id.v1.json"}

    assert {path for path in SCHEMAS if path.startswith("types/")} == {
        path for path in used if path.startswith("types/")
    } | streams

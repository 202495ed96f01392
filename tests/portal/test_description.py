"""The description (OpenAPI) is complete: words and examples everywhere, and every example keeps to its schema."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import jsonschema_rs
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from services.portal.api import describing
from services.portal.api.app import AREAS
from services.portal.api.door import PROBES, UNCOUNTED

NO_BODY = "204"


def described() -> Mapping[str, Any]:
    """The description, made as the API makes it."""
    app = FastAPI()
    for area in AREAS:
        app.include_router(area)
    return describing.openapi(app)


DESCRIPTION = described()
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, operations in DESCRIPTION["paths"].items()
    for method, operation in operations.items()
}
SENT = [route for area in AREAS for route in area.routes if isinstance(route, APIRoute) and route.body_field]


def keeps(schema: Mapping[str, Any], value: Any) -> bool:
    """Whether a value is as its schema has it (OpenAPI 3.1 is JSON Schema 2020-12)."""
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "components": DESCRIPTION["components"]}
    return bool(jsonschema_rs.validator_for({**whole, **schema}).is_valid(value))


def examples(part: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Any]]:
    """Every example of a request or an answer, with its schema; there is one for every content."""
    for media, content in part["content"].items():
        shown = [one["value"] for one in content.get("examples", {}).values()] or [content["example"]]
        assert content["schema"], media
        yield from ((content["schema"], value) for value in shown)


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_says_in_words_what_it_does(name: str) -> None:
    """A summary, a description, and an example of everything that one enters in the address or a header."""
    operation = OPERATIONS[name]

    assert operation["summary"]
    assert operation["description"]
    for parameter in operation.get("parameters", ()):
        assert "example" in parameter or "default" in parameter["schema"], parameter["name"]
        if "example" in parameter:
            assert keeps(parameter["schema"], parameter["example"]), parameter["name"]


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_example_is_as_its_schema(name: str) -> None:
    """Of what is sent and of what is answered, good or bad."""
    operation = OPERATIONS[name]
    parts = [answer for status, answer in operation["responses"].items() if status != NO_BODY]
    parts += [operation["requestBody"]] if "requestBody" in operation else []

    for part in parts:
        for schema, value in examples(part):
            assert keeps(schema, value), value


@pytest.mark.parametrize("route", SENT, ids=lambda route: route.path)
def test_an_example_of_what_is_sent_would_be_taken(route: APIRoute) -> None:
    """By the rules between its entries too, which a schema cannot say."""
    assert route.body_field is not None
    method = next(iter(route.methods or ()))
    ((_, value),) = examples(OPERATIONS[f"{method} {route.path}"]["requestBody"])

    TypeAdapter(cast(Any, route.body_field.field_info.annotation)).validate_python(value)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_no_is_described(name: str) -> None:
    """As problems (RFC 9457); who comes too often is told so everywhere but where nobody counts."""
    path = name.partition(" ")[2]
    noes = {status: answer for status, answer in OPERATIONS[name]["responses"].items() if status >= "400"}

    assert ("429" in noes) == (path not in PROBES and not path.startswith(UNCOUNTED))
    assert "500" in noes or path in PROBES
    for status, answer in noes.items():
        assert list(answer["content"]) == ["application/problem+json"]
        for _, problem in examples(answer):
            assert str(problem["status"]) == status
            assert problem["remedy"].keys() == {"zh", "en"}


def test_a_schema_that_tells_nothing_is_found() -> None:
    """The checks above can fail."""
    with pytest.raises(KeyError):
        list(examples({"content": {"application/json": {"schema": {"type": "string"}}}}))
    assert not keeps({"type": "string"}, 1)

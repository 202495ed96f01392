"""The API's own description (OpenAPI): every answer with its model, every no with its problem and an example."""

from functools import cache
from typing import Any, TypeAlias

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from services.portal.api.answers import ProblemShown
from services.portal.api.problems import KINDS, MEDIA_TYPE, Problem
from services.portal.api.rules import fault

Responses: TypeAlias = dict[int | str, dict[str, Any]]

TITLE = "Tongban portal (通办一网通办)"
DESCRIPTION = """One entry for citizens, companies and officers. Whatever changes something answers 202 as soon as the
broker holds it; what became of it is told by the case's view. Sending the same again does nothing twice.
Every no is a problem (RFC 9457) in Chinese and English that says what to do."""

_REF = "#/components/schemas/{model}"
_FRAMEWORKS = ("HTTPValidationError", "ValidationError")


def problems(*names: str) -> Responses:
    """The noes of an operation, by status."""
    found: Responses = {}
    for name in (*names, "internal"):
        kind = KINDS[name]
        shown = found.setdefault(kind.status, {"description": kind.title, "content": {MEDIA_TYPE: _content()}})
        shown["content"][MEDIA_TYPE]["examples"][name] = {"summary": kind.title, "value": _example(name)}
    return found


def answers(status: int, model: type[BaseModel], text: str) -> Responses:
    """The yes of an operation."""
    return {status: {"description": text, "model": model}}


def openapi(app: FastAPI) -> dict[str, Any]:
    """The whole description; made once."""
    if app.openapi_schema is None:
        found = get_openapi(title=TITLE, version=app.version, description=DESCRIPTION, routes=app.routes)
        _, shared = models_json_schema([(ProblemShown, "serialization")], ref_template=_REF)
        schemas = found["components"]["schemas"]
        schemas.update(shared["$defs"])
        for name in _FRAMEWORKS:
            schemas.pop(name, None)
        for path in found["paths"].values():
            for operation in path.values():
                _drop_frameworks(operation["responses"])
        app.openapi_schema = found
    return app.openapi_schema


def _drop_frameworks(responses: dict[str, Any]) -> None:
    """The framework adds its own 422 wherever there is a parameter; ours are problems, and said where they occur."""
    schema = responses.get("422", {}).get("content", {}).get("application/json", {}).get("schema", {})
    if schema == {"$ref": _REF.format(model="HTTPValidationError")}:
        del responses["422"]


def _content() -> dict[str, Any]:
    return {"schema": {"$ref": _REF.format(model=ProblemShown.__name__)}, "examples": {}}


@cache
def _example(name: str) -> dict[str, Any]:
    errors = (fault("applicant.name", "plain-text"),) if name == "invalid" else ()
    return Problem(name, errors).body("/cases")

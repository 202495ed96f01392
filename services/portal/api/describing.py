"""The API's own description (OpenAPI): every answer with its model, every no with its problem and an example."""

from contextlib import suppress
from functools import cache
from typing import Any, TypeAlias

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from services.portal.api.door import PROBES, UNCOUNTED
from services.portal.api.exampling import Examples, NoExample
from services.portal.api.problem_answers import ProblemShown
from services.portal.api.problems import KINDS, MEDIA_TYPE, Problem
from services.portal.api.rules import fault

Responses: TypeAlias = dict[int | str, dict[str, Any]]

TITLE = "Tongban portal (通办一网通办)"
DESCRIPTION = """One entry for citizens, companies and officers. Whatever changes something answers 202 as soon as the
broker holds it; what became of it is told by the case's view. Sending the same again does nothing twice.
Every no is a problem (RFC 9457) in Chinese and English that says what to do."""

_REF = "#/components/schemas/{model}"
_CASE = "case-530000-0123456789ABCDEFGHIJ"
_NAMED = {
    "case": _CASE,
    "bundle": _CASE.replace("case", "bundle"),
    "payment": _CASE.replace("case", "payment"),
    "parcel": f"{_CASE.replace('case', 'parcel')}-1",
    "person": "person-ed4cc7fa5db1146c87668043",
    "mandate": "mandate-2b7f90c1d4e85a6633f0a1bc",
    "organisation": "organisation-5b1f0c77a9e24d6830c2be41",
    "province": "530000",
    "code": "000122008000",
    "identifier": "1.2.156.3005.2.11100000000013338W009.11530000TB5300011J.5300007K2M9QX4TB3ZP8WN5RJD.001.E",
    "authority": "11530000TB5300011J",
    "month": "2026-11",
    "on": "2026-11-21",
    "department": "fire",
    "Idempotency-Key": "5d1b2b1e-6a55-4d8e",
    "X-Signature": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "X-Sender": "standin-pay",
}
"""Examples of parameters, by name: one name means one thing in the whole API."""

_WORDS = {"zh": "已受理", "en": "Application accepted"}
_ENTRIES: dict[str, Any] = {
    **_WORDS,
    "self": f"/cases/{_CASE}",
    "events": f"/cases/{_CASE}/events",
    "payment": f"/cases/{_CASE}/payment",
    "pay_url": "https://pay.example/orders/1",
    "item": "000122008000",
    "applicant": "person-ed4cc7fa5db1146c87668043",
    "holder": "person-ed4c…",
    "officer": "staff-17",
    "certificate": _NAMED["identifier"],
    "certificate_type": {"type_code": "11100000000013338W009", "name": {"zh": "导游证", "en": "Guide"}},
    "issuer": {"name": "云南省行政审批局", "uscc": "11530000TB5300011J"},
    "reason": "conditions-not-met",
    "name": "conditions-not-met",
    "request": "withdraw-application",
    "subject": "seal-11530000TB5300011J",
    "channel": "mobile",
    "carrier": "standin-post",
    "tracking_number": "XA1CN",
    "incident": "addressee-unknown",
    "receipt": "R-1",
    "opinion": "材料齐全，符合法定条件。",
    "missing": "photo",
    "next": None,
    "state": "in-force",
    "since": "2026-11-21",
    "issued_on": "2026-11-20",
    "valid_until": "2029-11-20",
    "section": "office",
    "title": _WORDS,
    "field": "applicant.name",
    "rule": "plain-text",
    "expected": "max_length 100",
    "detail": "Some entries break a rule.",
    "instance": "/cases",
    "material": "photo",
    "step": "site",
}
"""Examples of entries whose schema does not say what they are like, by name."""

_ANSWERED: set[type[BaseModel]] = {ProblemShown}
"""Models of answers: the framework is not told of them, since it would compile each for every operation."""

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
    _ANSWERED.add(model)
    return {status: {"description": text, "content": {"application/json": {"schema": _schema_of(model)}}}}


def openapi(app: FastAPI) -> dict[str, Any]:
    """The whole description; made once."""
    if app.openapi_schema is None:
        found = get_openapi(title=TITLE, version=app.version, description=DESCRIPTION, routes=app.routes)
        models = sorted(_ANSWERED, key=lambda model: model.__name__)
        _, shared = models_json_schema([(model, "serialization") for model in models], ref_template=_REF)
        schemas = found["components"]["schemas"]
        schemas.update(shared["$defs"])
        for name in _FRAMEWORKS:
            schemas.pop(name, None)
        examples = Examples(schemas, {**_NAMED, **_ENTRIES})
        for path, operations in found["paths"].items():
            for operation in operations.values():
                _drop_frameworks(operation["responses"])
                if path not in PROBES and not path.startswith(UNCOUNTED):
                    operation["responses"].update(_as_text(problems("too-often")))
                _show(operation, examples)
        app.openapi_schema = found
    return app.openapi_schema


def _as_text(responses: Responses) -> dict[str, Any]:
    """Statuses as the description names them."""
    return {str(status): answer for status, answer in responses.items() if status == KINDS["too-often"].status}


def _show(operation: dict[str, Any], examples: Examples) -> None:
    """Give every parameter, request and answer an example, where it has none of its own."""
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        if parameter["name"] in _NAMED:
            parameter["example"] = _NAMED[parameter["name"]]
        elif "example" not in parameter and "default" not in schema:
            with suppress(NoExample):
                parameter["example"] = examples.of(schema, fully=True)
    _exemplify(operation.get("requestBody", {}), examples, fully=False)
    for answer in operation["responses"].values():
        _exemplify(answer, examples, fully=True)


def _exemplify(part: dict[str, Any], examples: Examples, *, fully: bool) -> None:
    for content in part.get("content", {}).values():
        if content.keys().isdisjoint({"example", "examples"}):
            with suppress(NoExample):
                content["example"] = examples.of(content.get("schema", {}), fully=fully)


def _drop_frameworks(responses: dict[str, Any]) -> None:
    """The framework adds its own 422 wherever there is a parameter; ours are problems, and said where they occur."""
    schema = responses.get("422", {}).get("content", {}).get("application/json", {}).get("schema", {})
    if schema == {"$ref": _REF.format(model="HTTPValidationError")}:
        del responses["422"]


def _content() -> dict[str, Any]:
    return {"schema": _schema_of(ProblemShown), "examples": {}}


def _schema_of(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=model.__name__)}


@cache
def _example(name: str) -> dict[str, Any]:
    errors = (fault("applicant.name", "plain-text"),) if name == "invalid" else ()
    return Problem(name, errors).body("/cases")

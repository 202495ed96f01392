"""Examples for the API's description, made of the schemas themselves: so none can contradict its schema.

A model that has a rule between its fields brings an example of its own; a text that must look in some way does too.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

Schema: TypeAlias = Mapping[str, Any]

_MOMENT, _DAY = "2026-11-21T01:02:03.456Z", "2026-11-21"


class NoExample(LookupError):
    """Nothing tells what a value of the schema could be; give it an example."""


class Examples:
    """Makes examples of one description's schemas."""

    def __init__(self, schemas: Mapping[str, Schema], named: Mapping[str, Any]) -> None:
        """`schemas` by name; `named`: what is meant by entries of these names whose schema does not say."""
        self._schemas, self._named_so, self._within = schemas, named, list[str]()

    def of(self, schema: Schema, *, fully: bool) -> Any:
        """One value. `fully`: with all that may be left out, as answers show it. Raises NoExample."""
        if "$ref" in schema:
            return self._named(schema["$ref"].rpartition("/")[2], fully)
        if "examples" in schema:
            return schema["examples"][0]
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        if "anyOf" in schema:
            return self.of(next(one for one in schema["anyOf"] if one.get("type") != "null"), fully=fully)
        return self._plain(schema, fully)

    def _named(self, name: str, fully: bool) -> Any:
        self._within.append(name)
        try:
            return self.of(self._schemas[name], fully=fully)
        finally:
            self._within.pop()

    def _plain(self, schema: Schema, fully: bool) -> Any:
        match schema.get("type"):
            case "object" if "properties" in schema:
                return self._object(schema, fully)
            case "array":
                within = schema["items"].get("$ref", "").rpartition("/")[2] in self._within
                return [] if within else [self.of(schema["items"], fully=fully)]
            case "integer":
                return int(schema.get("minimum", 1))
            case "boolean":
                return schema.get("default", True)
            case "string" if schema.get("format") in ("date-time", "date"):
                return _MOMENT if schema["format"] == "date-time" else _DAY
            case "null":
                return None
            case _:
                raise NoExample(str(dict(schema)))

    def _telling(self, name: str, schema: Schema) -> Schema:
        """The schema, with the example of its name where it tells nothing itself."""
        if name not in self._named_so or not schema.keys().isdisjoint({"examples", "$ref", "enum", "const", "items"}):
            return schema
        kinds = schema.get("anyOf", (schema,))
        if any(kind.keys() & {"examples", "$ref", "enum", "pattern", "format", "items"} for kind in kinds):
            return schema
        return {**schema, "examples": [self._named_so[name]]}

    def _object(self, schema: Schema, fully: bool) -> dict[str, Any]:
        names = schema["properties"] if fully else schema.get("required", ())
        found = dict[str, Any]()
        for name in names:
            try:
                found[name] = self.of(self._telling(name, schema["properties"][name]), fully=fully)
            except NoExample as error:
                raise NoExample(f"{schema.get('title')}.{name}: {error}") from None
        return found

"""Rules that stand in data: expressions in the Common Expression Language (CEL). The only importer of cel_expr_python.

The library is loaded when the first rule is compiled, so a process without rules does not pay for it (13 MiB).
An expression is checked for its types when it is compiled, and has no loops but those over the lists it is given;
the library bounds how often those may turn.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

FactValue = int | str | Sequence[str]
Facts = Mapping[str, FactValue]
"""What a rule may look at, by the names in `FACTS`. One that is not known is left out."""

FACTS = {
    "applicant.level": "INT",
    "applicant.age": "INT",
    "materials": "LIST",
    "certificates": "LIST",
    "channel": "STRING",
    "province": "STRING",
}
"""The facts of an application, with their types; `contracts/types/automatic-decision.v1.json` promises them."""

KEPT = 1024
"""Compiled rules kept by a process."""


class RuleFaulty(ValueError):
    """The expression is no rule; the text says where and why."""


class FactMissing(ValueError):
    """The rule cannot tell without a fact that is not known, or looked where nothing is; the text names it."""


def check(expression: str) -> None:
    """Raises RuleFaulty unless this is an expression over the facts that is true or false."""
    _compiled(expression)


def holds(expression: str, facts: Facts) -> bool:
    """Whether the rule holds for these facts; raises RuleFaulty, and FactMissing where it cannot tell.

    `a || b` is told by either side that is true, even where the other side's fact is missing.
    """
    if unknown := sorted(facts.keys() - FACTS.keys()):
        raise RuleFaulty(f"there is no fact {unknown[0]}: a rule sees {', '.join(FACTS)}")
    compiled = _compiled(expression)
    try:
        found = compiled.eval(data={name: _plain(value) for name, value in facts.items()})
    except RuntimeError as error:
        raise FactMissing(_first_line(error)) from error
    if not isinstance(found.value(), bool):
        raise FactMissing(_first_line(found.value()))
    return bool(found.value())


def _plain(value: FactValue) -> int | str | list[str]:
    return value if isinstance(value, int | str) else list(value)


def _first_line(said: object) -> str:
    return str(said).partition("\n")[0].removeprefix("UNKNOWN: ")


@lru_cache(maxsize=1)
def _library() -> tuple[Any, Any]:
    """The library, and the environment in which every rule is compiled."""
    from cel_expr_python import cel

    types = {"INT": cel.Type.INT, "STRING": cel.Type.STRING, "LIST": cel.Type.List(cel.Type.STRING)}
    return cel, cel.NewEnv(variables={name: types[kind] for name, kind in FACTS.items()})


@lru_cache(maxsize=KEPT)
def _compiled(expression: str) -> Any:
    cel, environment = _library()
    try:
        compiled = environment.compile(expression)
    except RuntimeError as error:
        raise RuleFaulty(_first_line(error).removeprefix("INVALID_ARGUMENT: ERROR: ")) from error
    if compiled.return_type() != cel.Type.BOOL:
        raise RuleFaulty(f"it gives {compiled.return_type()}, not true or false")
    return compiled

"""What is asked for is what is used, and what is pinned is what is asked for."""

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import files, packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
SERVICES = sorted(place.parent.name for place in ROOT.glob("services/*/__main__.py"))
PINNED = sorted(path.name for path in (ROOT / "requirements").glob("*.txt"))
PEERS = ROOT / "tests" / "bench" / "peers"
"""Programs that run in the bench's own environment."""
UNSEEN = {"httptools"}
"""Found by another package at run time, not by an import of ours."""
ON_DEMAND = {
    "services.chassis.expressions": "cel-expr-python",
    "services.chassis.outside": "urllib3",
    "services.chassis.sealed": "joserfc",
    "services.chassis.web": "uvicorn",
}
"""What some modules of the chassis need: only services that use them ask for it."""
_PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==([^\s;]+)", re.MULTILINE)


@cache
def _distributions() -> dict[str, list[str]]:
    return {name: [_normal(one) for one in found] for name, found in packages_distributions().items()}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _asked(requirements: list[str]) -> set[str]:
    return {_normal(re.split(r"[<>=!~ ;]", requirement)[0]) for requirement in requirements}


def _modules(*folders: Path) -> set[str]:
    """What Python files in these folders import, by its full name; `from a import b` may mean a module `a.b`."""
    found = set()
    for path in (path for folder in folders for path in folder.rglob("*.py") if path.parent != PEERS):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _imported(*folders: Path) -> set[str]:
    """The top names of it, ours and the standard library's left out."""
    tops = {name.split(".")[0] for name in _modules(*folders)}
    return tops - set(sys.stdlib_module_names) - {"services", "deploy", "tests"}


def _from(name: str, *folders: Path) -> set[str]:
    """The distributions that a top name stands for here: of several that share it, those whose modules are imported."""
    sharing = _distributions()[name]
    if len(sharing) == 1:
        return set(sharing)
    paths = {f"{module.replace('.', '/')}.py" for module in _modules(*folders) if module.startswith(f"{name}.")}
    packages = {path.removesuffix(".py") + "/__init__.py" for path in paths}
    return {one for one in sharing if (paths | packages) & {str(file) for file in files(one) or ()}}


def _pins(file: str) -> dict[str, str]:
    return dict(_PIN.findall((ROOT / "requirements" / file).read_text()))


def _on_demand(service: str) -> set[str]:
    modules = _modules(ROOT / "services" / service)
    return {library for module, library in ON_DEMAND.items() if module in modules}


@pytest.mark.parametrize("service", SERVICES)
def test_a_services_extra_is_exactly_what_it_uses_beyond_the_chassis(service: str) -> None:
    """Its image would lack what is missing here, and carry what is too much."""
    core = _asked(PROJECT["dependencies"])
    used = {_distributions()[name][0] for name in _imported(ROOT / "services" / service)}
    needed = (used - core - {"pydantic-core"}) | _on_demand(service)

    assert needed == _asked(EXTRAS[service]) - UNSEEN


def test_the_chassis_uses_all_it_asks_for_and_nothing_else() -> None:
    """What is used on demand is asked for by the services that need it; pytest only by tests."""
    used = {one for name in _imported(ROOT / "services" / "chassis") for one in _distributions()[name]}
    asked = _asked(PROJECT["dependencies"])

    assert asked == {one for one in asked if any(name == one or name.startswith("opentelemetry") for name in used)}
    tests_only = {"pytest", "hypothesis"}
    assert {one for one in used if not one.startswith("opentelemetry")} - tests_only - set(ON_DEMAND.values()) <= asked


def test_every_extra_is_pinned_in_a_file_of_its_own() -> None:
    """And there are no files beside these, the union, what sets up, and whom the bench measures against."""
    assert sorted([*EXTRAS, "dev", "bootstrap", "bench"]) == [Path(name).stem for name in PINNED]


def test_whom_we_are_measured_against_stands_on_the_same_libraries() -> None:
    """The peers' environment is another, but what both use has one version."""
    union = _pins("dev.txt")

    assert {name: union.get(name, version) for name, version in _pins("bench.txt").items()} == _pins("bench.txt")


@pytest.mark.parametrize("file", [file for file in PINNED if file != "bench.txt"])
def test_pins_agree_with_the_union(file: str) -> None:
    """What is tested is what an image installs."""
    assert _pins(file).items() <= _pins("dev.txt").items()


@pytest.mark.parametrize("file", PINNED)
def test_every_pin_has_its_hashes_and_names_no_host(file: str) -> None:
    """Packages come from wherever the installing machine gets them, and are checked."""
    text = (ROOT / "requirements" / file).read_text()
    packages = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]

    assert "://" not in text
    assert len(packages) == len(_pins(file)) > 0
    assert all(line.endswith("\\") for line in packages)


@pytest.mark.parametrize("extra", sorted(EXTRAS))
def test_what_an_extra_asks_for_is_pinned(extra: str) -> None:
    """`make requirements` was run after the last change."""
    asked = _asked(PROJECT["dependencies"]) | _asked(EXTRAS[extra])

    assert asked <= set(_pins(f"{extra}.txt"))


def test_whatever_is_imported_anywhere_is_asked_for_somewhere() -> None:
    """Nothing works only because another package happened to bring it along."""
    everything = _asked(PROJECT["dependencies"]).union(*(_asked(extra) for extra in EXTRAS.values()))
    folders = (ROOT / "deploy", ROOT / "tests", ROOT / "services")
    used = {one for name in _imported(*folders) for one in _from(name, *folders)}

    assert set() == used - {"pydantic-core"} - everything  # pydantic pins its core itself

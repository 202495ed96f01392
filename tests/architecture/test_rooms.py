"""One service, one shape: the same rooms, and from each room only the doors that design allows."""

import sys
from pathlib import Path

import pytest

from tests.architecture.source import SERVICES, imports, service_folders, shown

ALWAYS = {"__init__.py", "__main__.py", "service.py", "settings.py"}
DECIDING = {"messages.py", "decider.py", "public.py"}
WHERE_NEEDED = {"reactions.py", "process.py", "views.py", "effects.py"}

CASE_MESSAGES = ("items", "dossier", "terms", "workdays", "office_messages", "neighbour_messages")
CASES = (
    *(*CASE_MESSAGES, "events", "office_events", "further_events", "bundle_events", "states"),
    *("acceptance", "materials", "examination", "reviews", "limits", "automatic", "fees", "fulfilment", "ratings"),
    *("transfer", "commitment", "bundles", "further_evolve", "further_process", "further_public"),
)

FURTHER = {
    "portal": {"access.py", "progress.py", "workload.py", "beside.py", "parcels.py", "acting.py", "guide.py"},
    "payments": {
        *("events.py", "states.py", "graph.py", "ledger.py", "collecting.py", "paying.py", "refunding.py"),
        *("channels.py", "aggregate.py", "fiscal.py", "reconciling.py", "statement_events.py", "receipts.py"),
    },
    "cases": {f"{room}.py" for room in CASES},
    "catalogue": {"item.py", "rules.py", "checks.py", "comparison.py", "inheritance.py"},
    "seals": {"events.py", "states.py", "sealing.py", "keeping.py", "ledger.py"},
    "certificates": {
        "events.py",
        "states.py",
        "issuing.py",
        "standing.py",
        "presenting.py",
        "operations.py",
        "days.py",
    },
    "identity": {
        *("accounts.py", "account_messages.py", "staff.py"),
        *("persons.py", "mandates.py", "mandate_messages.py", "person_messages.py", "person_events.py"),
        *("person_course.py", "answering.py", "reviews.py", "levels.py", "identifiers.py", "safe.py", "lasting.py"),
        *("organisations.py", "organisation_messages.py", "representing.py"),
    },
    "logistics": {
        *("events.py", "states.py", "tracking.py", "originals.py", "words.py", "addresses.py"),
        *("carriers.py", "courier.py", "ems.py"),
    },
}
"""Rooms that one service has for a reason of its own: the portal's tokens, case view, what is beside its usual course,
parcels, officers' work, who acts for whom, and guide, payments' state graph, ledger and laws of billing, paying and
refunding,
the case's messages and decider, which one file each cannot hold, and what an item can be, what its file must
say, what may not contradict, how a province inherits, and what it may not ask; what a certificate, its states and its
presentations are, and a sealing, a seal and the ledger of its uses; what logistics makes of carriers' words, who holds
an original, how a delivery is proved and what of an address is shown; and identity's accounts with
the operator's list of staff, and what is law of persons, of mandates and of organisations with whom represents them."""

PURE = (
    *("messages", "decider", "reactions", "process", "public", "views"),
    *(*CASES, "rules", "progress", "beside", "parcels", "workload", "acting"),
    *("graph", "ledger", "collecting", "paying", "refunding", "reconciling", "statement_events", "receipts"),
    *("item", "checks", "comparison", "inheritance", "guide"),
    *("issuing", "standing", "presenting", "operations", "days", "sealing", "keeping", "ledger"),
    *("accounts", "account_messages", "persons", "mandates", "mandate_messages"),
    *("organisations", "organisation_messages"),
    *("person_messages", "person_events", "person_course", "answering", "levels", "identifiers"),
    *("tracking", "originals", "words", "addresses"),
)
IDENTITY_MESSAGES = (
    *("account_messages", "mandate_messages", "organisation_messages", "person_messages", "person_events", "levels"),
)
MESSAGES = ("messages.py", "item.py", *(f"{room}.py" for room in (*IDENTITY_MESSAGES, *CASE_MESSAGES)))
VOCABULARY = "services.chassis.vocabulary"
EXPRESSIONS = "services.chassis.expressions"
"""Rules that stand in data are evaluated where it is decided; the same facts always give the same answer."""

LIBRARIES = {
    "decider": {"stdnum"},
    "issuing": {"stdnum"},
    "identifiers": {"stdnum"},
    "effects": {"stdnum", "yaml"},
    "staff": {"yaml"},
    "access": {"joserfc"},
    "service": set[str](),
    "settings": set[str](),
    "__main__": set[str](),
}

CHASSIS_DOORS = {
    "effects": {
        *("vocabulary", "definition", "errors", "clock", "codec", "expressions"),
        *("outside", "statements", "sealed", "epochs", "codes", "signatures", "sm2", "x509", "der", "native"),
    },
    "channels": {"vocabulary", "clock", "errors"},
    "aggregate": {"vocabulary", "clock", "outside", "statements", "signatures"},
    "fiscal": {"vocabulary", "clock", "outside", "statements", "forms"},
    "carriers": {"errors"},
    "courier": {"outside", "statements", "signatures"},
    "ems": {"vocabulary", "clock", "outside", "statements", "forms"},
    "access": {"clock"},
    "staff": {"vocabulary", "errors", "sealed", "epochs", "codec"},
    "safe": {"definition", "errors", "sealed", "epochs"},
    "lasting": {"errors", "sealed"},
    "representing": {"vocabulary", "definition", "clock", "codec", "outside", "statements", "sealed"},
    "service": {"assignments", "definition", "host", "vocabulary", "settings"},
    "__main__": {"green", "host"},
}
"""What rooms beside the pure ones may take of the chassis."""

SERVICE_FOLDERS = service_folders()


def _rooms(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.py")}


def _room_files() -> list[Path]:
    return [path for folder in SERVICE_FOLDERS for path in sorted(folder.glob("*.py")) if path.name != "__init__.py"]


def test_all_eight_services_are_there() -> None:
    """The suite is these eight; a ninth is a decision."""
    expected = {"catalogue", "identity", "cases", "payments", "certificates", "seals", "logistics", "portal"}

    assert expected == {folder.name for folder in SERVICE_FOLDERS}


@pytest.mark.parametrize("folder", SERVICE_FOLDERS, ids=lambda folder: folder.name)
def test_a_service_has_its_rooms_and_no_others(folder: Path) -> None:
    """A reader never asks where a thing lives."""
    always = ALWAYS if folder.name == "portal" else ALWAYS | DECIDING
    allowed = always | WHERE_NEEDED | FURTHER.get(folder.name, set())

    assert not always - _rooms(folder), "a room is missing"
    assert not _rooms(folder) - allowed, "a room that the design does not know"


@pytest.mark.parametrize("path", sorted(SERVICES.rglob("*.py")), ids=shown)
def test_no_service_imports_another(path: Path) -> None:
    """Services meet in contracts only; the chassis is theirs, and knows none of them."""
    own = path.relative_to(SERVICES).parts[0]
    neighbours = {name.split(".")[1] for name in imports(path) if name.startswith("services.")}

    assert neighbours <= {own, "chassis"}


@pytest.mark.parametrize("path", sorted(SERVICES.rglob("*.py")), ids=shown)
def test_services_know_nothing_of_how_they_are_deployed(path: Path) -> None:
    """The arrow points from deploy/ and tests/ to services/, never back."""
    known = {name.partition(".")[0] for name in imports(path)}

    inherited = {"tests"} if "testing" in path.parts else set[str]()
    assert not known & ({"deploy", "tests"} - inherited)


@pytest.mark.parametrize("path", _room_files(), ids=shown)
def test_a_room_opens_only_the_doors_it_may(path: Path) -> None:
    """Pure rooms see their own messages, the standard library, vocabulary and expressions; the others a little more."""
    room, service = path.stem, path.parent.name
    pure = room in PURE
    doors = (
        {VOCABULARY, EXPRESSIONS} if pure else {f"services.chassis.{door}" for door in CHASSIS_DOORS.get(room, set())}
    )
    for name in imports(path):
        top = name.partition(".")[0]
        if top == "services":
            own = name.startswith(f"services.{service}")
            assert own or any(name.startswith(door) for door in doors) or name == "services.chassis", name
        else:
            assert top in sys.stdlib_module_names or top in LIBRARIES.get(room, set()), name


@pytest.mark.parametrize("folder", SERVICE_FOLDERS, ids=lambda folder: folder.name)
def test_messages_stand_on_the_standard_library_alone(folder: Path) -> None:
    """What is stored and published depends on nothing that could change under it; messages may fill several files."""
    messages = [folder / file for file in MESSAGES if (folder / file).exists()]
    assert messages or folder.name == "portal"
    names = {name for path in messages for name in imports(path)}
    own = {f"services.{folder.name}.{path.stem}" for path in messages}

    foreign = {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names}
    assert {name for name in foreign if not any(name.startswith(file) for file in own)} == set()

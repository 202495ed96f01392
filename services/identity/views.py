"""What identity keeps of its own words: every organisation's legal representative of record, so that one can grant."""

from services.chassis.vocabulary import Data, Foreign, View


def _confirmed(event: Foreign) -> Data:
    return {name: event[name] for name in ("person", "checked_at", "expires_at")}


def _of_record(parts: list[Data]) -> Data:
    """The last one told of; nobody where that one was lost."""
    return parts[-1]


REPRESENTATIVES = View(
    "representatives",
    key=lambda event: str(event["organisation"]),
    keep={},
    own={"RepresentativeConfirmed": _confirmed, "RepresentativeLost": lambda _: {}},
    show=_of_record,
)

VIEWS = (REPRESENTATIVES,)

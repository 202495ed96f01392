"""Documents that put a store to the test."""

from collections.abc import Sequence
from typing import Any

from services.chassis.commits import GENESIS, Commit, commit_id, seal
from services.chassis.stored import DeadlineDocument, ViewDocument

SAFE_INTEGERS = (0, -1, 2**31 - 1, 2**31, -(2**31) - 1, 2**53 - 1, -(2**53) + 1)
"""Whole numbers as JSON carries them without loss (RFC 8259, section 6)."""

AWKWARD: dict[str, Any] = {
    "integers": list(SAFE_INTEGERS),
    "truth": [True, False, 1, 0, None],
    "fractions": [0.5, -0.25, 1e-7, 1.0, 0.0],
    "texts": [
        "",
        "云南省昆明市五华区",
        "𠮷野家",
        "e\u0301 ≠ é",
        "\u202eltr",
        'quote " and \\ back',
        "line\nbreak\ttab",
        "nul \x00 inside",
    ],
    "empty": {"list": [], "object": {}},
    "nested": {"lists": [[[1], []], [{"deep": [{"er": [{"still": None}]}]}]]},
    "names": {"with.dot": 1, "$dollar": 2, "事项": 3, " ": 4, "_id": 5},
}
"""Everything that a commit's events may hold."""


def commits_of(stream: str, count: int, said: Sequence[dict[str, Any]] = ()) -> list[Commit]:
    """A stream of sealed commits, each following from the one before."""
    made = list[Commit]()
    for version in range(1, count + 1):
        commit = Commit(
            _id=commit_id(stream, version),
            stream=stream,
            version=version,
            cause=f"cause-of-{stream}@{version}",
            asked="0f1e2d3c4b5a6978",
            province="530000",
            case="case-530000-OMINOUSMIRROR0000000",
            at="2026-11-20T01:02:04.000Z",
            events=[{"type": "Happened", "data": data} for data in said],
            outbox=[{"id": "said-1", "data": data} for data in said],
            actor=None,
            trace="00-4bf92f3577b34da6a3ce929d0e0e4736-7b312c30e13640a7-01",
            prev=made[-1]["hash"] if made else GENESIS,
            hash="",
        )
        made.append(seal(commit))
    return made


BEGUN = 1_795_136_400_000
"""Some moment, in milliseconds since 1970; the samples lie one millisecond apart, where a sloppy store sees one."""


def deadline_at(number: int, message: dict[str, Any] | None = None) -> DeadlineDocument:
    """A deadline due in that millisecond."""
    due = BEGUN + number
    return {"_id": f"s-{number}/lapse@{due}", "due": due, "stream": f"s-{number}", "message": message or {"id": "m"}}


def view_at(key: str, rev: int = 1, changed: int = 0, **doc: Any) -> ViewDocument:
    """A view's document written in that millisecond."""
    parts = {"m-1": {"at": "2026-11-20T01:02:04.000Z", "kept": doc}}
    return {"_id": key, "rev": rev, "changed": BEGUN + changed, "parts": parts, "doc": doc}

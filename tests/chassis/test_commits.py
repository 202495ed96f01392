"""The hash chain: whatever is changed, taken out, put in or swapped afterwards shows."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis import codec
from services.chassis.commits import Commit, digest, faults, ordered, seal
from services.chassis.errors import TamperedHistory
from services.chassis.testing.samples import AWKWARD, commits_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def chain() -> list[Commit]:
    """Four commits as they were written."""
    return commits_of("case-1", 4, [AWKWARD])


def test_an_untouched_chain_has_no_faults() -> None:
    """Neither has an empty one."""
    assert list(faults(chain())) == []
    assert list(faults([])) == []


def changed(name: str, value: Any) -> Callable[[list[Commit]], Any]:
    """One field of the third commit is no longer what it was."""
    return lambda commits: commits[2].__setitem__(name, value)


def sealed_again(commits: list[Commit]) -> None:
    """Somebody changes a commit and computes its hash anew."""
    commits[2]["events"] = []
    seal(commits[2])


TAMPERING: dict[str, Callable[[list[Commit]], Any]] = {
    **{name: changed(name, "another") for name in Commit.__annotations__ if name not in ("version", "_id", "prev")},
    "an event less": lambda commits: commits[2]["events"].pop(),
    "a number one more": lambda commits: commits[2]["events"][0]["data"]["integers"].__setitem__(0, 1),
    "a 1 for a true": lambda commits: commits[2]["events"][0]["data"]["truth"].__setitem__(0, 1),
    "a letter written otherwise": lambda commits: commits[2]["events"][0]["data"]["texts"].__setitem__(3, "é ≠ é"),
    "a commit less": lambda commits: commits.pop(2),
    "the last but one less": lambda commits: commits.pop(-2),
    "the first less": lambda commits: commits.pop(0),
    "two swapped": lambda commits: commits.__setitem__(slice(1, 3), commits[2:0:-1]),
    "one twice": lambda commits: commits.insert(2, commits[2]),
    "changed, and sealed again": sealed_again,
    "another predecessor": changed("prev", "0" * 64),
}


@pytest.mark.parametrize("tamper", TAMPERING.values(), ids=TAMPERING)
def test_tampering_shows(tamper: Callable[[list[Commit]], Any]) -> None:
    """Every field is under the hash, and every hash under the next."""
    commits = chain()
    tamper(commits)

    assert list(faults(commits))


@given(JSON, JSON)
def test_equal_contents_have_equal_hashes_and_others_do_not(one: Any, other: Any) -> None:
    """Whatever the order of names; through JSON and back it is the same."""
    first, second = (commits_of("case-1", 1, [{"said": said}])[0] for said in (one, other))
    turned = dict(reversed(codec.decode(codec.encode(first)).items()))

    assert digest(turned) == first["hash"]  # type: ignore[arg-type]
    assert (first["hash"] == second["hash"]) == (codec.canonical(one) == codec.canonical(other))


def test_a_gap_is_no_history() -> None:
    """Deciding on half a history would be worse than not deciding."""
    commits = chain()
    del commits[1]

    with pytest.raises(TamperedHistory, match="3 commits, but version 4"):
        ordered([dict(commit) for commit in commits])

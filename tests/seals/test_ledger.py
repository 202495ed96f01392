"""The ledger of uses: what is altered, taken out or put in shows; what a crash loses does not cry wolf."""

from typing import Any

import pytest

from services.seals.ledger import SIDE_BY_SIDE, Place, faults, link

RUN = "a" * 32
Entry = tuple[str, str, str, Any]


def ledger(count: int) -> list[Entry]:
    """A run of the device with that many uses."""
    made, previous = list[Entry](), None
    for number in range(1, count + 1):
        facts = f"sealing-530000-{number:020}", f"{number:064x}", "2026-05-06T04:30:03.000Z"
        now = link(Place(RUN, number, previous), *facts)
        use = {"segment": RUN, "number": number, "previous": previous, "link": now, "anchored": False}
        made.append((*facts, use))
        previous = now
    return made


def test_a_whole_ledger_has_no_faults() -> None:
    """In whatever order the sealings are read."""
    entries = ledger(50)
    assert faults(entries, [("seal", entries[29][3])]) == []
    assert faults(entries[::-1], []) == []


@pytest.mark.parametrize("at", [0, 17, 49])
def test_a_use_that_was_changed_shows(at: int) -> None:
    """Another document under the same number."""
    entries = ledger(50)
    entries[at] = (entries[at][0], "f" * 64, *entries[at][2:])
    assert len(faults(entries, [])) == 1


def test_a_use_that_was_taken_out_shows() -> None:
    """Even with the ones after it renumbered, for their links no longer follow."""
    entries = ledger(100)
    taken = entries[:20] + entries[21:]
    assert faults(taken, []) == [f"run {RUN}: use 21 is missing"]
    renumbered = entries[:20] + [(*one[:3], one[3] | {"number": one[3]["number"] - 1}) for one in entries[21:]]
    assert faults(renumbered, [])


def test_a_use_that_was_put_in_shows() -> None:
    """Made up with a link of its own, it does not lead to the next."""
    entries = ledger(50)
    facts = ("sealing-x", "e" * 64, "2026-05-06T04:30:03.000Z")
    place = Place(RUN, 25, entries[23][3]["link"])
    entries[24] = (*facts, entries[24][3] | {"link": link(place, *facts)})
    assert faults(entries, []) == [f"run {RUN}: use 26 does not follow from the one before it"]


def test_what_a_killed_process_had_in_hand_may_be_missing() -> None:
    """Signed, never answered, signed again in the next run: only the last few of a run can be."""
    entries = ledger(100)
    assert faults(entries[:-2] + entries[-1:], []) == []
    early = 100 - SIDE_BY_SIDE
    assert faults(entries[: early - 1] + entries[early:], []) == [f"run {RUN}: use {early} is missing"]


def test_a_ledger_that_was_written_anew_does_not_lead_to_what_was_published() -> None:
    """That is what anchors are for: the whole chain can be forged, the published link cannot."""
    published = ledger(50)[29][3]
    assert faults(ledger(29), [("seal-x", published)])
    forged = [(one[0], "d" * 64, *one[2:]) for one in ledger(50)]
    assert any("published" in fault for fault in faults([*forged], [("seal-x", published | {"link": "0" * 64})]))

"""What outside parties say is read entry by entry, and what is not as agreed is not guessed at."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.chassis.statements import LARGEST, Unusable, moment, reference, statement, text, whole

GARBAGE = ["", "<html>", "[]", '"yes"', "null", b"\xff", "[" * 100_000, "{'found': true}"]


@pytest.mark.parametrize("body", GARBAGE, ids=range(len(GARBAGE)))
def test_a_body_that_is_no_object_is_unusable(body: str | bytes) -> None:
    """Neither are texts, lists and pages of HTML."""
    with pytest.raises(Unusable):
        statement(body)


def test_an_object_is_read_as_it_is() -> None:
    """As bytes and as text."""
    assert statement(b'{"found": true}') == statement('{"found": true}') == {"found": True}


def test_what_is_as_agreed_is_read() -> None:
    """A text, a reference, a whole number, a time."""
    said = {"url": "https://pay.example/宋", "number": "9" * 64, "fen": LARGEST, "at": "2026-11-23T12:05:00+08:00"}
    assert text(said, "url") == "https://pay.example/宋"
    assert reference(said, "number") == "9" * 64
    assert whole(said, "fen") == LARGEST
    assert moment(said, "at") == datetime(2026, 11, 23, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize("wrong", ["", 277, None, True, ["x"], "277\u202e", "N\u0000", "\ud800", "line\n"])
def test_a_text_is_one_that_can_be_shown(wrong: Any) -> None:
    """No control characters, nothing that turns the direction of writing, and never a number."""
    for read in (text, reference):
        with pytest.raises(Unusable, match="entry"):
            read({"entry": wrong}, "entry")


def test_a_reference_is_short() -> None:
    """Sixty-four characters are enough for anybody's number."""
    with pytest.raises(Unusable, match="entry"):
        reference({"entry": "9" * 65}, "entry")


@pytest.mark.parametrize("wrong", [70.0, True, "7000", None, 0, -1, 2**53])
def test_a_number_is_whole_and_within_bounds(wrong: Any) -> None:
    """Money is a whole number of fen; a number that JSON readers take for different ones is none."""
    with pytest.raises(Unusable, match="fen"):
        whole({"fen": wrong}, "fen", 1)


@pytest.mark.parametrize("wrong", ["2026-11-23T06:00:00", "tomorrow", "0001-01-01T00:00:00+08:00", 1795413900, None])
def test_a_time_has_its_zone(wrong: Any) -> None:
    """A time without one is eight hours of doubt."""
    with pytest.raises(Unusable, match="at"):
        moment({"at": wrong}, "at")


def test_what_is_missing_is_unusable_and_never_quoted() -> None:
    """An error names the entry, not what stood there: that may be a person's."""
    with pytest.raises(Unusable) as caught:
        reference({"name": "李雷\n"}, "name")
    assert str(caught.value) == "name is not a text"
    with pytest.raises(Unusable):
        text({}, "name")

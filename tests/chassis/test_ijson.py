"""Two readers of one message must not see two things in it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis import codec, ijson
from services.chassis.errors import Malformed

EXAMPLES = sorted((Path(__file__).parents[2] / "contracts").glob("*/examples/*.json"))

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text("abc中“”—…\n\t é", max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcé中", max_size=3), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES, st.sampled_from([None, 2]), st.booleans())
def test_whatever_is_written_once_is_read_as_it_was_meant(value: object, indent: int | None, escaped: bool) -> None:
    """However it is laid out, and whether its characters are escaped or not."""
    assert ijson.read(codec.encode(value)) == value
    assert ijson.read(json.dumps(value, indent=indent, ensure_ascii=escaped).encode()) == value


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_read_as_it_was_meant(example: Path) -> None:
    """What the contracts show must be taken."""
    body = example.read_bytes()

    assert ijson.read(body) == json.loads(body)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"fen":1,"fen":2}', "fen"),
        (b'{"fen":1,"fen":1}', "fen"),
        (b'{"data":{"lines":[{"fen":1, "code":"a", "fen":2}]}}', "fen"),
        (b'{"fen":1,"\\u0066en":2}', "fen"),
    ],
)
def test_a_name_that_stands_twice_is_refused(body: bytes, field: str) -> None:
    """Anywhere, also when both say the same, also when one is written otherwise."""
    with pytest.raises(Malformed, match="stands twice") as refused:
        ijson.read(body)

    assert (refused.value.field, refused.value.remedy) == (field, "Send it once.")


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x7f", "\x85", "\u061c", "\u200e", "\u202e", "\u2066", "\u2069"])
@pytest.mark.parametrize("escaped", [False, True])
def test_what_nobody_can_see_is_refused(sign: str, escaped: bool) -> None:
    """Control characters and those that turn the writing direction, in texts and in names."""
    for value, field in (({"data": {"names": ["李", f"李{sign}云"]}}, "/data/names/1"), ({"data": {sign: 1}}, "/data")):
        body = json.dumps(value, ensure_ascii=escaped).encode()
        if sign < " " and not escaped:  # raw, it is no JSON at all, and `json.dumps` never writes it so
            body = body.replace(json.dumps(sign)[1:-1].encode(), sign.encode())

        with pytest.raises(Malformed) as refused:
            ijson.read(body)

        assert refused.value.field == ("body" if sign < " " and not escaped else field)


def test_a_text_of_several_lines_may_stand() -> None:
    """Opinions have paragraphs, and what a carrier sends may be laid out."""
    assert ijson.read(b'{"opinion":"one\\n\\ttwo\\r\\n"}') == {"opinion": "one\n\ttwo\r\n"}


@pytest.mark.parametrize("depth", [2_000, 100_000])
def test_what_is_nested_too_deeply_is_refused(depth: int) -> None:
    """Neither reader is led astray by it."""
    for body in (b'{"data":' + b"[" * depth + b"]" * depth + b"}", b"[" * depth):
        with pytest.raises(Malformed):
            ijson.read(body)

"""The message as it travels, and as pure rooms see it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis import codec
from services.chassis.contracts import Contracts
from services.chassis.envelope import MAX_BODY, from_mapping, parse, render, to_mapping
from services.chassis.errors import Malformed
from services.chassis.testing.mail import TRACE, message
from services.chassis.vocabulary import ENVELOPE_NAMES

SAID = message("payments.fee-settled.v1", "payment-530000-7", {"fen": 100}, actor="officer-1", sequence=3)


@given(
    st.dictionaries(st.text(), st.integers() | st.text() | st.none()), st.integers(1) | st.none(), st.text(min_size=1)
)
def test_what_is_sent_is_what_is_read(data: dict[str, object], sequence: int | None, actor: str) -> None:
    """Every attribute, the optional ones included."""
    said = replace(SAID, data=data, sequence=sequence, actor=actor)

    assert from_mapping(to_mapping(said)) == said


def test_a_message_is_what_the_envelope_contract_describes() -> None:
    """CloudEvents 1.0 in structured JSON; what is not said is left out."""
    attributes = parse(render(SAID))
    Contracts.load().check_envelope(attributes)
    plain = parse(render(replace(SAID, actor=None, sequence=None)))

    assert (attributes["specversion"], attributes["datacontenttype"]) == ("1.0", "application/json")
    assert attributes.keys() - plain.keys() == {"actor", "sequence"}


def test_pure_rooms_see_the_envelope_under_its_own_names() -> None:
    """And no name of the data can pass for one of the envelope's."""
    forged = replace(SAID, data={"fen": 100, "actor": "somebody else", "province": "000000"})

    assert forged.foreign() == {
        "fen": 100,
        "subject": "payment-530000-7",
        "province": "530000",
        "case": SAID.case,
        "at": SAID.time,
        "message": SAID.id,
        "actor": "officer-1",
        "type": "payments.fee-settled.v1",
    }
    assert set(SAID.foreign()) - {"fen"} == set(ENVELOPE_NAMES)


def test_a_message_without_an_actor_was_sent_by_a_machine() -> None:
    """Pure rooms need not know two kinds of nobody."""
    assert replace(SAID, actor=None).foreign()["actor"] == ""


def test_another_span_is_the_same_message() -> None:
    """Only the trace differs."""
    other = TRACE.replace("7b312c30e13640a7", "0000000000000001")

    assert replace(SAID.with_trace(other), trace=SAID.trace) == SAID
    assert SAID.with_trace(other).trace == other


@pytest.mark.parametrize("body", [b"", b"{", b"1", b'"a"', b"[]", b"null", b"\xff", b'{"a":1}x', b"{'a': 1}", b"NaN"])
def test_what_is_no_object_is_malformed(body: bytes) -> None:
    """The error names the field, the rule and the remedy."""
    with pytest.raises(Malformed) as refused:
        parse(body)

    assert refused.value.field == "body"
    assert refused.value.rule.startswith("must be ")
    assert refused.value.remedy.endswith(".")


def test_a_body_may_be_as_large_as_is_said_and_no_larger() -> None:
    """What is larger is stored apart."""
    frame = codec.encode({"data": ""})
    fitting = codec.encode({"data": "x" * (MAX_BODY - len(frame))})

    assert len(fitting) == MAX_BODY
    assert parse(fitting)
    with pytest.raises(Malformed, match="larger than"):
        parse(fitting + b" ")

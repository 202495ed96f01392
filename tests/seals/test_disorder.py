"""A sealing comes to the same end however its messages arrive."""

from hypothesis import given
from hypothesis import strategies as st

from services.chassis.testing.disorder import disordered
from services.chassis.vocabulary import Owed
from services.seals.messages import RecordSignature
from services.seals.service import DEFINITION
from services.seals.states import Refused, Sealed
from tests.seals.samples import SEAL, SIGNED, SIGNED_AGAIN, UNSIGNED


def signs(owed: Owed) -> list[RecordSignature]:
    """A device asked twice signs twice, differently."""
    assert owed.data["authority"] == SEAL.authority
    return [SIGNED, SIGNED_AGAIN]


def refuses(_: Owed) -> list[RecordSignature]:
    """A device without the key."""
    return [UNSIGNED]


@given(st.data())
def test_a_document_is_sealed_once_in_any_order(data: st.DataObject) -> None:
    """The world hears of one signature, whichever came first."""
    ending = disordered(data, DEFINITION, [SEAL, SEAL], signs)
    assert isinstance(ending.state, Sealed)
    assert SIGNED.use
    assert SIGNED_AGAIN.use
    assert set(ending.state.links) == {SIGNED.use.link, SIGNED_AGAIN.use.link}
    assert [one.type for one in ending.said] == ["seals.document-sealed.v1"]


@given(st.data())
def test_a_sealing_is_refused_once_in_any_order(data: st.DataObject) -> None:
    """The same for a refusal."""
    ending = disordered(data, DEFINITION, [SEAL, SEAL], refuses)
    assert ending.state == Refused()
    assert [one.type for one in ending.said] == ["seals.sealing-refused.v1"]

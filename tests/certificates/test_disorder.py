"""A certificate comes to the same end however its messages arrive."""

from hypothesis import given
from hypothesis import strategies as st

from services.certificates.messages import Issued, Refused
from services.certificates.service import DEFINITION
from services.chassis.vocabulary import Owed
from tests.certificates.samples import ATTACH, DRAFT, ISSUE, REFUSE, SEAL
from tests.identity.disorder import disordered


def silent(_: Owed) -> list[object]:
    """The seal is among the messages already, to be early as well as late."""
    return []


@given(st.data())
def test_a_sealed_certificate_is_issued_once_in_any_order(data: st.DataObject) -> None:
    """The request and the seal, twice each, with the seal as early as it likes."""
    state, said = disordered(data, DEFINITION, [ISSUE, ISSUE, ATTACH, ATTACH], silent)
    assert state == Issued(DRAFT, SEAL)
    assert [one.type for one in said] == ["certificates.certificate-issued.v1"]


@given(st.data())
def test_an_unsealed_certificate_is_refused_once_in_any_order(data: st.DataObject) -> None:
    """The request and the refusal, twice each."""
    state, said = disordered(data, DEFINITION, [ISSUE, ISSUE, REFUSE, REFUSE], silent)
    assert state == Refused("seal-unknown")
    assert [one.type for one in said] == ["certificates.issuance-refused.v1"]

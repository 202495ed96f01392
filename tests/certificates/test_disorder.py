"""A certificate comes to the same end however its messages arrive."""

from hypothesis import given
from hypothesis import strategies as st

from services.certificates.service import DEFINITION
from services.certificates.states import Issued, Refused
from services.chassis.testing.disorder import disordered
from tests.certificates.samples import ATTACH, DRAFT, ISSUE, REFUSE, SEAL


@given(st.data())
def test_a_sealed_certificate_is_issued_once_in_any_order(data: st.DataObject) -> None:
    """The request and the seal, twice each, with the seal as early as it likes."""
    ending = disordered(data, DEFINITION, [ISSUE, ISSUE, ATTACH, ATTACH])
    assert ending.state == Issued(DRAFT, SEAL)
    assert [one.type for one in ending.said] == ["certificates.certificate-issued.v1"]


@given(st.data())
def test_an_unsealed_certificate_is_refused_once_in_any_order(data: st.DataObject) -> None:
    """The request and the refusal, twice each."""
    ending = disordered(data, DEFINITION, [ISSUE, ISSUE, REFUSE, REFUSE])
    assert ending.state == Refused("seal-unknown")
    assert [one.type for one in ending.said] == ["certificates.issuance-refused.v1"]

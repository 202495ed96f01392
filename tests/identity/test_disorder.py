"""Identity comes to the same end however its messages arrive."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from services.chassis.testing.disorder import disordered
from services.chassis.vocabulary import Owed
from services.identity.messages import RecordRegisterAnswer, Refused, Verified, VerifyPerson
from services.identity.service import DEFINITION
from tests.identity import samples
from tests.identity.samples import PERSON

CASES = ("case-530000-A", "case-530000-B", "case-530000-C")


def asked(cases: Sequence[str]) -> list[VerifyPerson]:
    """Each case asks for the same person."""
    return [VerifyPerson(PERSON, "530000", case, f"{case}.sealed.in.five.parts") for case in cases]


def yes(owed: Owed) -> list[RecordRegisterAnswer]:
    """A register that knows the person."""
    return [samples.yes(owed.data["round"])]


def no(owed: Owed) -> list[RecordRegisterAnswer]:
    """A register that does not."""
    return [samples.no(owed.data["round"], "person-unknown")]


def no_then_yes(owed: Owed) -> list[RecordRegisterAnswer]:
    """A register that has been mended after the first question."""
    return no(owed) if owed.data["round"] == 1 else yes(owed)


@given(st.data())
def test_every_case_is_confirmed_once_in_any_order(data: st.DataObject) -> None:
    """A known person's cases all hear so, once each."""
    ending = disordered(data, DEFINITION, asked(CASES), yes)
    assert sorted(str(one.case) for one in ending.said) == sorted(CASES)
    assert {one.type for one in ending.said} == {"identity.person-verified.v1"}
    assert isinstance(ending.state, Verified)
    assert (ending.state.level, set(ending.state.answered)) == (2, set(CASES))


@given(st.data())
def test_every_case_is_refused_once_in_any_order(data: st.DataObject) -> None:
    """An unknown person's cases all hear so, once each, in however many rounds."""
    ending = disordered(data, DEFINITION, asked(CASES), no)
    assert sorted(str(one.case) for one in ending.said) == sorted(CASES)
    assert {one.type for one in ending.said} == {"identity.verification-refused.v1"}
    assert isinstance(ending.state, Refused)
    assert set(ending.state.answered) == set(CASES)


@given(st.data())
def test_every_case_is_answered_once_even_if_the_register_changes_its_mind(data: st.DataObject) -> None:
    """Late answers of the first round never pass for answers of the second."""
    ending = disordered(data, DEFINITION, asked(CASES), no_then_yes)
    assert sorted(str(one.case) for one in ending.said) == sorted(CASES)
    refused = [one for one in ending.said if one.type == "identity.verification-refused.v1"]
    assert refused
    assert isinstance(ending.state, Refused if len(refused) == len(CASES) else Verified)

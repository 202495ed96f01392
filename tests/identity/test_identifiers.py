"""Numbers of persons and organisations: sound ones are known by kind, unsound ones by nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.identity.identifiers import compact, kind_of, lengthened, standard

SOUND = [
    ("11010519491231002X", "resident"),  # GB 11643-1999, its own examples
    ("440524188001010014", "resident"),
    ("34052419800101001X", "resident"),
    ("91350100M000100Y43", "organisation"),  # GB 32100-2015
    ("914403001922038216", "organisation"),
    ("91330100799655058B", "organisation"),
    ("9144030071526726XG", "organisation"),
    ("11100000000013338W", "organisation"),
]


@pytest.mark.parametrize(("number", "kind"), SOUND)
def test_the_standards_examples_are_sound(number: str, kind: str) -> None:
    """GB 11643 and GB 32100, with the GB 11714 code inside."""
    assert kind_of(number) == kind


@pytest.mark.parametrize(
    ("seventeen", "kind"),
    [
        ("81000019900307001", "hong-kong"),
        ("82000019900307001", "macao"),
        ("83000019900307001", "taiwan"),
        ("91100119900307001", "foreigner"),
    ],
)
def test_residence_permits_have_the_form_of_an_identity_number(seventeen: str, kind: str) -> None:
    """810000 Hong Kong, 820000 Macao, 830000 Taiwan; 9 at the head for foreigners with permanent residence."""
    (number,) = [seventeen + check for check in "0123456789X" if kind_of(seventeen + check)]
    assert kind_of(number) == kind


@pytest.mark.parametrize(
    "number",
    [
        *("110105194912310021", "11010519491331002X", "1101051949123100", "1101051949123l002X", "", "x"),
        "91500106MA2CE71F65",  # on a sample invoice
        "91350100M000100Y34",
        "USA110190133071",
        "110105490231002",
    ],
)
def test_a_number_that_cannot_be_has_no_kind(number: str) -> None:
    """Check character, day, length, letters."""
    assert kind_of(number) is None


def test_fifteen_digits_become_eighteen() -> None:
    """GB 11643-1999: the century and the check character are added; the person stays the same."""
    assert lengthened("110105491231002") == "11010519491231002X"
    assert standard(" 110105491231002 ") == "11010519491231002X"
    assert kind_of("110105491231002") == "resident"


def test_the_permit_of_foreigners_until_2023_has_the_check_digit_of_passports() -> None:
    """ICAO 9303, weights 7 3 1: exactly one digit fits."""
    fitting = [digit for digit in "0123456789" if kind_of(f"USA1101900307{'1'}{digit}")]
    assert len(fitting) == 1
    assert kind_of(f"USA11019003071{fitting[0]}") == "foreigner-former"


@pytest.mark.parametrize(
    "number", [" 11010519491231002x ", "１１０１０５１９４９１２３１００２Ｘ", "110105-19491231-002X"]
)
def test_a_number_is_read_as_people_write_it(number: str) -> None:
    """Small x, blanks, hyphens and wide digits are not a mistake."""
    assert compact(number) == standard(number) == "11010519491231002X"


@given(st.text(max_size=24))
def test_any_text_has_a_kind_or_none(text: str) -> None:
    """Nothing that a stranger types makes the check fail."""
    assert kind_of(text) in {None, *(kind for _, kind in SOUND), "hong-kong", "macao", "taiwan"} | {
        *("foreigner", "foreigner-former")
    }


@given(st.sampled_from([number for number, _ in SOUND]), st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_found(number: str, place: int, digit: str) -> None:
    """MOD 11-2 and MOD 31 find every single mistake."""
    wrong = number[:place] + digit + number[place + 1 :]
    assert (kind_of(wrong) is None) == (wrong != number)

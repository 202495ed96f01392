"""Rules that stand in data are checked when they are read, and tell the truth or say what they miss."""

import subprocess
import sys

import pytest

from services.chassis.expressions import FACTS, FactMissing, RuleFaulty, check, holds

FACTS_KNOWN: dict[str, int | str | tuple[str, ...]] = {
    "applicant.level": 3,
    "applicant.age": 30,
    "materials": ("id-card", "photo"),
    "certificates": ("11100000TB00000366001",),
    "channel": "mobile",
    "province": "530000",
}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("applicant.level >= 3 && 'photo' in materials", True),
        ("applicant.age < 18", False),
        ("['id-card', 'photo'].all(code, code in materials)", True),
        ("certificates.exists(kind, kind.endsWith('366001'))", True),
        ("channel != 'window' && province == '530000'", True),
    ],
)
def test_a_rule_is_true_or_false_of_the_facts(expression: str, expected: bool) -> None:
    """Levels, ages, what was handed in or presented, by which channel and where."""
    assert holds(expression, FACTS_KNOWN) is expected


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("applicant.level >=", "1:19: Syntax error"),
        ("applicant.lvl >= 3", "undeclared reference to 'applicant.lvl'"),
        ("channel == 3", "no matching overload"),
        ("applicant.level + 1", "it gives INT, not true or false"),
        ("income > 3", "undeclared reference to 'income'"),
    ],
)
def test_what_is_no_rule_is_named_with_its_place(expression: str, said: str) -> None:
    """A name that does not exist and a comparison of unlike things are found before any application."""
    with pytest.raises(RuleFaulty) as faulty:
        check(expression)
    assert said in str(faulty.value)
    assert "\n" not in str(faulty.value)


def test_a_missing_fact_is_said_and_never_guessed() -> None:
    """Without an age nobody is of age."""
    with pytest.raises(FactMissing, match=r"applicant\.age"):
        holds("applicant.age >= 18", {"applicant.level": 3})


def test_one_side_that_is_true_is_enough() -> None:
    """What the other side would need then does not matter."""
    assert holds("applicant.age >= 60 || applicant.level >= 3", {"applicant.level": 3})


def test_looking_where_nothing_is_is_said() -> None:
    """A list may be shorter than the rule's author thought."""
    with pytest.raises(FactMissing, match="index"):
        holds("materials[7] == 'photo'", FACTS_KNOWN)


def test_a_fact_that_no_rule_can_see_is_a_mistake() -> None:
    """Whoever offers it believes that rules may use it."""
    with pytest.raises(RuleFaulty, match="there is no fact income"):
        holds("applicant.level >= 3", {"income": 3})


def test_a_rule_cannot_turn_for_ever() -> None:
    """Loops within loops end when the library's budget does."""
    many = tuple(f"m{number}" for number in range(100))
    endless = "materials.all(a, materials.all(b, materials.all(c, materials.all(d, a != 'x'))))"
    with pytest.raises(FactMissing, match="budget"):
        holds(endless, {"materials": many})


def test_every_fact_can_be_used() -> None:
    """The contract promises them all."""
    for name, kind in FACTS.items():
        check({"INT": f"{name} > 0", "LIST": f"'a' in {name}", "STRING": f"{name} == 'a'"}[kind])


def test_a_process_without_rules_does_not_load_the_library() -> None:
    """Its memory is for who uses it."""
    program = "import sys, services.chassis.expressions; sys.exit('cel_expr_python' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)

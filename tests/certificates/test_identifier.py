"""The national identifier (证照标识) and the days of a certificate, against published examples."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from services.certificates.days import anniversary
from services.certificates.decider import decide
from services.certificates.events import CertificateDrafted
from services.certificates.issuing import identifier, serial
from services.certificates.messages import Draft, IssueCertificate
from services.certificates.states import Absent
from tests.certificates.samples import CONTENT, IDENTIFIER, ISSUE, STREAM

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def drafted(command: IssueCertificate) -> Draft:
    """What a fresh stream makes of the command."""
    (event,) = decide(command, Absent())
    assert isinstance(event, CertificateDrafted)
    return event.draft


@pytest.mark.parametrize(
    "published",
    [
        "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
        "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
        "1.2.156.3005.2.11100000000013338W032.11220000013544541J.2430599.001.F",
    ],
)
def test_identifiers_are_those_that_authorities_issue(published: str) -> None:
    """Identifiers of real certificates, check character and all (GB/T 36904)."""
    type_code, issuer, number, version, _ = published.removeprefix("1.2.156.3005.2.").split(".")
    assert identifier(type_code, issuer, number, version) == published


@pytest.mark.parametrize(
    ("checked", "character"),
    [("A12425GABC1234002", "M"), ("11100000MB03271699022340100000000016001", "9")],
)
def test_the_check_character_is_that_of_iso_7064(checked: str, character: str) -> None:
    """MOD 37,36: the standard's own example, and one whose issuer is written by its region."""
    assert mod_37_36.calc_check_digit(checked) == character


@given(st.text(CHARACTERS, min_size=21, max_size=21), st.integers(0, 66), st.sampled_from(CHARACTERS))
def test_one_mistyped_character_is_found(type_code: str, place: int, typed: str) -> None:
    """That is what the check character is for."""
    parts = identifier(type_code, ISSUE.issuer.uscc, serial(STREAM), "001").removeprefix("1.2.156.3005.2.").split(".")
    right = "".join(parts)
    place %= len(right)
    wrong = right[:place] + typed + right[place + 1 :]
    assert mod_37_36.is_valid(right)
    assert mod_37_36.is_valid(wrong) is (wrong == right)


def test_the_serial_is_the_streams_own() -> None:
    """Digits and capitals only, the same for the same stream, so issuing again numbers nothing anew."""
    assert serial(STREAM) == "5300007K2M9QX4TB3ZP8WN5RJD"


def test_the_content_is_canonical_json() -> None:
    """Sorted keys, no spaces, Chinese as Chinese: equal facts are equal bytes."""
    content = drafted(ISSUE).content
    assert content == CONTENT
    assert content == json.dumps(json.loads(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert json.loads(content)["identifier"] == IDENTIFIER


def test_the_day_of_issue_is_the_day_in_china() -> None:
    """At 16:30 UTC it is half past midnight there."""
    draft = drafted(replace(ISSUE, at=datetime(2026, 12, 31, 16, 30, tzinfo=UTC)))
    assert json.loads(draft.content)["issued_on"] == "2027-01-01"
    assert draft.valid_until == date(2030, 1, 1)


def test_without_years_there_is_no_last_day() -> None:
    """长期有效."""
    draft = drafted(replace(ISSUE, valid_years=None))
    assert draft.valid_until is None
    assert json.loads(draft.content)["valid_until"] is None


@pytest.mark.parametrize(
    ("issued", "years", "last"),
    [
        ("2024-02-29", 1, "2025-02-28"),
        ("2024-02-29", 4, "2028-02-29"),
        ("2024-02-28", 1, "2025-02-28"),
        ("2096-02-29", 4, "2100-02-28"),
        ("2026-12-31", 5, "2031-12-31"),
    ],
)
def test_a_term_of_years_ends_on_the_same_day_of_the_month(issued: str, years: int, last: str) -> None:
    """民法典 201, 202: on the corresponding day, or on the month's last day where there is none."""
    assert anniversary(date.fromisoformat(issued), years) == date.fromisoformat(last)

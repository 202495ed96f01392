"""Every province has one invented authority with a code that checks."""

import csv
from pathlib import Path

import pytest
from stdnum.cn import uscc

from deploy.local import authorities


def test_the_file_is_what_its_maker_makes() -> None:
    """`authorities.csv` follows from `provinces.csv`, byte for byte in content and order."""
    assert authorities.read() == authorities.of_provinces()


def test_every_province_has_exactly_one_authority() -> None:
    """Thirty-one provinces, thirty-one offices, no code twice."""
    with authorities.PROVINCES.open(encoding="utf-8", newline="") as file:
        provinces = [row["code"] for row in csv.DictReader(file)]
    offices = authorities.read()
    assert [office.province for office in offices] == provinces
    assert len({office.uscc for office in offices}) == len(provinces) == 31


def test_every_code_is_valid_and_names_its_province() -> None:
    """The check character of GB 32100 is right and the code's region part is the province's."""
    for office in authorities.read():
        assert uscc.validate(office.uscc) == office.uscc
        assert office.uscc[2:8] == office.province


def test_the_organisation_part_checks_as_in_a_real_code() -> None:
    """The inner check of GB 11714 agrees with codes that real bodies bear."""
    for real in ("91350100M000100Y43", "914403001922038216", "91330100799655058B", "11100000000013338W"):
        assert authorities._organisation_check(real[8:16]) == real[16]


def test_a_code_with_a_wrong_check_character_is_refused(tmp_path: Path) -> None:
    """A typing mistake in the file stops whoever reads it, by name of the code."""
    good = authorities.credit_code("530000")
    bad = good[:-1] + ("0" if good[-1] != "0" else "1")
    file = tmp_path / "authorities.csv"
    authorities.write((authorities.Authority("530000", "云南省行政审批局", bad),), file)
    with pytest.raises(ValueError, match=bad):
        authorities.read(file)

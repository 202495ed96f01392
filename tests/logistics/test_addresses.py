"""Names and addresses are masked for every eye but the courier's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.logistics.addresses import Split, label, masked_address, masked_name, masked_phone, split


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("云南省昆明市五华区翠湖南路2号", Split("云南省", "昆明市", "五华区", "翠湖南路2号")),
        ("云南省大理白族自治州大理市太和街一号", Split("云南省", "大理白族自治州", "大理市", "太和街一号")),
        ("云南省大理市太和街一号", Split("云南省", "大理市", "", "太和街一号")),
        ("北京市东城区正义路2号", Split("北京市", "", "东城区", "正义路2号")),
        ("广西壮族自治区南宁市青秀区民族大道1号", Split("广西壮族自治区", "南宁市", "青秀区", "民族大道1号")),
        ("内蒙古自治区锡林郭勒盟苏尼特左旗", Split("内蒙古自治区", "锡林郭勒盟", "苏尼特左旗", "")),
        ("somewhere else", Split("", "", "", "somewhere else")),
    ],
)
def test_an_address_is_taken_apart_by_its_administrative_words(address: str, parts: Split) -> None:
    """What cannot be told apart is the street."""
    assert split(address) == parts


def test_a_masked_address_is_never_nearer_than_the_city() -> None:
    """As on a privacy label (隐私面单)."""
    assert masked_address("云南省昆明市五华区翠湖南路2号") == "云南省昆明市****"
    assert masked_address("翠湖南路2号") == "****"


@pytest.mark.parametrize(("name", "shown"), [("张三丰", "张**"), ("段誉", "段**"), ("", ""), (" 李 ", "李**")])
def test_a_masked_name_is_its_first_character(name: str, shown: str) -> None:
    """However long it is, so that not even the length is told."""
    assert masked_name(name) == shown


@pytest.mark.parametrize(("phone", "shown"), [("13800138000", "138****8000"), ("12345", "****"), ("", "")])
def test_a_masked_phone_keeps_four_digits_back(phone: str, shown: str) -> None:
    """What is too short to keep a secret is hidden whole."""
    assert masked_phone(phone) == shown


STREETS = st.text(st.characters(categories=["Lo", "Nd"], exclude_characters="省区市州盟县旗特别行政"), min_size=2)


@given(st.text(st.characters(categories=["Lo"]), min_size=2), STREETS)
def test_a_label_shows_neither_name_nor_street(name: str, street: str) -> None:
    """Whoever they are and wherever they live."""
    printed = label(name, "13800138000", f"云南省昆明市五华区{street}")
    assert printed == f"{name[0]}** 138****8000 云南省昆明市****"

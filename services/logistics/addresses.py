"""Names and addresses (收件人、地址): split as forms want them, and masked for every eye but the courier's. Pure."""

import re
from dataclasses import dataclass

HIDDEN = "****"

_PROVINCE = r"(?P<province>[^省区市]{2,6}(?:省|自治区|特别行政区)|(?:北京|天津|上海|重庆)市)?"
_CITY = r"(?P<city>[^市州盟区县]{2,10}(?:自治州|地区|市|盟))?"
_COUNTY = r"(?P<county>[^市区县旗]{1,12}(?:自治县|自治旗|区|县|旗|市))?"
_ADDRESS = re.compile(rf"\s*{_PROVINCE}{_CITY}{_COUNTY}(?P<street>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Split:
    """An address in the parts that forms ask for; what cannot be told apart stands in `street`."""

    province: str
    city: str
    county: str
    street: str


def split(address: str) -> Split:
    """Take an address apart by its administrative words; a municipality is its own city."""
    found = _ADDRESS.match(address)
    if found is None:
        return Split("", "", "", address.strip())
    province, city, county, street = (found[name] or "" for name in ("province", "city", "county", "street"))
    return Split(province, city, county, street.strip())


def masked_name(name: str) -> str:
    """`张三丰` is shown as `张**`: the first character, however long the rest."""
    shown = name.strip()[:1]
    return f"{shown}**" if shown else ""


def masked_phone(phone: str) -> str:
    """`13800138000` is shown as `138****8000`; what is too short to keep a secret is hidden whole."""
    digits = phone.strip()
    return f"{digits[:3]}{HIDDEN}{digits[-4:]}" if len(digits) >= 11 else HIDDEN if digits else ""


def masked_address(address: str) -> str:
    """`云南省昆明市五华区…` is shown as `云南省昆明市****`: never nearer than the city."""
    parts = split(address)
    return f"{parts.province}{parts.city}{HIDDEN}"


def label(name: str, phone: str, address: str) -> str:
    """What is printed on the outside of a parcel (隐私面单)."""
    return " ".join(part for part in (masked_name(name), masked_phone(phone), masked_address(address)) if part)

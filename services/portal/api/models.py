"""What the API is sent. Unknown entries are refused; every refusal names its field, its rule and what to do."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from services.portal.api import plain

_FIRST_TWO = (
    *(11, 12, 13, 14, 15),
    *(21, 22, 23),
    *(31, 32, 33, 34, 35, 36, 37),
    *(41, 42, 43, 44, 45, 46),
    *(50, 51, 52, 53, 54),
    *(61, 62, 63, 64, 65),
)
PROVINCES = frozenset(f"{two}0000" for two in _FIRST_TWO)
"""The 31 provinces, municipalities and autonomous regions that the platform serves (GB/T 2260)."""


def _known(code: str) -> str:
    if code not in PROVINCES:
        raise PydanticCustomError("province-unknown", "is not a province")
    return code


def _line(longest: int, example: str) -> object:
    return Field(min_length=1, max_length=longest, examples=[example])


Province = Annotated[str, AfterValidator(_known), Field(description="GB/T 2260, six digits", examples=["530000"])]
Name = Annotated[str, AfterValidator(plain.line), _line(100, "李小云")]
Number = Annotated[
    str,
    AfterValidator(plain.identifier),
    Field(
        max_length=40,
        description="居民身份证号 (GB 11643) or 统一社会信用代码 (GB 32100)",
        examples=["11010519491231002X"],
    ),
]
Phone = Annotated[str, Field(pattern=r"^\+?[0-9][0-9-]{4,19}$", examples=["13800138000"])]
BankCard = Annotated[str, AfterValidator(plain.bank_card), Field(max_length=40, examples=["6217000010012345678"])]
ItemCode = Annotated[str, Field(pattern=r"^[0-9A-Z]{12}$", examples=["000131012000"])]
MaterialCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,31}$", examples=["application-form"])]
CertificateType = Annotated[str, Field(pattern=r"^[0-9A-Z]{21}$", examples=["11100000TB000001XB002"])]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the file, hex", examples=["ab" * 32])]
Address = Annotated[str, AfterValidator(plain.line), _line(300, "云南省昆明市五华区华山南路78号")]
Opinion = Annotated[str, AfterValidator(plain.paragraph), _line(2000, "材料齐全，符合法定条件。")]
Words = Annotated[str, AfterValidator(plain.paragraph), _line(500, "不再需要办理。")]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,31}$", examples=["site"])]
MandateId = Annotated[
    str | None,
    Field(
        pattern=r"^mandate-[0-9a-f]{24}$",
        description="by which mandate (授权委托) whoever has signed in applies for the applicant (代办)",
        examples=["mandate-2b7f90c1d4e85a6633f0a1bc"],
    ),
]
Channel = Literal["window", "desktop", "mobile", "courier", "other"]


class Entry(BaseModel):
    """The root of everything that is sent to the API."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Applicant(Entry):
    """Who applies: a person or an organisation (申请人). It leaves the portal only sealed.

    card: a bank card of their own, with the telephone that the bank knows, where the register is not enough (四要素).
    """

    name: Name
    number: Number
    phone: Phone | None = None
    card: BankCard | None = None

    @model_validator(mode="after")
    def _card_has_phone(self) -> Self:
        if self.card is not None and self.phone is None:
            raise PydanticCustomError("phone-required", "a card needs the telephone that the bank knows")
        return self


class Material(Entry):
    """A material (材料) handed in: which one, and the digest of the file kept elsewhere."""

    code: MaterialCode
    digest: Digest


def _each_once(materials: list[Material]) -> list[Material]:
    if len({material.code for material in materials}) < len(materials):
        raise PydanticCustomError("material-repeated", "the same code twice")
    return materials


Materials = Annotated[list[Material], Field(max_length=100), AfterValidator(_each_once)]


class Delivery(Entry):
    """How the result reaches the applicant: by post (邮寄) or at the counter (窗口领取)."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"method": "counter"}]})

    method: Literal["post", "counter"]
    address: Address | None = None

    @model_validator(mode="after")
    def _address_fits(self) -> Self:
        if self.method == "post" and self.address is None:
            raise PydanticCustomError("address-required", "post needs an address")
        if self.method == "counter" and self.address is not None:
            raise PydanticCustomError("address-unused", "the counter needs none")
        return self


class Consent(Entry):
    """The holder agrees that a certificate of this type is presented instead of this material (亮证), in this case."""

    material: MaterialCode
    certificate_type: CertificateType


Consents = Annotated[list[Consent], Field(max_length=20)]


class Application(Entry):
    """An application (申请) for one item in one province.

    commitment: what the item lets be promised (告知承诺) is promised where it is not handed in.
    decided_in: the province that is to decide, where it is another (跨省通办).
    mandate: by which whoever has signed in applies for the applicant (代办).
    review: the applicant asks that a clerk looks at their identity (人工核验).
    """

    item: ItemCode
    province: Province
    applicant: Applicant
    materials: Materials = []
    delivery: Delivery
    channel: Channel = "other"
    consents: Consents = []
    commitment: bool = False
    decided_in: Province | None = None
    mandate: MandateId = None
    review: bool = False


class Supplement(Entry):
    """Materials that were missing (补正)."""

    materials: Annotated[Materials, Field(min_length=1)]


class Withdrawal(Entry):
    """The applicant withdraws (撤回)."""

    reason_text: Words


class DeliveryChoice(Entry):
    """What becomes of a returned parcel: sent once more, to a new address or the old one, or kept at the counter."""

    method: Literal["resend", "counter"]
    address: Address | None = None

    @model_validator(mode="after")
    def _address_fits(self) -> Self:
        if self.method == "counter" and self.address is not None:
            raise PydanticCustomError("address-unused", "the counter needs none")
        return self


class Rating(Entry):
    """好差评: 1 very satisfied to 5 very dissatisfied (GB/T 39046; provincial interfaces count the other way)."""

    level: Annotated[int, Field(ge=1, le=5, strict=True)]
    comment: Words | None = None

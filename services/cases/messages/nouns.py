"""The things that commands, events and states of a case speak of.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Method: TypeAlias = Literal["post", "counter"]
Stage: TypeAlias = Literal["acceptance", "decision", "processing"]
Handover: TypeAlias = Literal["post", "counter", "none"]


@dataclass(frozen=True, slots=True)
class LocalizedName:
    """A name as citizens see it."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Material:
    """A material (材料) handed in; `digest` is the SHA-256 of the file kept elsewhere."""

    code: str
    digest: str


@dataclass(frozen=True, slots=True)
class RequiredMaterial:
    """A material the item asks for; one that is not required may be left out."""

    code: str
    name: LocalizedName
    required: bool


@dataclass(frozen=True, slots=True)
class Fee:
    """One line of the item's fee."""

    code: str
    name: LocalizedName
    fen: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """The type of certificate (电子证照) an approval results in; without `valid_years` it is valid without limit."""

    type_code: str
    name: LocalizedName
    valid_years: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One version of an item (事项), as far as a case needs to know it. Days are working days."""

    code: str
    version: int
    kind: Literal["instant", "promised"]
    promised_days: int
    materials: tuple[RequiredMaterial, ...]
    fees: tuple[Fee, ...]
    certificate: Certificate | None
    delivery: tuple[Method, ...]
    effective_from: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the result is to reach the applicant; the address is sealed for logistics."""

    method: Method
    address_sealed: str | None = None


@dataclass(frozen=True, slots=True)
class Issuer:
    """The authority that issues the certificate (颁发机构), with its unified social credit code."""

    name: str
    uscc: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the service knows when an application comes in.

    versions: every published version of the item. issuer: the province's authority.
    waited: the catalogue has had time enough to reach us, so an unknown item does not exist.
    """

    versions: tuple[Item, ...] = ()
    issuer: Issuer | None = None
    supplement_days: float = 5
    waited: bool = False


NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True)
class Application:
    """What later steps need of an application; the case keeps the item's version it began with."""

    case: str
    item: Item
    applicant: str
    applicant_sealed: str
    delivery: Delivery
    channel: str
    issuer: Issuer
    supplement_days: float

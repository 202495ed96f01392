"""What goes along with an application, and what the service knows beside it when it comes in.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass

from services.cases.items import Item, Method


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
    examination_days: float = 5
    waited: bool = False

"""What a case knows of an item (事项), kept from the catalogue.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Method: TypeAlias = Literal["post", "counter"]


@dataclass(frozen=True, slots=True)
class LocalizedName:
    """A name as citizens see it."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class RequiredMaterial:
    """A material the item asks for; one that is not required may be left out.

    satisfied_by: codes of the certificate types (电子证照) that stand in for it.
    """

    code: str
    name: LocalizedName
    required: bool
    satisfied_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exemption:
    """减免: the holder of a certificate of this type need not pay so much of a line."""

    certificate_type: str
    percent: int


@dataclass(frozen=True, slots=True)
class Fee:
    """One line of the item's fee."""

    code: str
    name: LocalizedName
    fen: int
    exemptions: tuple[Exemption, ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """The type of certificate (电子证照) an approval results in; without `valid_years` it is valid without limit."""

    type_code: str
    name: LocalizedName
    valid_years: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step (环节) of the review: all its departments answer (会签), once all the steps in `after` are done."""

    code: str
    departments: tuple[str, ...]
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Commitment:
    """告知承诺: these materials may be promised instead of handed in; the promise is checked within these days."""

    materials: tuple[str, ...]
    check_days: int


@dataclass(frozen=True, slots=True)
class Part:
    """One part of 一件事: an item of its own, applied for once the parts named in `after` are closed."""

    item: str
    name: LocalizedName
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Procedure:
    """A special procedure (特别程序) the item may need, and the working days it may take at most."""

    kind: str
    days: int


@dataclass(frozen=True, slots=True)
class AutomaticDecision:
    """The rule by which an application is approved at once (秒批)."""

    version: int
    expression: str


@dataclass(frozen=True, slots=True)
class Item:
    """One version of an item (事项), as far as a case needs to know it. Days are working days.

    acceptance: by whom an application is examined before it is accepted (受理).
    handled_across_provinces: may be handed in in one province and decided in another (跨省通办).
    effective_until: the last day on which one may apply; the version that carries it retires the item.
    region: the province whose form of the item it is; the national one has none.
    identity_level: how surely the applicant must be known (实名等级), 1 to 4; None: in any way.
    """

    code: str
    version: int
    kind: Literal["instant", "promised"]
    promised_days: int
    materials: tuple[RequiredMaterial, ...]
    fees: tuple[Fee, ...]
    certificate: Certificate | None
    delivery: tuple[Method, ...]
    effective_from: str
    statutory_days: int = 0
    steps: tuple[Step, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    extension_days: int = 0
    automatic_decision: AutomaticDecision | None = None
    acceptance: Literal["automatic", "clerk"] = "automatic"
    commitment: Commitment | None = None
    handled_across_provinces: bool = False
    parts: tuple[Part, ...] = ()
    name: LocalizedName | None = None
    region: str | None = None
    effective_until: str | None = None
    identity_level: int | None = None

    @property
    def review(self) -> tuple[Step, ...]:
        """The steps whose departments are to answer; one step of one department is the officer's decision itself."""
        alone = len(self.steps) == 1 and len(self.steps[0].departments) == 1
        return () if alone else self.steps

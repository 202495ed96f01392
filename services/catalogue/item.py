"""What an item can be. `messages.py` goes on.

These names are stored and published. To change one, add a version.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class LocalizedName:
    """A name as citizens see it."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Law:
    """What an item rests on (设定依据)."""

    title: str
    article: str


@dataclass(frozen=True, slots=True)
class Department:
    """Who decides."""

    name: LocalizedName


@dataclass(frozen=True, slots=True)
class Material:
    """A material (材料) the item asks for; one that is not required may be left out.

    A valid certificate of any type of `satisfied_by`, held by the applicant, stands for it.
    """

    code: str
    name: LocalizedName
    required: bool
    satisfied_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exemption:
    """Who holds a valid certificate of this type pays so many per cent less."""

    certificate_type: str
    name: LocalizedName
    percent: int


@dataclass(frozen=True, slots=True)
class Fee:
    """One line of the fee, in fen (分)."""

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
class Named:
    """A condition (受理条件) or a department that takes part (联办机构)."""

    code: str
    name: LocalizedName


@dataclass(frozen=True, slots=True)
class Step:
    """A step (环节): its departments review side by side, once the steps of `after` are done."""

    code: str
    name: LocalizedName
    departments: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AutomaticDecision:
    """The rule that approves at once (秒批), in the Common Expression Language."""

    version: int
    expression: str


@dataclass(frozen=True, slots=True)
class Commitment:
    """Materials that a written promise (告知承诺) may stand for, and the days within which it is checked."""

    materials: tuple[str, ...]
    check_days: int


@dataclass(frozen=True, slots=True)
class Procedure:
    """A special procedure (特别程序), and the longest it may take; its days do not count towards the limits."""

    kind: str
    days: int


@dataclass(frozen=True, slots=True)
class Part:
    """One item of those that one thing (一件事) is made of; it begins once the parts of `after` are closed."""

    item: str
    name: LocalizedName
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One version of an item (事项). Days are working days; `effective_from` is a day in China, as 2026-01-01.

    `effective_until` is the last day on which one may apply. `identity_level`: how surely the applicant must be known
    (实名等级, 1 to 4). What an item does not have is None or empty.
    """

    code: str
    version: int
    name: LocalizedName
    law: tuple[Law, ...]
    department: Department
    kind: Literal["instant", "promised"]
    statutory_days: int
    promised_days: int
    materials: tuple[Material, ...]
    fees: tuple[Fee, ...]
    certificate: Certificate | None
    delivery: tuple[Literal["post", "counter"], ...]
    effective_from: str
    effective_until: str | None = None
    matter_type: str | None = None
    level: str | None = None
    implementation_code: str | None = None
    conditions: tuple[Named, ...] = ()
    departments: tuple[Named, ...] = ()
    steps: tuple[Step, ...] = ()
    acceptance: Literal["automatic", "clerk"] | None = None
    automatic_decision: AutomaticDecision | None = None
    commitment: Commitment | None = None
    procedures: tuple[Procedure, ...] = ()
    extension_days: int | None = None
    handled_across_provinces: bool | None = None
    parts: tuple[Part, ...] = ()
    identity_level: int | None = None

    @property
    def longest_promise(self) -> int:
        """Working days: 60 % of what the law allows, where the decision is not made on the spot (即办)."""
        return self.statutory_days if self.kind == "instant" else self.statutory_days * 60 // 100

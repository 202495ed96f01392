"""When something can be done: refused here only where the view already shows that the service would refuse it.

The view may be a moment behind, never ahead, and the usual course of a case goes one way; so a stage that is
past is past for certain. What the view cannot know, the cases service decides.
"""

from dataclasses import dataclass

from services.chassis.contracts import Contracts
from services.portal.api.case_view import Told
from services.portal.api.problems import Problem
from services.portal.api.showing import is_applicants
from services.portal.api.words import STAGES


@dataclass(frozen=True, slots=True)
class Moment:
    """The stages in which something can be done or is done already, and the reason that says otherwise."""

    stages: frozenset[str]
    reason: str | None = None
    unknown_too: bool = False
    """Whether it can be done to a case that the projector has not heard of yet."""


MATERIALS = Moment(frozenset({"received", "supplement", "review"}), unknown_too=True)
WITHDRAWAL = Moment(
    frozenset({"received", "examination", "supplement", "transferred", "review", "withdrawn"}),
    "not-withdrawable",
    unknown_too=True,
)
EXAMINATION = Moment(frozenset({"received", "examination"}), "not-examinable")
ORIGINALS = Moment(frozenset(STAGES) - {"transferred", "closed", "refused", "withdrawn", "expired"})
"""While the case is open, and where it is decided."""

DELIVERY_CHOICE = Moment(frozenset({"choice"}))
RATING = Moment(frozenset({"closed"}), "rating-out-of-time")
DECISION = Moment(frozenset({"review"}), "not-decidable")
REVIEW = Moment(frozenset({"review"}), "not-under-review")
COMMITMENT = Moment(frozenset({"closed"}), "nothing-to-check")
RECTIFICATION = Moment(frozenset({"closed"}), "nothing-to-rectify")
COLLECTION = Moment(frozenset({"collection", "closed"}))


def ensure_applicants(told: Told, person: str | None) -> None:
    """Raise a Problem where an agent handed it in and somebody else than the applicant acts: where a result goes, and
    that it has come, is the applicant's own word.
    """
    if not is_applicants(told, person):
        raise Problem("role-missing", text=_APPLICANTS_WORD, remedy=_SIGN_IN)


_APPLICANTS_WORD = {"zh": "此事项须由申请人本人办理。", "en": "Only the applicant may do this, not an agent."}
_SIGN_IN = {"zh": "请申请人本人登录后办理。", "en": "Let the applicant sign in and do it."}


def check(contracts: Contracts, moment: Moment, told: Told) -> None:
    """Raise a Problem that names the stage the case is in, if this is not the moment. `told` may be empty."""
    stage = told.get("stage", "received")
    if stage in moment.stages if told else moment.unknown_too:
        return
    if moment.reason is not None:
        reason = contracts.reasons()[moment.reason]
        raise Problem("wrong-moment", text=reason.text, remedy=reason.remedy, stage=stage)
    words = STAGES[stage]
    text = {"zh": f"办件当前环节：{words['zh']}。", "en": f"The case is at another point: {words['en']}."}
    raise Problem("wrong-moment", text=text, stage=stage)

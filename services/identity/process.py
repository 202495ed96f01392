"""What identity owes: while it asks, a question to register or bank, about a person or whom an organisation is
represented by. And until when mandates and reviews last.
"""

from services.chassis.vocabulary import Deadline, Owed
from services.identity.mandate_messages import Mandate
from services.identity.mandates import end_of
from services.identity.messages import Asking, State
from services.identity.organisation_messages import Claim, Organisation

QUESTIONS = {"register": "identity.ask-register.v1", "bank-card": "identity.ask-bank.v1"}
"""Whom an adapter asks; a review is asked of people."""


def next_commands(state: State) -> tuple[Owed, ...]:
    """The round's question; the first case that waits stands for all of them in the trace."""
    if isinstance(state, Organisation):
        return tuple(_about_representative(state.organisation, claim) for claim in state.asking)
    if not isinstance(state, Asking) or state.evidence not in QUESTIONS:
        return ()
    question = {"applicant_sealed": state.applicant_sealed, "round": state.round}
    purpose = f"ask-{state.evidence}-{state.round}"
    first = state.waiting[0]
    return (Owed(purpose, QUESTIONS[state.evidence], state.person, question, first.case, first.province),)


def _about_representative(organisation: str, claim: Claim) -> Owed:
    question = {"person": claim.person, "claim_sealed": claim.claim_sealed, "round": claim.round}
    return Owed(f"ask-representative-{claim.round}", "identity.ask-representative.v1", organisation, question)


def deadlines(state: State) -> tuple[Deadline, ...]:
    """A mandate that nobody revokes says itself when its last day is over; a review warns, and lapses."""
    match state:
        case Mandate(revoked_at=None, over=False):
            return (Deadline("end", end_of(state.terms.ends_on), "identity.end-mandate.v1"),)
        case Asking():
            return _of_review(state)
        case _:
            return ()


def _of_review(state: Asking) -> tuple[Deadline, ...]:
    if state.review is None:
        return ()
    which = {"round": state.round}
    warning = Deadline(f"warn-{state.round}", state.review.warn_at, "identity.warn-review.v1", which)
    lapse = Deadline(f"lapse-{state.round}", state.review.due, "identity.lapse-review.v1", which)
    return (lapse,) if state.review.warned else (warning, lapse)

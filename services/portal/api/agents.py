"""代办: whoever has signed in applies for somebody else by a mandate. The token says who that is, never the form."""

from services.portal.access import Citizen
from services.portal.api import rules
from services.portal.api.models import Applicant
from services.portal.api.privacy import Privacy
from services.portal.api.problems import Problem

Agent = dict[str, str]
"""{person, mandate}, as cases is told it."""


def agent_of(
    privacy: Privacy, reasons: rules.Reasons, applicant: Applicant, mandate: str | None, caller: Citizen | None
) -> Agent | None:
    """Who hands it in, where that is not the applicant; identity checks the mandate itself. Raises Problem."""
    if caller is None:
        if mandate is not None:
            raise Problem("citizens-sign-in-needed")
        return None
    own = privacy.person(applicant) == caller.person
    if mandate is None and own:
        return None
    if mandate is None or own:
        reason = reasons["mandate-to-oneself" if own else "mandate-needed"]
        raise Problem("invalid", (rules.refusal("mandate", reason),))
    return {"person": caller.person, "mandate": mandate}

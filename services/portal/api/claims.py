"""Whose case it is: what an officer has claimed (认领), only they or a supervisor decide or hand over."""

from services.portal.access import Officer
from services.portal.api.case_view import Told
from services.portal.api.problems import Problem

GUARDED = frozenset({"cases.decide-application.v1", "cases.begin-procedure.v1", "cases.end-procedure.v1"})
"""Departments answer reviews and clerks hand over at the counter, whoever has the case."""


def respect(told: Told, officer: Officer) -> None:
    """Raise Problem where another officer has the case; a supervisor may step in."""
    if told.get("officer") not in (None, officer.name) and "supervisor" not in officer.roles:
        raise Problem("claimed")

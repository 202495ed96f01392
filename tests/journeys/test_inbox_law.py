"""待办 and 我的: what officers find in the inbox, whose a case is, and what a citizen sees of all that is theirs."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from deploy.local.probe import wait_until
from deploy.local.staff import login
from tests.journeys.citizens import People
from tests.journeys.ear import Ear
from tests.journeys.window import CONSTRUCTION, PHYSICIAN, SOCIAL_CARD, YES, Case, No, Window

GUIZHOU = "520000"
"""Where nobody else applies, so that the inbox shows what is done here alone."""


class Officer:
    """A member of the staff of Guizhou."""

    def __init__(self, window: Window, role: str) -> None:
        """Signed in."""
        self._window, self.login, self._header = window, login(GUIZHOU, role), window.staff(GUIZHOU, role)

    def inbox(self, whose: str, **asked: str) -> list[dict[str, Any]]:
        """What they find there."""
        query = "&".join(f"{name}={value}" for name, value in {"whose": whose, "limit": "200", **asked}.items())
        found: list[dict[str, Any]] = self._window.get(f"/officer/inbox?{query}", self._header)["cases"]
        return found

    def has(self, case: Case) -> bool:
        """Whether the case is theirs."""
        return case.id in {one["case"] for one in self.inbox("mine")}

    def does(self, case: Case, what: str, **said: str) -> str | None:
        """Something about a case; None, or what the portal's refusal is called."""
        try:
            self._window.post(f"/officer/cases/{case.id}/{what}", said, self._header)
        except No as no:
            return no.kind
        return None

    def sees(self, case: Case) -> dict[str, Any]:
        """The case as officers see it."""
        return self._window.get(f"/officer/cases/{case.id}", self._header)


@pytest.fixture
def officer(window: Window) -> Officer:
    """Decides."""
    return Officer(window, "officer")


@pytest.fixture
def supervisor(window: Window) -> Officer:
    """Decides, and steps in."""
    return Officer(window, "supervisor")


def applied(window: Window, item: str = PHYSICIAN) -> Case:
    """A case that waits for a decision in Guizhou."""
    case = window.applies(item, province=GUIZHOU)
    case.comes_to("review")
    return case


def named(window: Window, ear: Ear, officer: Officer) -> str:
    """What the bus calls this officer: who has a case is told by this name."""
    case = applied(window)
    assert officer.does(case, "claim") is None
    name: str = ear.hears(case.id, "cases.case-assigned")["officer"]
    return name


def test_of_two_officers_who_claim_a_case_in_one_moment_the_first_has_it(
    window: Window, ear: Ear, officer: Officer, supervisor: Officer
) -> None:
    """认领: it is assigned once, and whoever came second is told, at once or by an event."""
    case = applied(window)
    with ThreadPoolExecutor(2) as at_once:
        answers = list(at_once.map(lambda one: one.does(case, "claim"), (officer, supervisor)))
    (assigned,) = ear.hears_all(case.id, "cases.case-assigned", 1)
    refused = [said for said in answers if said is not None]
    if not refused:
        refused = [one["reason"] for one in ear.hears_all(case.id, "cases.office-request-refused", 1)]
    assert refused in (["claimed"], ["claimed-by-another"])
    assert wait_until(lambda: officer.has(case) != supervisor.has(case), 20)
    holder, other = (officer, supervisor) if officer.has(case) else (supervisor, officer)
    assert holder.sees(case)["officer"] == assigned["officer"]
    assert other.does(case, "claim") == "claimed"
    ear.hears_all(case.id, "cases.case-assigned", 1)


def test_the_inbox_shows_what_is_nobodys_what_is_mine_and_what_is_due_first(window: Window, officer: Officer) -> None:
    """待办: a claimed case goes from the one pile to the other, and is decided from there."""
    first, second = applied(window, SOCIAL_CARD), applied(window)
    free = [one["case"] for one in officer.inbox("nobodys")]
    assert [case for case in free if case in (first.id, second.id)] == [first.id, second.id], "ten days before twelve"
    assert [one["due"] for one in officer.inbox("all")] == sorted(one["due"] for one in officer.inbox("all"))
    assert officer.does(first, "claim") is None
    assert wait_until(lambda: officer.has(first), 20)
    assert first.id not in [one["case"] for one in officer.inbox("nobodys")]
    assert not officer.has(second)
    assert officer.does(first, "decision", **YES) is None
    first.comes_to("payment")
    assert officer.has(first), "until it has ended"


def test_only_who_has_a_case_decides_on_it_or_a_supervisor(
    window: Window, ear: Ear, officer: Officer, supervisor: Officer
) -> None:
    """移交, 指派: handed over it is the other's; a supervisor gives any case to anybody."""
    officers_name, supervisors_name = named(window, ear, officer), named(window, ear, supervisor)
    case = applied(window)
    assert supervisor.does(case, "claim") is None
    assert wait_until(lambda: supervisor.has(case), 20)
    assert officer.does(case, "decision", **YES) == "claimed"
    assert officer.does(case, "assignment", officer=officers_name) == "claimed"
    for name, who in ((officers_name, officer), (supervisors_name, supervisor), (officers_name, officer)):
        assert supervisor.does(case, "assignment", officer=name) is None
        assert wait_until(lambda: who.has(case), 20)  # noqa: B023
    assert not supervisor.has(case)
    assert officer.does(case, "decision", **YES) is None
    case.handed_over()
    assert not officer.has(case), "what is closed is nobody's work"
    told = [one["officer"] for one in ear.hears_all(case.id, "cases.case-assigned", 4)]
    assert told == [supervisors_name, officers_name, supervisors_name, officers_name]


def test_a_department_finds_the_cases_that_wait_for_its_answer(window: Window, officer: Officer) -> None:
    """Until it has answered; then the next ones do."""
    case = window.applies(CONSTRUCTION, province=GUIZHOU)
    case.comes_to("examination")
    case.staff("examination", {"decision": "accept", "opinion": "材料齐全"}, "clerk")
    case.comes_to("review")

    def waits_for(department: str) -> bool:
        return case.id in {one["case"] for one in officer.inbox("all", department=department)}

    assert (waits_for("housing"), waits_for("natural-resources")) == (True, False)
    case.staff("reviews", {"step": "document-review", "department": "housing", **YES})
    assert wait_until(lambda: (waits_for("housing"), waits_for("natural-resources")) == (False, True), 20)


def test_an_officer_of_another_province_finds_nothing_here(window: Window) -> None:
    """属地: neither the list nor the case."""
    case, stranger = applied(window), window.staff("530000", "supervisor")
    for address in (f"/officer/inbox?province={GUIZHOU}", f"/officer/cases/{case.id}"):
        with pytest.raises(No) as refused:
            window.get(address, stranger)
        assert refused.value.kind == "other-province"


def test_a_citizen_sees_the_own_cases_payments_certificates_parcels_and_uses(window: Window, people: People) -> None:
    """我的: over all provinces and items, without any access code; and nobody else does."""
    who, neighbour = window.somebody(), people.with_account(window.somebody())
    citizen = people.with_account(who)
    by_post = {"method": "post", "address": who.address}
    posted = window.applies(PHYSICIAN, who, delivery=by_post)
    paid = window.applies(SOCIAL_CARD, who, province="440000")
    for case in (posted, paid):
        case.approved()
    paid.pays()
    paid.handed_over()
    posted.received()

    assert {one["case"]: one["stage"] for one in citizen.sees("cases")} == {posted.id: "closed", paid.id: "closed"}
    (fee,) = citizen.sees("payments")
    assert (fee["case"], fee["fee"]["fen"], fee["fee"]["state"], fee["pay_url"]) == (paid.id, 2000, "paid", None)
    (parcel,) = citizen.sees("parcels")
    assert (parcel["case"], parcel["state"]) == (posted.id, "delivered")
    held = {one["identifier"] for one in citizen.sees("certificates")}
    assert held == {posted.view()["certificate"], paid.view()["certificate"]}
    assert citizen.sees("uses") == []
    window.get(f"/officer/cases/{posted.id}", window.staff("530000", "officer"))
    assert wait_until(lambda: [use["case"] for use in citizen.sees("uses")] == [posted.id], 20)
    lists = ("cases", "payments", "parcels", "certificates", "uses")
    assert [neighbour.sees(what) for what in lists] == [[]] * len(lists)
    assert window.get(f"/cases/{posted.id}", citizen.header)["stage"] == "closed"
    with pytest.raises(No) as refused:
        window.get(f"/cases/{posted.id}", neighbour.header)
    assert refused.value.kind == "not-found"

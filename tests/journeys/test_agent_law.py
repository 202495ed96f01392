"""代办: who acts for a person or an organisation, as the law tells it; each journey is one sentence."""

from datetime import timedelta
from typing import Any

import pytest

from deploy.local.probe import wait_until
from services.chassis import clock
from tests.journeys.citizens import Citizen, Company, People
from tests.journeys.desk import Desk
from tests.journeys.ear import Ear
from tests.journeys.window import FOOD, RESTAURANT, SOLE_TRADER, TEACHER, Case, No, Window, applicant

LONG_AGO = "2020-01-01"


@pytest.fixture(scope="module")
def agent(people: People) -> Citizen:
    """Somebody who acts for others."""
    return people.citizen()


@pytest.fixture(scope="module")
def company(people: People) -> Company:
    """An organisation whose representative is one of record."""
    company = people.company()
    company.confirmed()
    return company


def grants(company: Company, agent: Citizen, state: str = "granted", **said: Any) -> str:
    """The representative grants in the company's name."""
    return company.representative.grants(agent, state, organisation=company.number, **said)


def refused(case: Case) -> str:
    """Why it was refused, before anybody looked at the papers; in both languages, with what to do."""
    told = case.comes_to("refused")
    assert told["refused_at"] == "acceptance"
    assert told["reason"]["text"]["zh"]
    assert told["reason"]["remedy"]["en"]
    return str(told["reason"]["name"])


def rules(no: No) -> list[tuple[str, str]]:
    """Field and rule of every entry that was refused; each has a remedy."""
    errors = no.problem["errors"]
    assert all(error["remedy"]["zh"] and error["remedy"]["en"] for error in errors)
    return [(error["field"], error["rule"]) for error in errors]


def test_an_agent_applies_for_an_organisation_and_follows_the_case(company: Company, agent: Citizen, ear: Ear) -> None:
    """It is the organisation's own, as if its representative had come; the agent sees what they handed in."""
    mandate = grants(company, agent, items=[FOOD])
    case = agent.applies(FOOD, company.applicant, mandate=mandate)
    case.comes_to("review")
    assert ear.hears(case.id, "identity.mandate-confirmed")["mandate"] == mandate
    assert case.id in {one["case"] for one in agent.get("/me/cases?as=agent")["cases"]}
    assert case.id not in {one["case"] for one in agent.get("/me/cases")["cases"]}
    assert agent.get(f"/cases/{case.id}")["stage"] == "review"
    with pytest.raises(No) as stranger:
        company.representative.get(f"/cases/{case.id}")
    assert stranger.value.kind == "not-found"


def test_an_agent_applies_for_a_natural_person(people: People, agent: Citizen) -> None:
    """Who sees in their own list what was handed in for them, and by whom."""
    principal = people.citizen()
    mandate = principal.grants(agent)
    case = agent.applies(TEACHER, applicant(principal.person), mandate=mandate)
    case.comes_to("examination")
    assert case.id in {one["case"] for one in principal.get("/me/cases")["cases"]}
    told = principal.get(f"/me/mandates/{mandate}")
    assert principal.get(f"/cases/{case.id}")["agent"] == told["agent"]


def test_one_thing_is_handed_in_by_an_agent_for_all_its_parts(window: Window, company: Company, agent: Citizen) -> None:
    """一件事: every part is checked by itself; the one that the mandate does not name is refused."""
    mandate = grants(company, agent, items=[SOLE_TRADER])
    parts = [{"item": one, "materials": window.papers(one)} for one in (SOLE_TRADER, FOOD)]
    form = {"item": RESTAURANT, "province": "530000", "parts": parts, "delivery": {"method": "counter"}}
    receipt = agent.post("/bundles", {**form, "applicant": company.applicant, "mandate": mandate})
    bundle = Case(window, receipt["bundle"], receipt["access_code"])
    assert wait_until(lambda: len(bundle.view()["parts"]) == 2, 30)
    opened = {part["item"]: window.open(part) for part in bundle.view()["parts"]}
    opened[SOLE_TRADER].handed_over()
    assert refused(opened[FOOD]) == "mandate-scope"


def test_nobody_applies_for_others_without_a_mandate(window: Window, company: Company, agent: Citizen) -> None:
    """Neither signed in without one, nor with one that nobody granted; and who does not sign in is no agent."""
    with pytest.raises(No) as without:
        agent.applies(FOOD, company.applicant)
    assert rules(without.value) == [("mandate", "mandate-needed")]
    with pytest.raises(No) as own:
        agent.applies(FOOD, applicant(agent.person), mandate="mandate-" + "0" * 24)
    assert rules(own.value) == [("mandate", "mandate-to-oneself")]
    form = {**window.form(FOOD, agent.person), "applicant": company.applicant, "mandate": "mandate-" + "0" * 24}
    with pytest.raises(No) as unnamed:
        window.post("/cases", form)
    assert (unnamed.value.status, unnamed.value.kind) == (401, "citizens-sign-in-needed")
    invented = agent.applies(FOOD, company.applicant, mandate="mandate-" + "0" * 24)
    invented.comes_to("refused", within=90)
    assert refused(invented) == "mandate-unknown"


def test_a_mandate_holds_for_its_items_its_matters_and_its_parties(people: People, company: Company) -> None:
    """Another item, another matter, another agent: each is refused with its ground."""
    agent = people.citizen()
    other_item, other_matter = grants(company, agent, items=[SOLE_TRADER]), grants(company, agent, scope=["collect"])
    for mandate in (other_item, other_matter):
        assert refused(agent.applies(FOOD, company.applicant, mandate=mandate)) == "mandate-scope"
    assert refused(company.representative.applies(FOOD, company.applicant, mandate=other_item)) == "mandate-unknown"


def test_what_is_said_after_a_revocation_is_refused(company: Company, agent: Citizen) -> None:
    """The representative takes it back in the organisation's name."""
    mandate = grants(company, agent)
    address = f"/me/mandates/{mandate}"
    company.representative.post(f"{address}/revocation", {"organisation": company.number})
    company.representative.comes(address, "revoked")
    assert refused(agent.applies(FOOD, company.applicant, mandate=mandate)) == "mandate-revoked"


def test_nothing_is_granted_that_is_over_already(company: Company, agent: Citizen) -> None:
    """The last day is in the past: nobody hears of a mandate."""
    mandate = grants(company, agent, "refused", ends_on=LONG_AGO)
    assert company.representative.get(f"/me/mandates/{mandate}")["reason"]["name"] == "mandate-over"


def test_after_its_last_day_a_mandate_holds_no_more(company: Company, agent: Citizen, desk: Desk) -> None:
    """Granted at a counter forty days ago, over for ten; the agent comes today."""
    parties = company.representative.get(f"/me/mandates/{grants(company, agent)}")
    ago, last = clock.now() - timedelta(days=40), clock.now() - timedelta(days=10)
    mandate = "mandate-" + "a1b2c3" * 4
    terms = {"scope": ["submit"], "items": [FOOD], "ends_on": last.date().isoformat()}
    granted = {"principal": parties["principal"], "agent": parties["agent"], **terms}
    desk.send("identity.grant-mandate.v1", mandate, mandate, granted, at=ago)
    desk.comes("identity", mandate, "MandateGranted")
    assert refused(agent.applies(FOOD, company.applicant, mandate=mandate)) == "mandate-over"
    agent.comes(f"/me/mandates/{mandate}", "ended")


def test_only_the_representative_of_record_acts_in_an_organisations_name(
    people: People, company: Company, agent: Citizen, ear: Ear
) -> None:
    """The register says yes or no; who is none neither grants nor revokes, and is told why and what to do."""
    stranger = people.citizen()
    organisation = stranger.post("/me/organisations", company.claim(stranger))["subject"]
    told = stranger.comes(f"/me/organisations/{organisation}", "refused")
    assert told["reason"]["name"] == "not-representative"
    assert told["reason"]["remedy"]["zh"]

    mandate = stranger.grants(agent, "refused", organisation=company.number)
    assert stranger.get(f"/me/mandates/{mandate}")["reason"]["name"] == "not-representative"
    with pytest.raises(No) as others:
        agent.get(f"/me/mandates/{mandate}")
    assert others.value.kind == "not-found"

    theirs = grants(company, agent)
    stranger.post(f"/me/mandates/{theirs}/revocation", {"organisation": company.number})
    assert ear.hears(theirs, "identity.grant-refused")["reason"] == "not-representative"
    agent.applies(FOOD, company.applicant, mandate=theirs).comes_to("review")


def test_a_new_representative_takes_the_place_of_the_former(people: People, agent: Citizen) -> None:
    """What the former granted holds; they grant no more."""
    company = people.company()
    former, newer = company.representative, people.citizen()
    company.confirmed()
    mandate = grants(company, agent)
    people.represented_by(company, newer)
    organisation = newer.post("/me/organisations", company.claim(newer))["subject"]
    newer.comes(f"/me/organisations/{organisation}", "confirmed")
    former.grants(agent, "refused", organisation=company.number)
    agent.applies(FOOD, company.applicant, mandate=mandate).comes_to("review")


def test_a_claim_with_anothers_number_is_refused_at_the_door(company: Company, agent: Citizen) -> None:
    """Nobody represents an organisation under another person's name."""
    with pytest.raises(No) as forged:
        agent.post("/me/organisations", company.claim())
    assert rules(forged.value) == [("representative.number", "identity-forged")]


def test_a_credit_code_with_a_wrong_check_character_is_refused_at_the_door(company: Company, agent: Citizen) -> None:
    """In the form, in a claim and in a grant; a person's number is no credit code."""
    wrong = company.number[:-1] + ("A" if company.number[-1] != "A" else "B")
    with pytest.raises(No) as form:
        agent.applies(FOOD, {**company.applicant, "number": wrong}, mandate="mandate-" + "0" * 24)
    assert rules(form.value) == [("applicant.number", "identifier-invalid")]
    for number in (wrong, agent.person.number):
        with pytest.raises(No) as grant:
            company.representative.grants(agent, organisation=number)
        assert rules(grant.value) == [("organisation", "identifier-invalid")]

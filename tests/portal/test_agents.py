"""代办 at the portal: the token says who the agent is, the form for whom; who acts for a company is looked up."""

from collections.abc import Callable
from typing import Any

import pytest
from httpx import Client

from services.chassis.sealed import pseudonym, unseal
from services.portal.acting import show_mandate
from services.portal.api.mine_answers import MyCases, MyMandate, MyOrganisation
from tests.portal import catalogue
from tests.portal.conftest import Hear, Inbox, Keys
from tests.portal.stories import CASE, PERSON, said, submitted
from tests.portal.test_bundles import WHOLE
from tests.portal.test_cases import problem

Header = Callable[..., dict[str, str]]
Open = Callable[[str], Inbox]

AGENT, STRANGER = "person-89abcdef0123456789abcdef", "person-000000000000000000000000"
MANDATE = "mandate-2b7f90c1d4e85a6633f0a1bc"
NUMBER, USCC = "11010519491231002X", "91350100M000100Y43"
ORGANISATION = "organisation-5b1f0c77a9e24d6830c2be41"
TERMS = {"scope": ["submit"], "items": [], "ends_on": "2027-03-31"}
GRANT = {"agent": "440524188001010014", **TERMS}


def told(minute: int, word: str, data: dict[str, Any], subject: str = MANDATE) -> Any:
    """What identity says of a mandate or an organisation; such things belong to no province."""
    return said(minute, f"identity.{word}.v1", data, subject, "case-000000-00000000000000000000")


def own(environ: dict[str, str], number: str = NUMBER) -> str:
    """The person of this number."""
    return pseudonym(environ["PORTAL_PSEUDONYM_KEY"].encode(), number)


def faults(answer: Any) -> list[tuple[str, str]]:
    """Field and rule of each."""
    assert problem(answer) == (422, "invalid")
    return [(one["field"], one["rule"]) for one in answer.json()["errors"]]


def test_an_agent_is_whoever_has_signed_in(
    client: Client, inbox: Open, application: dict[str, Any], citizen: Header, environ: dict[str, str]
) -> None:
    """The applicant stays the applicant; another agent's application under the same key is another one."""
    cases, key = inbox("cases"), {"Idempotency-Key": "k-1"}
    form = {**application, "mandate": MANDATE}
    assert client.post("/cases", json=form, headers={**citizen(AGENT), **key}).status_code == 202
    sent = cases.received()[0]
    assert sent.data["agent"] == {"person": AGENT, "mandate": MANDATE}
    assert (sent.data["applicant"], sent.actor) == (own(environ), AGENT)
    assert problem(client.post("/cases", json=form, headers={**citizen(STRANGER), **key})) == (422, "key-reused")


def test_who_applies_for_others_needs_a_mandate_and_a_sign_in(
    client: Client, application: dict[str, Any], citizen: Header, token: Header, environ: dict[str, str]
) -> None:
    """For oneself nobody does; and no entry of the form names an agent."""
    form = {**application, "mandate": MANDATE}
    assert faults(client.post("/cases", json=application, headers=citizen(AGENT))) == [("mandate", "mandate-needed")]
    own_token = citizen(own(environ))
    assert faults(client.post("/cases", json=form, headers=own_token)) == [("mandate", "mandate-to-oneself")]
    assert faults(client.post("/cases", json={**form, "agent": AGENT})) == [("agent", "unknown-field")]
    for headers in ({}, token()):
        assert problem(client.post("/cases", json=form, headers=headers)) == (401, "citizens-sign-in-needed")
    assert problem(client.post("/cases", json=form, headers=citizen(seconds=-60))) == (401, "citizens-sign-in-needed")


def test_who_applies_for_themselves_may_have_signed_in(
    client: Client, inbox: Open, application: dict[str, Any], citizen: Header, environ: dict[str, str]
) -> None:
    """And sends what they would have sent without."""
    cases = inbox("cases")
    client.post("/cases", json=application, headers=citizen(own(environ)))
    client.post("/cases", json=application)
    signed_in, unnamed = cases.received(2)
    assert signed_in.data.keys() == unnamed.data.keys()
    assert signed_in.actor == unnamed.actor == own(environ)


def test_an_agent_hands_in_one_thing(
    client: Client, hear: Hear, inbox: Open, application: dict[str, Any], citizen: Header
) -> None:
    """For all its parts."""
    cases = inbox("cases")
    hear([catalogue.published(WHOLE)])
    parts = [{"item": application["item"], "materials": application.pop("materials")}]
    form = {**application, "item": WHOLE["code"], "parts": parts, "mandate": MANDATE}
    assert client.post("/bundles", json=form, headers=citizen(AGENT)).status_code == 202
    assert cases.received()[0].data["agent"] == {"person": AGENT, "mandate": MANDATE}
    del form["mandate"]
    assert faults(client.post("/bundles", json=form, headers=citizen(AGENT))) == [("mandate", "mandate-needed")]


def test_an_agent_sees_what_they_handed_in_and_acts_in_the_own_name(
    client: Client, hear: Hear, inbox: Open, citizen: Header
) -> None:
    """The applicant sees it too, and by whom; nobody else does."""
    cases, application = inbox("cases"), submitted()
    hear([said(0, application.type, {**application.data, "agent": AGENT})])
    listed = [
        MyCases.model_validate(client.get(f"/me/cases{asked}", headers=citizen(who)).json()).cases
        for who, asked in ((AGENT, "?as=agent"), (AGENT, ""), (PERSON, ""), (PERSON, "?as=agent"))
    ]
    assert [len(cases) for cases in listed] == [1, 0, 1, 0]
    assert client.get(f"/cases/{CASE}", headers=citizen()).json()["agent"] == AGENT
    assert problem(client.get(f"/cases/{CASE}", headers=citizen(STRANGER))) == (404, "not-found")
    client.post(f"/cases/{CASE}/withdrawal", json={"reason_text": "不再需要。"}, headers=citizen(AGENT))
    assert cases.received()[0].actor == AGENT


def test_a_claim_to_represent_an_organisation_leaves_only_sealed(
    client: Client, inbox: Open, citizen: Header, environ: dict[str, str], keys: Keys
) -> None:
    """With the person of the token and the level that the sign-in knows; nobody claims for others."""
    identity = inbox("identity")
    company, me = {"name": "福州某某公司", "number": USCC}, {"name": "李小云", "number": NUMBER}
    claim = {"organisation": company, "representative": me}
    answer = client.post("/me/organisations", json=claim, headers=citizen(own(environ)))
    sent = identity.received()[0]
    organisation = pseudonym(environ["PORTAL_PSEUDONYM_KEY"].encode(), USCC, "organisation")
    assert (sent.type, sent.subject) == ("identity.confirm-representative.v1", organisation)
    assert answer.json() == {"subject": organisation}
    assert (sent.data["person"], sent.data["level"], sent.actor) == (own(environ), 3, own(environ))
    assert unseal(keys.identity, sent.data["claim_sealed"]) == claim
    forged = client.post("/me/organisations", json=claim, headers=citizen(STRANGER))
    assert faults(forged) == [("representative.number", "identity-forged")]
    no_company = {**claim, "organisation": me}
    wrong = client.post("/me/organisations", json=no_company, headers=citizen(own(environ)))
    assert faults(wrong) == [("organisation.number", "identifier-invalid")]


def test_whether_somebody_acts_for_an_organisation_is_told_to_them_alone(
    client: Client, hear: Hear, citizen: Header
) -> None:
    """Until when, or why not and what to do."""
    about = {"organisation": ORGANISATION}
    until = "2026-12-18T02:00:01.000Z"
    hear([told(1, "representative-confirmed", {**about, "person": AGENT, "expires_at": until}, ORGANISATION)])
    no = {**about, "person": PERSON, "reason": "not-representative"}
    hear([told(2, "representative-refused", no, ORGANISATION)])

    def seen(who: str) -> MyOrganisation:
        return MyOrganisation.model_validate(
            client.get(f"/me/organisations/{ORGANISATION}", headers=citizen(who)).json()
        )

    assert (seen(AGENT).state, seen(AGENT).expires_at) == ("confirmed", until)
    refused = seen(PERSON)
    assert refused.state == "refused"
    assert refused.reason is not None
    assert refused.reason.remedy is not None
    assert problem(client.get(f"/me/organisations/{ORGANISATION}", headers=citizen(STRANGER))) == (404, "not-found")


def test_a_representative_grants_and_revokes_in_the_organisations_name(
    client: Client, hear: Hear, inbox: Open, citizen: Header, environ: dict[str, str]
) -> None:
    """Identity hears who says so; whether they may, it decides. What was never granted is not found."""
    identity = inbox("identity")
    organisation = pseudonym(environ["PORTAL_PSEUDONYM_KEY"].encode(), USCC, "organisation")
    granted = client.post("/me/mandates", json={**GRANT, "organisation": USCC}, headers=citizen())
    mandate = granted.json()["subject"]
    address = f"/me/mandates/{mandate}/revocation"
    assert problem(client.post(address, json={"organisation": USCC}, headers=citizen())) == (404, "not-found")
    parties = {"principal": organisation, "agent": AGENT, **TERMS, "by": PERSON}
    hear([told(1, "mandate-granted", parties, mandate)])
    client.post(address, json={"organisation": USCC}, headers=citizen())
    grant, revocation = identity.received(2)
    assert (grant.data["principal"], grant.actor) == (organisation, PERSON)
    assert (revocation.data, revocation.actor) == ({"principal": organisation}, PERSON)


@pytest.mark.parametrize("number", [NUMBER, USCC[:-1] + "4", "x"])
def test_in_the_name_of_no_organisation_nothing_is_granted(client: Client, citizen: Header, number: str) -> None:
    """A person's number, or a credit code with a wrong check character."""
    for address, body in (("/me/mandates", GRANT), (f"/me/mandates/{MANDATE}/revocation", {})):
        answer = client.post(address, json={**body, "organisation": number}, headers=citizen())
        assert faults(answer) == [("organisation", "identifier-invalid")]


def test_a_mandate_is_told_to_its_parties_and_to_who_wanted_it(client: Client, hear: Hear, citizen: Header) -> None:
    """How it stands; a stranger's vain revocation changes nothing of it."""
    parties = {"principal": ORGANISATION, "agent": AGENT, "by": PERSON}
    address = f"/me/mandates/{MANDATE}"
    hear([told(1, "mandate-granted", {**parties, **TERMS})])
    hear([told(2, "grant-refused", {"mandate": MANDATE, "reason": "not-representative", "by": STRANGER})])
    for who in (AGENT, PERSON):
        shown = MyMandate.model_validate(client.get(address, headers=citizen(who)).json())
        assert (shown.state, shown.by, shown.reason) == ("granted", PERSON, None)
    assert problem(client.get(address, headers=citizen(STRANGER))) == (404, "not-found")
    hear([told(3, "mandate-revoked", {"principal": ORGANISATION, "agent": AGENT})])
    assert client.get(address, headers=citizen(AGENT)).json()["state"] == "revoked"
    hear([told(4, "mandate-ended", {"principal": ORGANISATION, "agent": AGENT})])
    assert client.get(address, headers=citizen(AGENT)).json()["state"] == "revoked"


def test_a_grant_that_was_refused_says_why() -> None:
    """To who wanted it."""
    assert show_mandate([{"is": "grant-refused", "reason": "mandate-over", "by": PERSON}]) == {
        "state": "refused",
        "reason": "mandate-over",
        "by": PERSON,
    }

"""What a citizen who has signed in sees: their own, all of it, and nobody else's."""

from collections.abc import Callable

import pytest
from httpx import Client

from services.portal.api.mine_answers import MyCases, MyCertificates, MyParcels, MyPayments, MyUses
from tests.portal import stories
from tests.portal.conftest import Hear, Inbox
from tests.portal.stories import CASE, IDENTIFIER, PERSON, STORIES, said, submitted
from tests.portal.test_cases import problem

Header = Callable[..., dict[str, str]]
Open = Callable[[str], Inbox]

SECOND = "case-430000-7K2M9QX4TB3ZP8WN5RJD"
OTHER = "person-000000000000000000000000"
PRESENTED = said(
    90,
    "certificates.certificate-presented.v1",
    {
        "holder": PERSON,
        "material": "guide-card",
        "certificate_type": "11100000000013338W009",
        "identifier": IDENTIFIER,
        "certificate": f"certificate-{stories.NUMBER}",
        "purpose": "旅行社设立许可",
        "valid_until": "2029-11-23",
    },
    f"presentation-{SECOND.removeprefix('case-')}-guide-card",
    SECOND,
)


def issued() -> list[object]:
    """A certificate as it comes, its content readable."""
    facts = (
        '{"certificate_type":{"name":{"en":"Guide","zh":"导游证"},"type_code":"11100000000013338W009"},'
        f'"holder":"{PERSON}","identifier":"{IDENTIFIER}","issued_on":"2026-11-20",'
        '"issuer":{"name":"云南省行政审批局","uscc":"11530000TB5300011J"},"province":"530000","valid_until":null}'
    )
    data = {**stories.ISSUED.data, "content": facts}
    return [said(50, "certificates.certificate-issued.v1", data, f"certificate-{stories.NUMBER}")]


def test_a_citizen_sees_the_own_cases_in_every_province(client: Client, hear: Hear, citizen: Header) -> None:
    """By the person of the token; another person's list is another list."""
    hear([submitted(), submitted(SECOND), *STORIES["refused"]])

    mine = MyCases.model_validate(client.get("/me/cases", headers=citizen()).json())

    assert [(case.case, case.stage) for case in mine.cases] == [(SECOND, "received"), (CASE, "refused")]
    assert client.get("/me/cases", headers=citizen(OTHER)).json() == {"cases": [], "next": None}


def test_a_long_list_comes_in_pages(client: Client, hear: Hear, citizen: Header) -> None:
    """`next` leads on until there is no more."""
    hear([submitted(), submitted(SECOND)])

    first = client.get("/me/cases?limit=1", headers=citizen()).json()
    last = client.get("/me/cases", params={"after": first["next"]}, headers=citizen()).json()

    assert [case["case"] for case in (*first["cases"], *last["cases"])] == [SECOND, CASE]


def test_a_citizen_sees_payments_and_parcels(client: Client, hear: Hear, citizen: Header) -> None:
    """With receipt and tracking number, and the case each belongs to."""
    hear(STORIES["delivered at the second try"])

    payments = MyPayments.model_validate(client.get("/me/payments", headers=citizen()).json()).payments
    parcels = MyParcels.model_validate(client.get("/me/parcels", headers=citizen()).json()).parcels

    assert [(paid.case, paid.fee.state, paid.fee.receipt) for paid in payments] == [(CASE, "paid", "R-1")]
    assert [(parcel.case, parcel.state) for parcel in parcels] == [(CASE, "returned"), (CASE, "delivered")]


def test_a_holder_sees_certificates_with_their_state_today(client: Client, hear: Hear, citizen: Header) -> None:
    """And where anybody can check them."""
    hear(issued())  # type: ignore[arg-type]

    (mine,) = MyCertificates.model_validate(client.get("/me/certificates", headers=citizen()).json()).certificates

    assert (mine.identifier, mine.verification) == (IDENTIFIER, f"/certificates/{IDENTIFIER}")
    assert client.get("/me/certificates", headers=citizen(OTHER)).json()["certificates"] == []


def test_a_citizen_sees_who_used_the_own_data(client: Client, hear: Hear, citizen: Header) -> None:
    """Which certificate was shown, when, in which case, for what; by month."""
    hear([PRESENTED, PRESENTED])

    (use,) = MyUses.model_validate(client.get("/me/uses?month=2026-11", headers=citizen()).json()).uses

    assert (use.use, use.case, use.purpose) == ("certificate-presented", SECOND, "旅行社设立许可")
    assert client.get("/me/uses?month=2026-10", headers=citizen()).json() == {"month": "2026-10", "uses": []}
    assert client.get("/me/uses?month=2026-11", headers=citizen(OTHER)).json()["uses"] == []


def test_the_token_opens_the_own_cases_without_an_access_code(
    client: Client, hear: Hear, citizen: Header, inbox: Open
) -> None:
    """All that an applicant may do with the code; what is another's is not found, whether it exists or not."""
    cases = inbox("cases")
    hear([submitted()])

    assert client.get(f"/cases/{CASE}", headers=citizen()).json()["stage"] == "received"
    answer = client.post(f"/cases/{CASE}/withdrawal", json={"reason_text": "不再需要。"}, headers=citizen())
    assert answer.status_code == 202
    assert cases.received()[0].actor == PERSON
    assert problem(client.get(f"/cases/{CASE}", headers=citizen(OTHER))) == (404, "not-found")
    assert problem(client.get(f"/cases/{SECOND}", headers=citizen())) == (404, "not-found")
    assert problem(client.get(f"/cases/{CASE}")) == (401, "code-needed")


@pytest.mark.parametrize("what", ["cases", "payments", "parcels", "certificates", "uses"])
def test_nobody_else_is_let_in(client: Client, citizen: Header, token: Header, what: str) -> None:
    """Neither without a token, nor with one that is over, nor as an officer."""
    assert problem(client.get(f"/me/{what}")) == (401, "citizens-sign-in-needed")
    assert problem(client.get(f"/me/{what}", headers=citizen(seconds=-60))) == (401, "citizens-sign-in-needed")
    assert problem(client.get(f"/me/{what}", headers=token())) == (403, "role-missing")


def test_a_citizen_is_no_officer(client: Client, citizen: Header) -> None:
    """Whatever the account, a citizen's token opens no desk."""
    assert problem(client.get("/officer/cases", headers=citizen())) == (403, "role-missing")

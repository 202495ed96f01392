"""减免: what a presented certificate exempts from; the bill says the whole fee and the ground; nothing is no bill."""

from dataclasses import replace

from services.cases.dossier import Exempted
from services.cases.events import ApplicationApproved, ApplicationRefused, CertificateRequested, FeeAwaited
from services.cases.items import AutomaticDecision, Exemption, Fee, Item, LocalizedName
from services.cases.messages import SubmitApplication
from services.cases.neighbour_messages import RecordIssuanceRefusal
from services.cases.service import DEFINITION
from services.cases.states import AwaitingFee, Issuing
from services.chassis.contracts import Contracts
from services.chassis.testing.scenario import Outcome
from tests.cases.further import (
    CONSENTS,
    DIPLOMA_TYPE,
    HELD,
    LICENCE,
    LICENCE_TYPE,
    LICENSED,
    SCHOOL,
    SCHOOLED,
    approve,
    consenting,
    not_presented,
    presented,
    revoked,
)
from tests.cases.samples import ALL, CARD, CASE, CASES, CONTRACT, supplement, verified

CONTRACTS = Contracts.load()
CARD_NAME = {"zh": "工本费", "en": "Cost of the card"}


def charging(*exemptions: Exemption, fen: int = 1000) -> Item:
    """An item whose one fee has these exemptions."""
    return replace(HELD, fees=(replace(CARD, fen=fen, exemptions=exemptions),))


HALF, WHOLE = Exemption(LICENCE_TYPE, 50), Exemption(LICENCE_TYPE, 100)
ANSWERED = (presented("contract"), presented("diploma"))


def approved(item: Item, *answers: object) -> Outcome:
    """An application with the holder's consent, answered by certificates, and approved."""
    return CASES.when(consenting(item), verified(), *(answers or ANSWERED), approve())


def lines(outcome: Outcome) -> list[dict[str, object]]:
    """The bill, as payments is sent it."""
    (owed,) = (one for one in DEFINITION.next_commands(outcome.state) if one.purpose == "collect-fee")
    CONTRACTS.check_strict(owed.type, owed.data)
    assert owed.data["total_fen"] == sum(line["fen"] for line in owed.data["lines"])
    return list(owed.data["lines"])


def test_who_holds_the_certificate_pays_less_and_the_bill_says_why() -> None:
    """Half of ten yuan, by the licence that was presented in this case."""
    outcome = approved(charging(HALF))
    ground = {"certificate_type": LICENCE_TYPE, "identifier": LICENCE}
    assert lines(outcome) == [{"code": "card", "name": CARD_NAME, "fen": 500, "full_fen": 1000, "exemption": ground}]
    approval, fee = outcome.events
    assert isinstance(approval, ApplicationApproved)
    assert (approval.fees_fen, fee) == (500, FeeAwaited())
    assert approval.exempted == (Exempted("card", LICENCE_TYPE, LICENCE, 500),)


def test_a_certificate_that_only_exempts_is_presented_where_it_is_consented_to() -> None:
    """The item does not require it; whoever does not hold it, or loses it, is asked for no paper and pays all."""
    optional = replace(charging(WHOLE), materials=(replace(LICENSED, required=False), SCHOOLED))
    asked = (consenting(optional), verified(), presented("diploma"))
    free = CASES.when(*asked, presented("contract"), approve())
    assert isinstance(free.state, Issuing), "nothing is to be paid"
    for answers in ((not_presented("contract"),), (presented("contract"), revoked())):
        assert lines(CASES.when(*asked, *answers, approve())) == [{"code": "card", "name": CARD_NAME, "fen": 1000}]


def test_who_does_not_hold_it_pays_all_of_it() -> None:
    """Asked for and not there: the material is handed in, and the line says the fee and no more."""
    outcome = approved(charging(HALF), not_presented("contract"), presented("diploma"), supplement(CONTRACT))
    assert lines(outcome) == [{"code": "card", "name": CARD_NAME, "fen": 1000}]


def test_of_several_exemptions_the_largest_counts_and_less_than_a_fen_is_not_asked_for() -> None:
    """A third of 100 fen off by one, a half of it by the other; of 999 fen half is 499."""
    exemptions = (Exemption(DIPLOMA_TYPE, 33), HALF)
    (line,) = lines(approved(charging(*exemptions, fen=999)))
    assert (line["fen"], line["full_fen"]) == (499, 999)
    (line,) = lines(approved(charging(Exemption(DIPLOMA_TYPE, 33), fen=100)))
    assert line["exemption"] == {"certificate_type": DIPLOMA_TYPE, "identifier": SCHOOL}


def test_a_bill_of_nothing_is_not_sent_and_the_certificate_is_issued_at_once() -> None:
    """Nobody waits for a payment of nothing; what then fails has nothing to give back."""
    outcome = approved(charging(WHOLE))
    outcome.then(outcome.events[0], CertificateRequested()).then_owes("issue-certificate")
    assert isinstance(outcome.state, Issuing)
    failed = (*ANSWERED, approve(), RecordIssuanceRefusal(CASE, "seal-unknown"))
    CASES.when(consenting(charging(WHOLE)), verified(), *failed).then(
        ApplicationRefused(CASE, "seal-unknown", "processing", refund=False)
    )


def test_one_line_is_exempt_and_the_other_is_not() -> None:
    """Each line says for itself."""
    item = charging(WHOLE)
    both = replace(item, fees=(*item.fees, Fee("test", LocalizedName("考试费", "Examination"), 3000)))
    assert [(line["code"], line["fen"], line.get("full_fen")) for line in lines(approved(both))] == [
        ("card", 0, 1000),
        ("test", 3000, None),
    ]


def test_a_bill_stands_when_the_certificate_is_revoked_afterwards() -> None:
    """What was decided on stands; before the approval a revoked certificate exempts nobody."""
    after = CASES.when(consenting(charging(HALF)), verified(), *ANSWERED, approve(), revoked())
    assert isinstance(after.state, AwaitingFee)
    assert [line["fen"] for line in lines(after)] == [500]
    before = approved(charging(HALF), *ANSWERED, revoked(), supplement(CONTRACT))
    assert [line["fen"] for line in lines(before)] == [1000]


def test_what_a_rule_approves_at_once_is_exempt_as_well() -> None:
    """The certificate that answers last counts like the first."""
    ruled = replace(charging(Exemption(DIPLOMA_TYPE, 50)), automatic_decision=AutomaticDecision(1, "channel != ''"))
    outcome = CASES.when(consenting(ruled), verified(), *ANSWERED)
    assert [line["fen"] for line in lines(outcome)] == [500]


def test_a_certificate_that_nobody_agreed_to_show_exempts_nobody() -> None:
    """No consent, no look: the materials came by hand, and so the whole fee is due."""
    asked: SubmitApplication = replace(consenting(charging(HALF), ALL), consents=CONSENTS)
    assert [line["fen"] for line in lines(CASES.when(asked, verified(), approve()))] == [1000]

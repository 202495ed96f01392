"""The ways a case can go, as commands in turn; the diagram in the README is drawn from them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.cases.dossier import Agent
from services.cases.items import AutomaticDecision, Exemption, Procedure, Step
from services.cases.messages import ChooseDelivery, Command, RateService, WithdrawApplication
from services.cases.neighbour_messages import (
    RecordCollectionLapse,
    RecordCollectionRefusal,
    RecordDelivery,
    RecordIssuance,
    RecordIssuanceRefusal,
    RecordMandate,
    RecordReturn,
    RecordSettlement,
)
from services.cases.office_messages import (
    AbandonCollection,
    AssignCase,
    BeginProcedure,
    CallCommitmentCheck,
    DeemAccepted,
    EndProcedure,
    ExtendLimit,
    LapseRectification,
    LapseSupplement,
    RecordCollection,
    RecordRectification,
    RecordReview,
    WarnLimit,
)
from services.cases.terms import Known
from tests.cases.further import (
    ACROSS,
    BEIJING,
    BUNDLE,
    CONSENTS,
    EXAMINED,
    HELD,
    SIGN,
    across,
    approve,
    check,
    consenting,
    examine,
    not_presented,
    outcome,
    part,
    presented,
    promise,
    revoked,
    take_over,
    whole,
)
from tests.cases.samples import (
    AT_COUNTER,
    BARE,
    CASE,
    CONTRACT,
    DIPLOMA,
    FREE,
    GUIDE,
    IDENTIFIER,
    MONDAY,
    YUNNAN,
    decision,
    handed_in,
    submit,
    supplement,
    verified,
)

WITHDRAW = WithdrawApplication(CASE, "不办了")
PAID, ISSUED = RecordSettlement(CASE), RecordIssuance(CASE, MONDAY, IDENTIFIER)
APPROVED = (submit(), verified(), decision())
SENT = (*APPROVED, PAID, ISSUED)
RETURNED = (*SENT, RecordReturn(CASE, MONDAY, 1, "addressee-unknown"))
INCOMPLETE = (submit(materials=handed_in(CONTRACT)), verified())
IN_PARTS = (submit(materials=()), verified(), supplement(CONTRACT), supplement(DIPLOMA))
COLLECTED = RecordCollection(CASE)

JOINT = replace(FREE, steps=(Step("site", ("fire", "health")),), procedures=(Procedure("hearing", 20),))
ASKED = (submit(JOINT, delivery=AT_COUNTER), verified())
LATER = MONDAY.replace(year=2027)
ANSWER = RecordReview(CASE, "site", "fire", "approve", "同意。")
BACK_AND_FORTH = (
    AssignCase(CASE, "officer-1"),
    BeginProcedure(CASE, MONDAY, "hearing", "申请人申请听证。", 20),
    EndProcedure(CASE, MONDAY, "hearing", "已归卷。"),
    ANSWER,
    replace(ANSWER, department="health"),
)

RULED = replace(FREE, automatic_decision=AutomaticDecision(4, "applicant.level >= 3"))
EXEMPT = replace(HELD, fees=(replace(GUIDE.fees[0], exemptions=(Exemption(CONSENTS[0].certificate_type, 100),)),))
AGENT = Agent("person-89abcdef0123456789abcdef", "mandate-0123456789abcdef01234567")
CONFIRMED = RecordMandate(CASE, MONDAY, AGENT.person)

SCENARIOS: Mapping[str, Sequence[Command]] = {
    "by post, and rated": (*SENT, RecordDelivery(CASE, 1), RateService(CASE, MONDAY, 1)),
    "collected at the counter": (submit(delivery=AT_COUNTER), verified(), decision(), PAID, ISSUED, COLLECTED),
    "without a fee": (submit(FREE, delivery=AT_COUNTER), verified(), decision(), ISSUED, COLLECTED),
    "without a certificate": (submit(BARE), verified(), decision()),
    "without a certificate, but with a fee": (submit(replace(GUIDE, certificate=None)), verified(), decision(), PAID),
    "sent twice": (*RETURNED, ChooseDelivery(CASE, MONDAY, "resend"), RecordDelivery(CASE, 2)),
    "sent once, then collected": (*RETURNED, ChooseDelivery(CASE, MONDAY, "counter"), COLLECTED),
    "supplied in two parts, and refused": (*IN_PARTS, decision("refuse")),
    "not supplied": (*INCOMPLETE, LapseSupplement(CASE)),
    "supplied too late": (*INCOMPLETE, supplement(DIPLOMA, days=30)),
    "withdrawn at once": (submit(), WITHDRAW),
    "withdrawn while something is missing": (*INCOMPLETE, WITHDRAW),
    "withdrawn before the decision": (submit(), verified(), WITHDRAW),
    "an item that does not exist": (replace(submit(), known=replace(submit().known, versions=(), waited=True)),),
    "a delivery that is not offered": (submit(replace(GUIDE, delivery=("counter",))),),
    "a person nobody knows": (submit(), replace(verified(), refusal="person-unknown")),
    "refused by the officer": (submit(), verified(), decision("refuse")),
    "not paid": (*APPROVED, RecordCollectionLapse(CASE)),
    "a fee that cannot be collected": (*APPROVED, RecordCollectionRefusal(CASE, "channel-refused")),
    "a certificate that cannot be issued": (*APPROVED, PAID, RecordIssuanceRefusal(CASE, "seal-unknown")),
    "reviewed by two departments": (*ASKED, *BACK_AND_FORTH, decision(), ISSUED, COLLECTED),
    "refused by a department": (*ASKED, replace(ANSWER, decision="refuse")),
    "not collected": (
        *(submit(FREE, delivery=AT_COUNTER), verified(), decision(), ISSUED),
        AbandonCollection(CASE, LATER),
    ),
    "came back, and nobody chose": (*RETURNED, AbandonCollection(CASE, LATER), COLLECTED),
    "came back to an item without a counter": (
        *(submit(replace(FREE, delivery=("post",))), verified(), decision(), ISSUED),
        *(RecordReturn(CASE, MONDAY, 1, "addressee-unknown"), AbandonCollection(CASE, LATER)),
    ),
    "certificates instead of materials": (
        *(consenting(), verified(), presented("contract"), presented("diploma")),
        *(revoked(), supplement(CONTRACT), decision("refuse")),
    ),
    "a certificate that is not held": (
        *(consenting(), verified(), not_presented("contract"), presented("diploma"), supplement(CONTRACT)),
        decision("refuse"),
    ),
    "accepted by a clerk": (submit(EXAMINED), verified(), examine("accept"), decision("refuse")),
    "asked by a clerk": (submit(EXAMINED), verified(), examine("supplement", "diploma"), supplement(DIPLOMA), WITHDRAW),
    "asked by a clerk, and refused": (
        *(submit(EXAMINED), verified(), examine("supplement", "diploma"), supplement(DIPLOMA), decision("refuse")),
    ),
    "refused by a clerk": (submit(EXAMINED), verified(), examine("refuse")),
    "accepted by law": (submit(EXAMINED), verified(), DeemAccepted(CASE), decision("refuse")),
    "decided on a promise": (
        *(replace(promise(), delivery=AT_COUNTER), verified(), approve(), ISSUED, COLLECTED, check(kept=False)),
    ),
    "decided in another province": (across(), verified(), outcome("closed")),
    "refused in another province": (across(), verified(), outcome("refused")),
    "withdrawn there": (across(), verified(), WITHDRAW, outcome("withdrawn")),
    "expired there": (across(), verified(), outcome("expired")),
    "decided for another province": (take_over(), replace(decision("refuse"), subject=BEIJING)),
    "decided for another province, once identity is surer": (
        *(
            take_over(known=Known((replace(ACROSS, identity_level=3),), YUNNAN)),
            replace(verified(), subject=BEIJING, level=3),
        ),
        replace(decision("refuse"), subject=BEIJING),
    ),
    "one thing": (whole(SIGN), part(SIGN)),
}

FURTHER: Mapping[str, Sequence[Command]] = {
    "rated before there is anything to rate": (submit(), RateService(CASE, MONDAY, 1)),
    "reviewed by two departments, and withdrawn": (*ASKED, *BACK_AND_FORTH, WITHDRAW),
    "withdrawn while certificates answer": (consenting(), verified(), not_presented("contract"), WITHDRAW),
    "approved by rule": (submit(RULED, delivery=AT_COUNTER), replace(verified(), level=3), ISSUED, COLLECTED),
    "applied for by an agent": (replace(submit(), agent=AGENT), verified(), CONFIRMED, decision("refuse")),
    "extended, and warned of": (
        *(submit(replace(GUIDE, extension_days=10)), verified(), ExtendLimit(CASE, 10, "案情复杂。", "head-1")),
        *(WarnLimit(CASE, LATER, "yellow", "promised"), decision("refuse")),
    ),
    "rated badly": (
        *(submit(BARE), verified(), decision(), RateService(CASE, MONDAY, 5, "慢")),
        *(LapseRectification(CASE, LATER), RecordRectification(CASE, "put-right", "已回访核实。")),
    ),
    "a promise that is kept": (
        *(replace(promise(), delivery=AT_COUNTER), verified(), approve(), ISSUED, COLLECTED),
        *(CallCommitmentCheck(CASE), check()),
    ),
    "a certificate revoked while another province decides": (
        *(replace(consenting(ACROSS), decided_in="110000"), verified(), presented("contract"), presented("diploma")),
        *(revoked(), supplement(CONTRACT), outcome("closed")),
    ),
    "a fee that a certificate exempts from": (
        *(consenting(EXEMPT, delivery=AT_COUNTER), verified(), presented("contract"), presented("diploma")),
        *(approve(), ISSUED, COLLECTED),
    ),
    "one thing, withdrawn": (whole(SIGN), replace(WITHDRAW, subject=BUNDLE), part(SIGN, "withdrawn")),
    "one thing with a part that it has not": (whole(GUIDE.code),),
}

ORDER_TELLS = {
    "by post, and rated": "nobody can rate what has not ended",
    "reviewed by two departments": "an officer who decides before the departments have answered is told to wait",
    "rated badly": "nobody can rate what has not ended, nor answer for a rating that was not given",
    "a promise that is kept": "only what was given can be checked",
    "decided on a promise": "only what was given can be checked, and taken back",
    "withdrawn there": "who withdraws before the case is handed over withdraws here, and nobody there hears of it",
    "withdrawn while certificates answer": "only a consent that was made use of by then lapses",
}

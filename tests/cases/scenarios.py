"""The ways a case can go, as commands in turn; the diagram in the README is drawn from them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.cases.intake import DeemAccepted
from services.cases.items import Procedure, Step
from services.cases.messages import (
    ChooseDelivery,
    Command,
    RateService,
    RecordCollectionLapse,
    RecordCollectionRefusal,
    RecordDelivery,
    RecordIssuance,
    RecordIssuanceRefusal,
    RecordReturn,
    RecordSettlement,
    WithdrawApplication,
)
from services.cases.office import (
    AbandonCollection,
    AssignCase,
    BeginProcedure,
    EndProcedure,
    LapseSupplement,
    RecordCollection,
    RecordReview,
)
from tests.cases.further import (
    EXAMINED,
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
    "not collected": (*ASKED, *BACK_AND_FORTH, decision(), ISSUED, AbandonCollection(CASE, LATER)),
    "came back, and nobody chose": (*RETURNED, AbandonCollection(CASE, LATER), COLLECTED),
    "came back to an item without a counter": (
        *(submit(replace(FREE, delivery=("post",))), verified(), decision(), ISSUED),
        *(RecordReturn(CASE, MONDAY, 1, "addressee-unknown"), AbandonCollection(CASE, LATER)),
    ),
    "certificates instead of materials": (
        *(consenting(), verified(), presented("contract"), presented("diploma"), revoked(), decision("refuse")),
    ),
    "a certificate that is not held": (
        *(consenting(), verified(), not_presented("contract"), presented("diploma"), supplement(CONTRACT)),
        WITHDRAW,
    ),
    "accepted by a clerk": (submit(EXAMINED), verified(), examine("accept"), decision("refuse")),
    "asked by a clerk": (submit(EXAMINED), verified(), examine("supplement", "diploma"), supplement(DIPLOMA), WITHDRAW),
    "refused by a clerk": (submit(EXAMINED), verified(), examine("refuse")),
    "accepted by law": (submit(EXAMINED), verified(), DeemAccepted(CASE), decision("refuse")),
    "decided on a promise": (
        *(replace(promise(), delivery=AT_COUNTER), verified(), approve(), ISSUED, COLLECTED, check(kept=False)),
    ),
    "decided in another province": (across(), verified(), outcome("closed")),
    "refused in another province": (across(), verified(), outcome("refused")),
    "withdrawn there": (across(), verified(), WITHDRAW, outcome("withdrawn")),
    "expired there": (across(), verified(), outcome("expired")),
    "decided for another province": (take_over(), decision("refuse")),
    "one thing": (whole(SIGN), part(SIGN)),
}

FURTHER: Mapping[str, Sequence[Command]] = {
    "rated before there is anything to rate": (submit(), RateService(CASE, MONDAY, 1)),
}

ORDER_TELLS = {
    "by post, and rated": "nobody can rate what has not ended",
}

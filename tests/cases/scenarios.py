"""The ways a case can go, as commands in turn; the diagram in the README is drawn from them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

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
from services.cases.office import LapseSupplement, RecordCollection
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
}

FURTHER: Mapping[str, Sequence[Command]] = {
    "rated before there is anything to rate": (submit(), RateService(CASE, MONDAY, 1)),
}

ORDER_TELLS = {
    "by post, and rated": "nobody can rate what has not ended",
}

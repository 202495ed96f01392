"""The ways that the streams of identity can go, as commands in turn; the README draws them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.identity.messages import Command
from tests.identity.account_samples import activate, close, end, fail, opened_by, sign_in
from tests.identity.mandate_samples import END, GRANT, check, revoke, too_late
from tests.identity.organisation_samples import COMPANY_GRANT, HAN, LI, claim, later, register_says, taken_back
from tests.identity.samples import (
    LICENCE,
    OTHER_TOKEN,
    PERMIT,
    PERSON,
    bank,
    cannot_tell,
    erase,
    forged,
    higher,
    lapse,
    no,
    read,
    review,
    verify,
    warn,
    yes,
)

SCENARIOS: Mapping[str, Sequence[Command]] = {
    "confirmed": (verify(LICENCE), yes()),
    "confirmed for two cases at once": (verify(LICENCE), verify(PERMIT), yes()),
    "confirmed before the next case asks": (verify(LICENCE), yes(), verify(PERMIT)),
    "refused": (verify(LICENCE), no()),
    "refused, and confirmed by the right name": (verify(LICENCE), no(), verify(PERMIT, OTHER_TOKEN), yes(2)),
    "refused twice": (verify(LICENCE), no(), verify(PERMIT, OTHER_TOKEN), no(2)),
    "an account is opened, used, and its session ended": (opened_by("staff"), fail(), sign_in(), end()),
    "a citizen's account ends two sessions": (opened_by("citizen"), end(1), end(2), end(1, "reused")),
    "an account that lacks its office is refused": (opened_by("nobody"),),
    "a citizen sets a password at the first sign-in": (opened_by("citizen"), activate(), sign_in(), activate()),
    "an account is closed and opened again": (opened_by("staff"), close(), opened_by("staff"), end()),
    "a clerk looks at what the register cannot tell": (verify(LICENCE), cannot_tell(), warn(), review("confirm")),
    "nobody decides the review in time": (verify(LICENCE), cannot_tell(), review("confirm", PERSON), lapse()),
    "a bank card confirms at a higher level": (verify(LICENCE), higher(), yes(), bank(2)),
    "somebody else's number is rejected": (forged(),),
    "a person's data are read, and erased": (verify(LICENCE), yes(), read(), erase()),
    "a mandate is granted, used and over": (GRANT, check(), check("pay"), END),
    "a mandate to oneself is not granted": (replace(GRANT, agent=GRANT.principal),),
    "a mandate is granted, used and revoked": (GRANT, check(), revoke(), revoke()),
    "a mandate is asked about that nobody grants in time": (too_late(), GRANT, check("collect")),
    "an organisation's representative is confirmed": (claim(), register_says(yes=True)),
    "somebody who does not represent it is refused": (claim(LI), register_says(yes=False), claim(HAN, level=1)),
    "the representative of record is one no more": (
        *(claim(), register_says(yes=True)),
        *(later(claim()), register_says(yes=False, round_=2, later=9)),
    ),
    "an organisation grants by its representative, and takes back": (COMPANY_GRANT, taken_back()),
}

ORDER_TELLS = {
    "the representative of record is one no more": "the register answers the second question after it was asked",
    "a clerk looks at what the register cannot tell": "a warning after the decision has nothing to warn of",
    "nobody decides the review in time": "a decision that comes after the end has nothing to decide",
    "a person's data are read, and erased": "what is erased before its answer came is refused",
    "a bank card confirms at a higher level": "whichever case asks first begins the first round",
    "a mandate is asked about that nobody grants in time": "the first answer came before the grant",
    "an account is closed and opened again": "whether it is open at last depends on what came last",
    "refused, and confirmed by the right name": "the register answers the second question after it was asked",
    "refused twice": "the register answers the second question after it was asked",
}

"""授权委托: who may act for whom, in what, and until when; asked for every single action."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis import clock
from services.chassis.sealed import new_key_pair
from services.chassis.testing.disorder import disordered
from services.chassis.testing.memory_store import MemoryStore
from services.chassis.testing.scenario import Scenario
from services.identity.effects import with_secrets
from services.identity.mandate_messages import (
    CheckMandate,
    GrantMandate,
    GrantRefused,
    Mandate,
    MandateConfirmed,
    MandateEnded,
    MandateRefused,
    MandateRevoked,
    Scope,
)
from services.identity.process import deadlines
from services.identity.service import DEFINITION
from services.identity.settings import Settings
from tests.identity.mandate_samples import (
    AGENT,
    CASE,
    DURING,
    END,
    GRANT,
    GRANTED,
    LAST_DAY,
    LAST_SECOND,
    MANDATE,
    OTHER_ITEM,
    PRINCIPAL,
    asked,
    check,
    revoke,
    too_late,
)

SCENARIO = Scenario(DEFINITION)
ACTS = SCENARIO.given(GRANTED)
STRANGER = "person-ffffffffffffffffffffffff"
SECOND = timedelta(seconds=1)


def refused(command: CheckMandate, reason: str) -> MandateRefused:
    """For this action it does not hold."""
    return MandateRefused(asked(command), reason)


def test_a_mandate_names_scope_items_and_its_last_day() -> None:
    """民法典 165: matters, powers and term stand in it."""
    SCENARIO.when(GRANT).then(GRANTED).then_publishes("identity.mandate-granted.v1").then_waits_for("end")


def test_the_agent_may_do_what_the_mandate_says() -> None:
    """The case that asks hears so."""
    outcome = ACTS.when(check()).then(MandateConfirmed(asked(check())))
    outcome.then_publishes("identity.mandate-confirmed.v1")
    said = DEFINITION.publish(outcome.events[0], outcome.state)
    assert said is not None
    assert (said.case, said.province) == (CASE, "530000")


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (check("pay"), "mandate-scope"),
        (check(item=OTHER_ITEM), "mandate-scope"),
        (check(at=LAST_SECOND + SECOND), "mandate-over"),
        (replace(check(), agent=STRANGER), "mandate-unknown"),
        (replace(check(), principal=STRANGER), "mandate-unknown"),
    ],
)
def test_every_action_beyond_the_mandate_is_refused_with_its_ground(command: CheckMandate, reason: str) -> None:
    """Another matter, another item, a day too late, or other people: who is no party to it learns nothing of it."""
    ACTS.when(command).then(refused(command, reason)).then_publishes("identity.mandate-refused.v1")


def test_a_mandate_without_items_holds_for_all_of_them() -> None:
    """Its scope still bounds it."""
    wide = SCENARIO.given(replace(GRANTED, items=()))
    wide.when(check(item=OTHER_ITEM)).then(MandateConfirmed(asked(check(item=OTHER_ITEM))))
    wide.when(check("pay")).then(refused(check("pay"), "mandate-scope"))


def test_it_holds_to_the_last_second_of_its_last_day_in_china() -> None:
    """By the moment at which the action was said."""
    last = check(at=LAST_SECOND)
    ACTS.when(last).then(MandateConfirmed(asked(last)))
    (end,) = deadlines(Mandate(GRANTED))
    assert end.due == datetime(2027, 3, 31, 16, 0, tzinfo=UTC)


def test_a_clock_that_jumps_ends_no_mandate_early() -> None:
    """The own timer has said that it is over; what was said before its end is confirmed all the same."""
    ended = ACTS.given(MandateEnded(PRINCIPAL, AGENT))
    ended.when(check()).then(MandateConfirmed(asked(check())))
    late = check(at=LAST_SECOND + SECOND)
    ended.when(late).then(refused(late, "mandate-over"))


def test_a_mandate_says_itself_that_its_last_day_is_over() -> None:
    """By its own deadline, once; a revoked one has nothing more to say."""
    ACTS.when(END).then(MandateEnded(PRINCIPAL, AGENT)).then_publishes("identity.mandate-ended.v1").then_waits_for()
    ACTS.when(END, END).then_nothing()
    ACTS.when(revoke(), END).then_nothing().then_waits_for()


def test_what_is_said_after_a_revocation_is_refused_what_was_said_before_is_not() -> None:
    """Whatever overtook what."""
    revoked = ACTS.given(MandateRevoked(PRINCIPAL, AGENT, DURING))
    revoked.when(check(at=DURING)).then(refused(check(at=DURING), "mandate-revoked"))
    before = check(at=DURING - SECOND)
    revoked.when(before).then(MandateConfirmed(asked(before)))


def test_principal_agent_and_counter_may_end_it_and_nobody_else() -> None:
    """民法典 173: revoked by the one, or given up by the other."""
    for actor in (PRINCIPAL, AGENT, "officer-yn-0317", None):
        ACTS.when(revoke(actor=actor)).then(MandateRevoked(PRINCIPAL, AGENT, DURING))
    ACTS.when(revoke(actor=STRANGER)).then(GrantRefused(MANDATE, "mandate-not-yours", STRANGER))


def test_of_two_revocations_the_earlier_counts() -> None:
    """In whatever order they come."""
    earlier = DURING - timedelta(days=1)
    ACTS.when(revoke(), revoke(earlier)).then(MandateRevoked(PRINCIPAL, AGENT, earlier))
    ACTS.when(revoke(earlier), revoke()).then_nothing()


@pytest.mark.parametrize(
    ("grant", "reason"),
    [
        (replace(GRANT, ends_on=date(2026, 11, 18)), "mandate-over"),
        (replace(GRANT, agent=PRINCIPAL), "mandate-to-oneself"),
        (replace(GRANT, actor=AGENT), "mandate-not-yours"),
    ],
)
def test_a_mandate_that_makes_no_sense_is_not_granted(grant: GrantMandate, reason: str) -> None:
    """Over before it began, for oneself, or in another's name."""
    SCENARIO.when(grant).then(GrantRefused(MANDATE, reason, grant.actor)).then_publishes("identity.grant-refused.v1")


def test_a_mandate_is_not_changed_under_the_same_number() -> None:
    """The same terms again are nothing new; others need a number of their own."""
    ACTS.when(GRANT).then_nothing()
    ACTS.when(replace(GRANT, items=())).then(GrantRefused(MANDATE, "mandate-taken", PRINCIPAL))


def test_a_check_waits_for_its_grant_and_not_for_ever() -> None:
    """The grant may be on its way; after a while the mandate does not exist, and the case hears so once."""
    SCENARIO.when_too_early(check())
    SCENARIO.when(too_late()).then(refused(too_late(), "mandate-unknown"))
    SCENARIO.when(too_late(), too_late()).then_nothing()
    SCENARIO.when(too_late(), GRANT).then(GRANTED)
    for command in (revoke(), END):
        SCENARIO.when_too_early(command)


def test_how_long_a_check_waits_is_a_setting(tmp_path: Path) -> None:
    """By the message's own time."""
    key = tmp_path / "key.pem"
    key.write_text(new_key_pair()[0])
    settings = Settings("http://127.0.0.1:9", key, "k" * 16, mandate_patience=60)
    complete = with_secrets(settings, MemoryStore())[0][CheckMandate]
    fresh, old = check(at=clock.now() - timedelta(seconds=50)), check(at=clock.now() - timedelta(seconds=70))
    assert [one.waited for one in complete([fresh, old])] == [False, True]


SCOPES: tuple[Scope, ...] = ("submit", "pay", "collect")


@given(st.data())
def test_every_action_is_answered_once_and_alike_in_any_order(data: st.DataObject) -> None:
    """Grant, checks, revocation and end in disorder, some of them twice: the same answers to what was said before."""
    cases = [CASE, CASE[:-1] + "E"]
    checks = [check(scope, at=DURING - SECOND, case=case) for scope in SCOPES for case in cases]
    ending = disordered(data, DEFINITION, [GRANT, *checks, revoke(), END])
    answers = [one for one in ending.events if isinstance(one, MandateConfirmed | MandateRefused)]
    assert Counter(one.asked.key for one in answers) == Counter(asked(one).key for one in checks)
    assert {one.asked.scope for one in answers if isinstance(one, MandateConfirmed)} == {"submit", "collect"}
    assert isinstance(ending.state, Mandate)
    assert (ending.state.revoked_at, ending.state.terms.ends_on) == (DURING, LAST_DAY)

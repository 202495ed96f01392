"""Every day our books are held against the channel's statement; each difference is work for a person, once."""

import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis import codec
from services.chassis.commits import Commit, commit_id
from services.chassis.projections import Projector
from services.chassis.runtime import ReadViews
from services.chassis.testing.disorder import disordered
from services.chassis.testing.memory_store import MemoryStore
from services.chassis.testing.scenario import Scenario
from services.chassis.vocabulary import Owed
from services.payments.effects import facts, starting
from services.payments.ledger import balances
from services.payments.messages import (
    AwaitStatement,
    ReconcileDay,
    RecordStatement,
    SettleDifference,
    StatementLine,
)
from services.payments.process import deadlines, next_commands
from services.payments.reconciling import Reconciled, day_of, differences, stream_of
from services.payments.service import DEFINITION
from services.payments.settings import Settings
from services.payments.statement_events import (
    Difference,
    DifferenceFound,
    DifferenceSettled,
    StatementAsked,
    StatementAwaited,
    StatementPageRead,
    StatementReconciled,
)
from services.payments.views import MOVEMENTS
from tests.payments.money import CHANNEL, FEN, LATE_RETURNED, PAID_LATE, PAID_TWICE, PAYMENT, SETTLED

DAY = date(2026, 11, 23)
STREAM = stream_of(CHANNEL, DAY)
MORNING = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
NOTHING = Scenario(DEFINITION)
WAITING = NOTHING.given(StatementAwaited(CHANNEL, "2026-11-23"))
ASKED = WAITING.given(StatementAsked(CHANNEL, "2026-11-23", 1))
OVER = ReconcileDay(STREAM, MORNING)
LINE = StatementLine("N-1", PAYMENT, "payment", FEN)
OTHER = StatementLine("R-1", PAYMENT, "refund", 3000)


def page(*lines: StatementLine, number: int = 1, more: bool = False, ours: tuple[StatementLine, ...] = ()) -> Any:
    """A page of the statement, with what our books have."""
    return RecordStatement(STREAM, 1, number, lines, more, ours)


def test_a_day_is_compared_the_morning_after_in_beijing() -> None:
    """The timer runs from the day on; nobody need remember it."""
    outcome = NOTHING.when(AwaitStatement(STREAM)).then(StatementAwaited(CHANNEL, "2026-11-23"))
    (timer,) = deadlines(outcome.state)
    assert (timer.type, timer.due) == ("payments.reconcile-day.v1", MORNING)
    outcome = WAITING.when(OVER).then(StatementAsked(CHANNEL, "2026-11-23", 1)).then_owes("fetch-statement:1:1")


def test_a_day_that_is_not_over_waits() -> None:
    """Whoever asks too soon is answered by the timer."""
    WAITING.when(replace(OVER, at=MORNING - timedelta(seconds=1))).then_nothing()
    NOTHING.when(replace(OVER, at=MORNING - timedelta(days=1))).then(StatementAwaited(CHANNEL, "2026-11-23"))


def test_a_compared_day_waits_for_the_next() -> None:
    """So the chain never breaks, even when the service was away for days."""
    outcome = ASKED.when(page(LINE, ours=(LINE,)))
    outcome.then(StatementPageRead(1, (LINE,)), StatementReconciled(CHANNEL, "2026-11-23", 1, 1))
    outcome.then_owes("await-statement").then_publishes("payments.statement-reconciled.v1")
    (owed,) = next_commands(outcome.state)
    assert owed.subject == stream_of(CHANNEL, DAY + timedelta(days=1))


def test_at_every_start_today_is_waited_for() -> None:
    """One stream a channel; started twice, it is the same message."""
    settings = Settings("http://channel", "secret", "http://portal", fiscal_url="http://fiscal", fiscal_secret="secret")
    streams = [owed.subject for owed in starting(settings)]
    assert [day_of(stream)[0] for stream in streams] == ["standin-channel", "standin-fiscal"]
    NOTHING.when(AwaitStatement(STREAM), AwaitStatement(STREAM)).then_nothing()


@pytest.mark.parametrize(
    ("ours", "theirs", "kind", "fens"),
    [
        ((), (LINE,), "missing-here", (None, FEN)),
        ((LINE,), (), "missing-there", (FEN, None)),
        ((LINE,), (replace(LINE, fen=FEN - 1),), "amount", (FEN, FEN - 1)),
        ((LINE,), (replace(LINE, order="payment-of-another"),), "amount", (FEN, FEN)),
        ((LINE,), (replace(LINE, state="undone"),), "state", (FEN, FEN)),
        ((OTHER,), (), "missing-there", (3000, None)),
    ],
)
def test_each_kind_of_difference_becomes_work(ours: Any, theirs: Any, kind: str, fens: tuple[int, int]) -> None:
    """With the order, the channel's number and both amounts."""
    line = (ours or theirs)[0]
    found = Difference(f"{kind}.{line.kind}.{line.reference}", kind, PAYMENT, line.reference, *fens)  # type: ignore[arg-type]
    outcome = ASKED.when(page(*theirs, ours=ours))
    assert outcome.events[1] == DifferenceFound(CHANNEL, "2026-11-23", found)
    outcome.then_publishes("payments.difference-found.v1", "payments.statement-reconciled.v1")
    assert not DEFINITION.is_terminal(outcome.state)


def test_what_agrees_is_no_work_and_what_was_never_ours_and_taken_back_is_none_either() -> None:
    """Equal lines, and a payment that the channel itself undid before we heard of it."""
    assert list(differences([LINE, OTHER], [OTHER, LINE])) == []
    assert list(differences([], [replace(LINE, state="undone")])) == []


FOUND = Difference("missing-here.payment.N-1", "missing-here", PAYMENT, "N-1", None, FEN)
RAISED = ASKED.given(
    StatementPageRead(1, (LINE,)),
    DifferenceFound(CHANNEL, "2026-11-23", FOUND),
    StatementReconciled(CHANNEL, "2026-11-23", 0, 1),
)


def test_comparing_again_raises_only_what_is_new() -> None:
    """The statement may have been corrected; what is known is somebody's work already."""
    again = RAISED.when(OVER).then(StatementAsked(CHANNEL, "2026-11-23", 2)).then_owes("fetch-statement:2:1")
    assert next_commands(again.state)[0].data["run"] == 2
    second = RAISED.when(OVER, replace(page(LINE, OTHER), run=2))
    assert [event.difference.kind for event in second.events if isinstance(event, DifferenceFound)] == ["missing-here"]
    assert [event.difference.reference for event in second.events if isinstance(event, DifferenceFound)] == ["R-1"]


def test_a_difference_is_settled_by_somebody_with_a_note() -> None:
    """Once; and when all are, the day is closed."""
    settle = SettleDifference(STREAM, FOUND.difference, "officer-1", "collected by hand")
    settled = DifferenceSettled(FOUND.difference, "officer-1", "collected by hand")
    outcome = RAISED.when(settle).then(settled).then_publishes("payments.difference-settled.v1")
    assert DEFINITION.is_terminal(outcome.state)
    RAISED.given(settled).when(settle).then_nothing()
    ASKED.when_too_early(settle)


def test_pages_are_read_in_turn_and_the_last_is_compared() -> None:
    """A page that comes again changes nothing; one that overtook another is offered again."""
    first = ASKED.when(page(LINE, more=True)).then(StatementPageRead(1, (LINE,))).then_owes("fetch-statement:1:2")
    assert not isinstance(first.state, Reconciled)
    ASKED.when_too_early(page(OTHER, number=2))
    WAITING.when_too_early(page(LINE))
    both = ASKED.when(page(LINE, more=True), page(OTHER, number=2, ours=(LINE, OTHER)))
    both.then(StatementPageRead(2, (OTHER,)), StatementReconciled(CHANNEL, "2026-11-23", 2, 2))
    ASKED.when(page(LINE, more=True), page(LINE, more=True)).then_nothing()


def test_ten_thousand_lines_are_compared_at_once() -> None:
    """Every line is looked up, none is searched for."""
    ours = [replace(LINE, reference=f"N-{number}") for number in range(10_000)]
    theirs = [replace(line, fen=line.fen + (number % 1000 == 0)) for number, line in enumerate(reversed(ours))]
    began = time.monotonic()
    assert [found.kind for found in differences(ours, theirs)] == ["amount"] * 10
    assert time.monotonic() - began < 1.0


LINES = st.lists(st.sampled_from("abcdef"), unique=True).map(
    lambda names: tuple(replace(LINE, reference=name) for name in names)
)


@given(st.data(), LINES, LINES)
def test_in_any_order_each_difference_is_raised_once(data: st.DataObject, ours: Any, theirs: Any) -> None:
    """Doubled, overtaking, asked for twice: as many as there are, and not one more."""

    def channel(owed: Owed) -> list[Any]:
        if owed.type != "payments.fetch-statement.v1":
            return []
        number, run = owed.data["page"], owed.data["run"]
        shown = theirs[2 * (number - 1) : 2 * number]
        return [replace(page(*shown, number=number, more=2 * number < len(theirs), ours=ours), run=run)]

    ending = disordered(data, DEFINITION, [AwaitStatement(STREAM), OVER], channel)
    found = Counter(event.difference.reference for event in ending.events if isinstance(event, DifferenceFound))
    assert set(found) == {line.reference for line in ours} ^ {line.reference for line in theirs}
    assert set(found.values()) <= {1}
    assert isinstance(ending.state, Reconciled)
    assert balances(ending.events) == {}


def commits(*events: Any) -> list[Commit]:
    """What happened to the payment, a commit each."""
    return [
        Commit(
            _id=commit_id(PAYMENT, number),
            stream=PAYMENT,
            version=number,
            cause=f"m-{number}",
            province="530000",
            case=PAYMENT.replace("payment", "case"),
            at="2026-11-23T05:00:00.000Z",
            events=[{"type": type(event).__name__, "data": codec.decode(codec.encode(codec.plain(event)))}],
            outbox=[],
            actor=None,
            trace="",
            prev="",
            hash="",
        )
        for number, event in enumerate(events, 1)
    ]


def test_the_books_of_a_day_are_kept_with_the_commits_and_cost_no_message() -> None:
    """Money that came and went back, by the channel's own moments; booked twice, they are there once."""
    store = MemoryStore()
    for _ in range(2):
        Projector(store).book([MOVEMENTS], commits(SETTLED, PAID_TWICE, PAID_LATE, LATE_RETURNED))
    settings = Settings("http://channel", "secret", "http://portal")
    (known,) = facts(settings, ReadViews(store))[RecordStatement]([page()])
    assert {(line.kind, line.reference, line.fen, line.order) for line in known.ours} == {
        ("payment", "N-1", FEN, PAYMENT),
        ("payment", "N-2", FEN, PAYMENT),
        ("payment", "N-3", FEN, PAYMENT),
        ("refund", "R-N-3", FEN, PAYMENT),
    }
    (other,) = facts(settings, ReadViews(store))[RecordStatement]([replace(page(), subject=STREAM[:-1] + "4")])
    assert other.ours == ()
    assert not any(view.keep for view in DEFINITION.views), "nothing is heard for it"

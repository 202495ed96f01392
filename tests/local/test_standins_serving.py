"""What holds for every stand-in: it says what it is, starts only when it can, and its journal survives a crash."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.local.standins.carrier_book import Told
from deploy.local.standins.channel_book import Book
from deploy.local.standins.channel_entries import Opened, OrderWanted, Paid, Refunded, RefundWanted
from deploy.local.standins.journal import Journal
from deploy.local.standins.serving import Keyed, Refused
from deploy.local.standins.settings import WrongSetting, from_environment
from tests.local.standin_process import SECRET, environment, free_port, running

NAMES = ("register", "channel", "carrier")
MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def refused_start(name: str, **settings: object) -> str:
    """What a stand-in says that must not start: one line, exit status 2."""
    command = [sys.executable, "-m", f"deploy.local.standins.{name}"]
    told = environment(free_port(), settings)
    run = subprocess.run(command, env=told, capture_output=True, text=True, check=False, timeout=20)
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1
    return run.stderr


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_says_that_a_stand_in_gave_it(name: str) -> None:
    """Alive, ready, found or not found: the mark is there, and a request to end is obeyed at once."""
    with running(name) as stand_in:
        for path in ("/live", "/ready", "/nowhere"):
            assert stand_in.http.get(path).headers["X-Stand-In"] == name
        assert stand_in.http.get("/live").status_code == 200
        assert stand_in.http.get("/nowhere").status_code == 404
        assert stand_in.http.post("/compare").headers["X-Stand-In"] == name
        assert stand_in.stop() == 0


@pytest.mark.parametrize(
    ("name", "told", "said"),
    [
        ("register", {"PORT": ""}, "PORT"),
        ("register", {"PORT": "http"}, "PORT is 'http': it must be a number from 1 to 65535"),
        ("register", {"PACE_SECONDS": "nan"}, "PACE_SECONDS"),
        ("carrier", {"PACE_SECONDS": "-1"}, "PACE_SECONDS is '-1'"),
        ("channel", {"CALLBACK_SECRET": "short"}, "CALLBACK_SECRET must have at least 16 characters"),
        ("channel", {"JOURNAL": "/nowhere/channel.jsonl"}, "the folder '/nowhere' does not exist"),
        ("carrier", {"JOURNAL": "/"}, "JOURNAL is '/'"),
    ],
)
def test_a_wrong_setting_is_one_line(name: str, told: dict[str, object], said: str) -> None:
    """It names the setting and what it must be, never the secret, and shows no traceback."""
    line = refused_start(name, **told)
    assert said in line
    assert line.startswith(f"stand-in {name}: ")
    assert "short" not in line


def test_a_port_that_is_taken_is_one_line() -> None:
    """Two stand-ins on one port: the second says which port."""
    with running("register") as register:
        assert f"PORT is {register.port}" in refused_start("channel", PORT=register.port)


def test_a_journal_has_one_writer(tmp_path: Path) -> None:
    """A second process on the same file would mix two histories: it does not start."""
    journal = tmp_path / "channel.jsonl"
    with running("channel", JOURNAL=journal):
        assert "another process writes it" in refused_start("channel", JOURNAL=journal)


def test_a_journal_of_something_else_is_refused(tmp_path: Path) -> None:
    """A file that is not this stand-in's is named with the line, and left as it is."""
    journal = tmp_path / "carrier.jsonl"
    journal.write_text('["Opened",{}]\n')
    assert "line 1 is not this stand-in's" in refused_start("carrier", JOURNAL=journal)
    assert journal.read_text() == '["Opened",{}]\n'


@given(cut=st.integers(0, 200))
@settings(max_examples=40, deadline=None)
def test_a_journal_cut_anywhere_keeps_every_whole_line(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    """A crash in the middle of a line loses that line only, and writing goes on after it."""
    path = tmp_path_factory.mktemp("journal") / "told.jsonl"
    entries = [Told(f"YJ{number}", heard=number % 2 == 0) for number in range(5)]
    journal = Journal(path, [Told])
    for entry in entries:
        journal.write(entry)
    journal.close()
    content = path.read_bytes()[:cut]
    path.write_bytes(content)
    again = Journal(path, [Told])
    whole = list(again.entries())
    again.write(entries[0])
    again.close()
    assert whole == entries[: content.count(b"\n")]
    last = Journal(path, [Told])
    assert list(last.entries()) == [*whole, entries[0]]
    last.close()


def test_without_a_journal_nothing_is_written() -> None:
    """Forgetting is the usual way, and it is no error."""
    journal = Journal(None, [Told])
    journal.write(Told("YJ1", heard=True))
    assert list(journal.entries()) == []
    journal.close()


def test_the_usual_settings_bind_to_loopback() -> None:
    """A stand-in is for one machine: nobody else reaches it unless HOST says so."""
    usual = from_environment({"PORT": "8100", "CALLBACK_SECRET": SECRET}, pace_seconds=0.5, calls_back=True)
    assert (usual.host, usual.pace_seconds, usual.journal) == ("127.0.0.1", 0.5, None)
    assert usual.public_url == "http://127.0.0.1:8100"
    with pytest.raises(WrongSetting):
        from_environment({"PORT": "8100"}, pace_seconds=0.5, calls_back=True)


_STEPS = st.lists(
    st.tuples(st.sampled_from(("open", "pay", "refund")), st.integers(0, 2), st.integers(1, 250), st.integers(0, 4)),
    max_size=40,
)


@given(steps=_STEPS)
@settings(max_examples=200, deadline=None)
def test_no_order_of_requests_makes_or_loses_money(steps: list[tuple[str, int, int, int]]) -> None:
    """Whatever is opened, paid and refunded, again and out of order: refunds stay below payments, sums agree."""
    book = Book()
    for minute, (step, number, fen, key) in enumerate(steps):
        now = MORNING + timedelta(minutes=minute)
        try:
            entry = _decided(book, (step, number, fen, key), now)
        except Refused:
            continue
        if entry is not None:
            book.apply(entry)
    for order in book.orders.values():
        refunds = [one.fen for one in book.refunds.values() if one.channel_order == order.opened.channel_order]
        assert sum(refunds) == order.refunded_fen <= (order.opened.fen if order.paid_at else 0)
    numbers = [order.opened.order for order in book.orders.values()]
    assert len(numbers) == len(set(numbers))


def _decided(book: Book, step: tuple[str, int, int, int], now: datetime) -> Opened | Paid | Refunded | None:
    """One request against the book: `number` is the order, `key` the idempotency key, `fen` also its digest."""
    what, number, fen, key = step
    keyed = Keyed(f"{what}-{number}-{key}", f"{fen}")
    if what == "open":
        return book.open(OrderWanted(f"payment-{number}", fen, "工本费", "http://x"), keyed, now, 1200)
    known = [order for order in book.orders.values() if order.opened.order == f"payment-{number}"]
    channel_order = known[0].opened.channel_order if known else "CH-none"
    if what == "pay":
        return book.pay(channel_order, now)
    return book.refund(RefundWanted(f"payment-{number}", channel_order, fen, "withdrawn"), keyed, now)

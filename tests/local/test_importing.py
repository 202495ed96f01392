"""`tongban import-items`: rows that are items reach the catalogue, the others are listed with line and reason."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pika
import pytest
import yaml
from typer.testing import CliRunner, Result

from deploy.cli import importing
from deploy.cli.answers import PUBLISHED, Answers
from deploy.cli.importing import PUBLISH, Import
from deploy.cli.main import app
from deploy.local.trouble import Trouble
from services.catalogue.decider import decide, evolve
from services.catalogue.effects import read_rows
from services.catalogue.messages import PublishItem, Unlisted
from services.catalogue.public import publish
from services.chassis import codec
from services.chassis.contracts import Contracts, Spoken
from services.chassis.envelope import NATIONAL, each, from_mapping, parse
from services.chassis.names import routing_key
from tests.catalogue.samples import document

INBOX = "catalogue.inbox"
FIRST, SECOND, THIRD = "000122008000", "000122009000", "000122010000"


def rows(file: Path) -> tuple[list[str], list[tuple[int, str]]]:
    """The codes of the rows that are items, and what is wrong with the others."""
    work = Import(Contracts.load(spoken=Spoken((), (PUBLISH,))))
    codes = [parse(body)["data"]["code"] for letter in work.letters(read_rows(file)) for body in each(letter.body)]
    return codes, work.refused


def json_lines(folder: Path, *lines: Any) -> Path:
    """A file with one item a line."""
    file = folder / "items.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return file


def test_wrong_rows_are_refused_by_line_and_the_others_go_on(tmp_path: Path) -> None:
    """What is no JSON, no item, against a rule, against itself, or there twice."""
    file = json_lines(
        tmp_path,
        document(),
        "{",
        document(code=SECOND, delivery=["pigeon"]),
        document(code=SECOND, promised_days=12),
        document(code=SECOND, effective_until="2020-01-01"),
        document(promised_days=2),
        "[]",
        document(code=THIRD),
    )
    codes, refused = rows(file)
    assert codes == [FIRST, THIRD]
    told = dict(refused)
    assert list(told) == [2, 3, 4, 5, 6, 7]
    assert told[3].startswith("delivery[0] must be post or counter.")
    assert told[4].startswith("promised_days must be at most 9, 60 % of the statutory 15")
    assert told[5].startswith("effective_until must be no earlier than 2026-01-01.")
    assert told[6].startswith("code must be the only one of its version, but line 1 has it too.")


def test_a_stream_of_yaml_is_read_as_well(tmp_path: Path) -> None:
    """Each item knows the line on which it begins; where the form ends, so does the reading."""
    items = [document(), document(code=SECOND, kind="quick"), document(code=THIRD)]
    file = tmp_path / "items.yaml"
    text = yaml.safe_dump_all(items, allow_unicode=True)
    file.write_text(text + "---\ncode: [", encoding="utf-8")
    codes, refused = rows(file)
    assert codes == [FIRST, THIRD]
    assert next(line for line, _ in refused) == text.splitlines().index("---") + 2
    assert refused[1][1].startswith("the file must be YAML from here on")


class Catalogue(threading.Thread):
    """Takes what comes to the catalogue's inbox, decides as the catalogue does, and says what it says."""

    def __init__(self, uri: str) -> None:
        """Declare what the service would."""
        super().__init__(daemon=True)
        self._connection = pika.BlockingConnection(pika.URLParameters(uri))
        self._channel = self._connection.channel()
        for exchange in ("events", "commands"):
            self._channel.exchange_declare(exchange, "topic", durable=True)
        self._channel.queue_declare(INBOX, durable=True, arguments={"x-queue-type": "quorum"})
        self._channel.queue_bind(INBOX, "commands", "catalogue.#")
        self._states: dict[str, Any] = {}
        self.dawdles = 0.0
        self.done = threading.Event()

    def run(self) -> None:
        """Until told to stop."""
        while not self.done.is_set():
            method, _, body = self._channel.basic_get(INBOX, auto_ack=True)
            if method is None:
                self._connection.sleep(0.05)
            else:
                self._connection.sleep(self.dawdles)
                self.dawdles *= 1.6
                for single in each(body):
                    self._handle(parse(single))
        self._connection.close()

    def _handle(self, attributes: dict[str, Any]) -> None:
        message = from_mapping(attributes)
        state = self._states.get(message.subject, Unlisted())
        for event in decide(codec.convert(message.foreign(), PublishItem), state):
            state = self._states[message.subject] = evolve(state, event)
            said = publish(event, state)
            assert said is not None
            body = codec.encode({"causationid": message.id, "data": said.data})
            self._channel.basic_publish("events", routing_key(said.type, NATIONAL), body)


@pytest.fixture
def taken(tmp_path: Path, amqp_uri: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalogue]:
    """A catalogue on a broker of its own, and a command line that finds it."""
    monkeypatch.setenv("TONGBAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AMQP_URI", amqp_uri)
    served = Catalogue(amqp_uri)
    served.start()
    yield served
    served.done.set()
    served.join(timeout=10)


def park(uri: str) -> None:
    """A message is parked for the catalogue."""
    with pika.BlockingConnection(pika.URLParameters(uri)) as connection:
        channel = connection.channel()
        channel.queue_declare("parked.catalogue", durable=True, arguments={"x-queue-type": "quorum"})
        channel.confirm_delivery()
        channel.basic_publish("", "parked.catalogue", b"{}")


def command(file: Path) -> Result:
    """`tongban import-items FILE`."""
    return CliRunner().invoke(app, ["import-items", str(file)])


@pytest.mark.usefixtures("taken")
def test_a_file_is_imported_and_can_be_imported_again(tmp_path: Path) -> None:
    """The second time nothing is refused: what is there stays as it is."""
    file = json_lines(tmp_path, *(document(code=f"000122{number:06}") for number in range(2_500)))
    for told in ("in the catalogue", "in the catalogue (2500 were there already)"):
        result = command(file)
        assert result.exit_code == 0, result.output
        assert f"2500 items are {told}, 0 rows were refused" in result.output


@pytest.mark.usefixtures("taken")
def test_an_import_ends_with_its_last_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits to see whether more will be said only where something was not."""
    monkeypatch.setattr(importing, "SETTLED", 120.0)
    begun = time.monotonic()
    assert command(json_lines(tmp_path, *(document(code=f"000122{number:06}") for number in range(400)))).exit_code == 0
    assert time.monotonic() - begun < 120.0


def test_a_slow_catalogue_is_waited_for(taken: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes a sheaf and says nothing for longer than a usual one would: its silence is not taken for an answer."""
    monkeypatch.setattr(importing, "SETTLED", 1.0)
    monkeypatch.setattr(importing, "SLOWEST", 1_000_000)
    taken.dawdles = 0.7
    result = command(json_lines(tmp_path, *(document(code=f"000122{number:06}") for number in range(40))))
    assert "40 items are in the catalogue, 0 rows were refused" in result.output


@pytest.mark.usefixtures("taken")
def test_what_was_parked_meanwhile_is_told(tmp_path: Path, amqp_uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that nobody answered may lie there: it is not called taken without a word."""
    monkeypatch.setattr(importing, "_await_answers", lambda *_: park(amqp_uri))
    result = command(json_lines(tmp_path, document()))
    assert result.exit_code != 0
    assert "1 messages were parked meanwhile" in str(result.exception)


@pytest.mark.usefixtures("taken")
def test_what_the_catalogue_refuses_is_listed_by_line(tmp_path: Path) -> None:
    """A version that stands with other content; the exit code says that not all was taken."""
    assert command(json_lines(tmp_path, document())).exit_code == 0
    result = command(json_lines(tmp_path, document(code=SECOND), document(promised_days=3), "{", document(code=THIRD)))
    assert result.exit_code == 1
    assert "line 2: item-version-conflict" in result.output
    assert "line 3: the line must be JSON" in result.output
    assert "2 items are in the catalogue, 2 rows were refused" in result.output


@pytest.mark.usefixtures("taken")
def test_an_import_that_was_interrupted_is_gone_on_with_by_importing_again(tmp_path: Path) -> None:
    """What has arrived is known by its id, however it travelled; what has not is taken."""
    items = [document(code=f"000122{number:06}") for number in range(40)]
    assert command(json_lines(tmp_path, *items[5:22])).exit_code == 0
    result = command(json_lines(tmp_path, *items))
    assert result.exit_code == 0, result.output
    assert "40 items are in the catalogue (17 were there already), 0 rows were refused" in result.output


@pytest.mark.usefixtures("taken")
def test_answers_are_heard_however_long_the_sending_takes(amqp_uri: str) -> None:
    """The broker hangs up on who lets two of its heartbeats go by; others' answers and repeated ones do not count."""
    with Answers(f"{amqp_uri}?heartbeat=1", {"ours"}) as answers:
        time.sleep(5)
        assert answers.count() == 0
        with pika.BlockingConnection(pika.URLParameters(amqp_uri)) as connection:
            for cause in ("ours", "another's", "ours"):
                said = codec.encode({"causationid": cause, "data": {}})
                connection.channel().basic_publish("events", f"{PUBLISHED}.000000", said)
        time.sleep(1)
        assert (answers.count(), answers.refusals) == (1, [])


@pytest.mark.usefixtures("taken")
def test_an_answer_that_cannot_be_read_is_not_taken_for_silence(amqp_uri: str) -> None:
    """Whoever sent it: from then on nothing is heard, and that is said instead of guessing."""
    with Answers(amqp_uri, {"ours"}) as answers, pika.BlockingConnection(pika.URLParameters(amqp_uri)) as connection:
        connection.channel().basic_publish("events", f"{PUBLISHED}.000000", b"{}")
        time.sleep(1)
        with pytest.raises(Trouble, match="the answers cannot be heard"):
            answers.count()


def test_without_a_catalogue_nothing_is_lost_silently(
    tmp_path: Path, amqp_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No queue takes the items: it is said, with what to do."""
    monkeypatch.setenv("TONGBAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AMQP_URI", amqp_uri)
    connection = pika.BlockingConnection(pika.URLParameters(amqp_uri))
    for exchange in ("events", "commands"):
        connection.channel().exchange_declare(exchange, "topic", durable=True)
    connection.close()
    result = command(json_lines(tmp_path, document()))
    assert result.exit_code != 0
    assert "no queue takes the items" in str(result.exception)

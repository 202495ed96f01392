"""Following a case with server-sent events."""

import json
from collections.abc import Iterator
from typing import Any

from httpx import Client, Response

from services.portal.api.case_ids import CaseIds
from tests.portal import stories
from tests.portal.conftest import Hear
from tests.portal.stories import CASE, accepted, submitted


def stages(stream: Response) -> Iterator[str]:
    """The stage that each event tells, as it comes in."""
    for line in stream.iter_lines():
        if line.startswith("data: "):
            told: dict[str, Any] = json.loads(line.removeprefix("data: "))
            yield told["stage"]


def test_a_follower_is_told_the_case_at_once_and_every_change(client: Client, hear: Hear, code: dict[str, str]) -> None:
    """The present view comes first, then what is heard while the line is open."""
    hear([submitted()])

    with client.stream("GET", f"/cases/{CASE}/events", headers=code) as stream:
        told = stages(stream)
        first = next(told)
        hear([accepted()])
        second = next(told)
        hear([stories.REFUSED])
        third = next(told)

    assert stream.headers["content-type"].startswith("text/event-stream")
    assert [first, second, third] == ["received", "review", "refused"]


def test_two_followers_hear_of_their_own_case_only(
    client: Client, hear: Hear, code: dict[str, str], environ: dict[str, str]
) -> None:
    """A change of one case is no news of another."""
    other = CASE[:-1] + "X"
    others = {"X-Access-Code": CaseIds(environ["PORTAL_ACCESS_KEY"]).access_code(other)}
    hear([submitted(), submitted(other)])

    with (
        client.stream("GET", f"/cases/{CASE}/events", headers=code) as mine,
        client.stream("GET", f"/cases/{other}/events", headers=others) as theirs,
    ):
        told, told_them = stages(mine), stages(theirs)
        assert (next(told), next(told_them)) == ("received", "received")
        hear([accepted(other)])
        assert next(told_them) == "review"
        hear([accepted(), stories.REFUSED])
        assert next(told) == "refused"


def test_silence_is_filled_with_comments(client: Client, hear: Hear, code: dict[str, str]) -> None:
    """A line on which nothing happens stays open, and one that opens before the first event waits for it."""
    with client.stream("GET", f"/cases/{CASE}/events", headers=code) as stream:
        lines = stream.iter_lines()
        assert any(line == ": still here" for line in lines)
        hear([submitted(), accepted()])
        assert any('"stage":"review"' in line for line in lines)


def test_nobody_follows_without_the_code(client: Client) -> None:
    """The events tell what the case's view tells, so they need the same code."""
    assert client.get(f"/cases/{CASE}/events").status_code == 401

"""The main job from outside: applications travel through every service over a real broker and a real store."""

import json
from collections import defaultdict
from typing import Any

import pytest
import urllib3

from deploy.local.job.incidents import Incident
from deploy.local.suite import SERVICES, portal_url
from services.chassis.tracing import trace_of
from tests.journeys.town import Town

CASES = 248
"""So many that each incident happens at least once: every eighth application meets one."""

AT_ONCE = 62
"""A town's orders can be paid for a few seconds only, and a busy machine must not let them run out."""


@pytest.fixture(scope="module")
def summary(town: Town) -> dict[str, Any]:
    """The last line of a run over all provinces."""
    line: dict[str, Any] = json.loads(
        town.tongban("run", "--cases", str(CASES), "--at-once", str(AT_ONCE)).splitlines()[-1]
    )
    town.settle()
    return line


def test_every_application_comes_to_its_one_end(summary: dict[str, Any]) -> None:
    """Nothing is lost, doubled or left open, read from the stores and the books of the outside parties."""
    assert summary["applications"] == CASES
    assert (summary["open"], summary["lost"], summary["doubled"]) == (0, 0, 0)
    assert sum(summary[end] for end in ("closed", "refused", "withdrawn", "expired")) == CASES
    assert all(summary[end] for end in ("closed", "refused", "withdrawn", "expired"))


def test_every_incident_that_was_planned_was_met(summary: dict[str, Any]) -> None:
    """Each kind there is, by the books of the outside parties and by what the suite made of it."""
    assert summary["unmet"] == 0
    assert set(summary["incidents"]) == {one.name.lower() for one in Incident if one is not Incident.NONE}
    assert min(summary["incidents"].values()) > 0


def test_every_item_is_applied_for_by_persons_and_organisations_of_all_provinces(
    town: Town, summary: dict[str, Any]
) -> None:
    """一件事 and 跨省通办 too; what there is to apply for the portal says."""
    items = urllib3.request("GET", f"{portal_url(town.machine)}/items?limit=100").json()["items"]
    assert summary["items"] == len(items)
    assert 0 < summary["organisations"] < CASES
    assert summary["bundles"] == summary["across_provinces"] == CASES // 10


def test_every_certificate_that_was_issued_verifies(town: Town, summary: dict[str, Any]) -> None:
    """Whoever asks the portal for one that nobody took back is told that it is valid."""
    certificates = town.read("certificates")
    issued = [
        stream
        for stream in certificates.events
        if certificates.of(stream, "CertificateIssued") and not certificates.of(stream, "CertificateStatusChanged")
    ]
    identifiers = [certificates.of(one, "CertificateDrafted")[0]["draft"]["identifier"] for one in issued]
    assert len(identifiers) >= summary["certificates_verified"] > 0
    for identifier in identifiers:
        answer = urllib3.request("GET", f"{portal_url(town.machine)}/certificates/{identifier}").json()
        assert answer["valid"], identifier


def test_a_case_is_one_trace_from_the_application_to_the_rating(town: Town, summary: dict[str, Any]) -> None:
    """In every service's outbox; and whoever knows the number of the case knows the trace."""
    traces, types = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for service in SERVICES:
        for message in town.said(service):
            traces[message["correlationid"]].add(message["traceparent"].split("-")[1])
            types[message["correlationid"]].add(message["type"])
    rated = [case for case, said in types.items() if "cases.service-rated.v1" in said]
    assert len(rated) >= summary["closed"]
    for case in rated:
        assert {"cases.application-submitted.v1", "identity.person-verified.v1"} <= types[case]
        assert traces[case] == {trace_of(case).split("-")[1]}
    assert any("logistics.parcel-delivered.v1" in types[case] for case in rated)


def test_the_stores_verify(town: Town, summary: dict[str, Any]) -> None:
    """Versions without gaps, chains unbroken, outboxes empty."""
    assert summary
    assert town.tongban("verify")

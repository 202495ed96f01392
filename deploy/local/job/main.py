"""`tongban run`: applications travel through every service, and the last line says what became of them."""

import asyncio
import time
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

import typer
from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector
from rich.console import Console

from deploy.local.job import report
from deploy.local.job.audit import Findings, audited
from deploy.local.job.board import Board
from deploy.local.job.citizen import Citizen
from deploy.local.job.hops import handled
from deploy.local.job.offers import offers
from deploy.local.job.officers import Officers
from deploy.local.job.plan import Application, plan, provinces
from deploy.local.job.population import tell_register
from deploy.local.job.portal import Busy, Portal, Refused
from deploy.local.job.signing_in import Staff
from deploy.local.machine import Machine
from deploy.local.suite import portal_url, services, url
from deploy.local.trouble import Trouble
from deploy.local.up import up

AT_ONCE = 150
"""Applicants on their way at a time; each holds one line to the portal open."""

ANSWER_WITHIN = 30.0

console = Console(stderr=True)


def run(
    cases: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many applications.")] = 310,
    seed: Annotated[
        int, typer.Option(help="The same seed makes the same plans, and the same people where it can.")
    ] = 1,
    at_once: Annotated[int, typer.Option(min=1, max=5_000, help="Applicants on their way at a time.")] = AT_ONCE,
) -> None:
    """Start what is not running, send applications through it, and audit every store afterwards.

    Prints a table by province and outcome and, as the last line, one JSON object. Ends with 1 if anything was
    lost, doubled or left open.
    """
    machine = Machine.here()
    up(machine)
    try:
        findings, summary = asyncio.run(_Run(machine, cases, seed, at_once).go())
    except* (Refused, Busy, ClientError, TimeoutError) as failed:
        remedy = f"see `tongban status`, `tongban parked list` and {machine.home.log}; then run again"
        raise Trouble(f"the run broke off: {failed.exceptions[0]!r}", remedy) from failed
    report.show(Console(), findings, provinces())
    typer.echo(summary.line())
    if not summary.good(len(findings.certificates)):
        raise typer.Exit(1)


class _Run:
    def __init__(self, machine: Machine, cases: int, seed: int, at_once: int) -> None:
        self._machine, self._cases, self._seed = machine, cases, seed
        self._limit = asyncio.Semaphore(at_once)
        self._name = f"run-{time.time_ns()}"
        self._applications: dict[str, Application] = {}

    async def go(self) -> tuple[Findings, report.Summary]:
        """Plan, run, audit."""
        connector = TCPConnector(limit=0)
        async with ClientSession(connector=connector, timeout=ClientTimeout(total=ANSWER_WITHIN)) as session:
            portal = Portal(session, portal_url(self._machine))
            known = await offers(portal, [one.code for one in provinces()])
            applications = plan(self._cases, known, self._seed, self._name)
            await tell_register(Portal(session, url(self._machine, "register")), applications)
            processes = [f"http://127.0.0.1:{part.port}" for part in services(self._machine)]
            before, begun = await handled(session, processes), time.monotonic()
            await self._travel(portal, applications)
            seconds = time.monotonic() - begun
            hops = await handled(session, processes) - before
            _, findings = await audited(session, self._machine, self._applications)
            verified = await self._verified(portal, findings.certificates)
        return findings, report.Summary.of(findings, verified, seconds, hops)

    async def _travel(self, portal: Portal, applications: list[Application]) -> None:
        files = dict[str, Application]()
        officers = Officers(portal, Staff.of(self._machine), files)
        carrier = url(self._machine, "carrier")
        ended = {one.index: asyncio.Event() for one in applications}
        channel = url(self._machine, "channel")
        citizen = partial(Citizen, portal, self._name, files=files, officers=officers, channel=channel, door=carrier)
        with Board(len(applications), console) as board:
            async with asyncio.TaskGroup() as everybody:
                at_work = everybody.create_task(officers.work())
                citizens = [everybody.create_task(self._one(citizen(one), ended, board)) for one in applications]
                await asyncio.wait(citizens)
                at_work.cancel()

    async def _one(self, citizen: Citizen, ended: Mapping[int, asyncio.Event], board: Board) -> None:
        application = citizen.application
        if application.holder is not None:
            await ended[application.holder].wait()
        async with self._limit:
            self._applications[await citizen.apply()] = application
            await citizen.see_it_through(board.tell)
        ended[application.index].set()

    async def _verified(self, portal: Portal, identifiers: list[str]) -> int:
        limit = asyncio.Semaphore(16)

        async def one(identifier: str) -> dict[str, Any]:
            async with limit:
                answer: dict[str, Any] = await portal.get(f"/certificates/{identifier}")
                return answer

        return sum(answer["valid"] for answer in await asyncio.gather(*map(one, identifiers)))

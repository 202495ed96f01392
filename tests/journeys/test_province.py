"""A province replaces a capability: it attaches, serves its own commands and no others, and leaves again."""

from collections.abc import Iterator
from contextlib import contextmanager

import urllib3
from prometheus_client.parser import text_string_to_metric_families

from deploy.local.machine import Machine
from deploy.local.probe import is_ready, wait_until
from deploy.local.processes import Program
from deploy.local.suite import services, url
from services.chassis import topology
from services.chassis.bus import Link
from tests.journeys.town import Town
from tests.journeys.travel import GUANGDONG, YUNNAN, Travel

OURS = "payments-530000"
"""The name under which the province's process runs on this machine."""

PLACE = topology.Place("payments", YUNNAN.code)


@contextmanager
def attached(machine: Machine) -> Iterator[None]:
    """Yunnan's own payments: the same program, told its province. It attaches itself; afterwards it is detached."""
    national = next(part for part in services(machine) if part.name == "payments")
    port = machine.ports.of(OURS)
    told = {**national.program.environment, "PROVINCE": YUNNAN.code, "HTTP_PORT": str(port)}
    machine.processes.start(Program(OURS, national.program.command, told))
    assert wait_until(lambda: is_ready(port), 30), machine.processes.last_words(OURS)
    yield
    link = Link(machine.amqp_uri)
    topology.detach(link, PLACE)
    assert wait_until(lambda: link.depth(PLACE.inbox) == 0, 10)
    link.close()
    assert machine.processes.stop([OURS]) == [OURS]


def served(machine: Machine, process: str) -> dict[str, float]:
    """How many fees a process was asked to collect, by province, in its own figures."""
    text = urllib3.request("GET", f"{url(machine, process)}/metrics").data.decode()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {
        sample.labels["province"]: sample.value
        for sample in samples
        if sample.name == "tongban_messages_total"
        and sample.labels["type"] == "payments.collect-fee.v1"
        and sample.labels["outcome"] == "done"  # what was sent again after a kill is counted apart, as already done
    }


def numbers(town: Town, store: str) -> set[str]:
    """The numbers of the payments in a store."""
    streams = (stream.partition("-") for stream in town.read(store).events)
    return {number for kind, _, number in streams if kind == "payment"}


def test_a_province_serves_its_own_payments_and_gives_them_back(town: Town) -> None:
    """Only Yunnan's go there while it is attached, everybody else's and later all go to the national service."""
    machine = town.machine
    before = served(machine, "payments").get(YUNNAN.code, 0)
    with attached(machine):
        travel = Travel(town, "attached", [YUNNAN, GUANGDONG], each=6)
        travel.run()
        assert set(travel.stages.values()) == {"closed"}
        assert served(machine, OURS) == {YUNNAN.code: 6}
        assert served(machine, "payments").get(YUNNAN.code, 0) == before
        town.settle()
    assert numbers(town, "payments_530000") == travel.of(YUNNAN)
    assert travel.of(GUANGDONG) <= numbers(town, "payments")
    assert not travel.of(YUNNAN) & numbers(town, "payments")

    later = Travel(town, "detached", [YUNNAN], each=6)
    later.run()
    assert set(later.stages.values()) == {"closed"}
    assert later.of(YUNNAN) <= numbers(town, "payments")
    assert numbers(town, "payments_530000") == travel.of(YUNNAN)
    assert served(machine, "payments")[YUNNAN.code] == before + 6
    town.settle()
    town.tongban("verify")

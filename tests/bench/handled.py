"""Which messages the services have handled: read off their own figures."""

import urllib.request
from collections import Counter

from prometheus_client.parser import text_string_to_metric_families

from deploy.local.job.hops import HANDLED
from deploy.local.machine import Machine
from deploy.local.suite import services, url


def hops_by_type(machine: Machine) -> Counter[str]:
    """How many messages of each type each service has handled, as in `cases cases.submit-application.v1`."""
    counted = Counter[str]()
    for part in services(machine):
        with urllib.request.urlopen(f"{url(machine, part.name)}/metrics", timeout=10) as response:  # noqa: S310 - ours
            text = response.read().decode()
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                if sample.name == "tongban_messages_total" and sample.labels["outcome"] in HANDLED:
                    counted[f"{sample.labels['service']} {sample.labels['type']}"] += int(sample.value)
    return counted

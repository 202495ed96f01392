"""What certificates knows beside the message: which certificates the holder has."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.certificates.messages import Holding, IssueCertificate, PresentCertificate
from services.certificates.settings import Settings
from services.certificates.views import HOLDINGS
from services.chassis import codec
from services.chassis.definition import Fact, ViewReader


def facts(_: Settings, views: ViewReader) -> Mapping[type, Fact]:
    """Completes presentations, and certificates that follow on another; ordinary ones cost nothing."""

    def held_by(holders: set[str]) -> Mapping[str, tuple[Holding, ...]]:
        found = views.find(HOLDINGS.name, sorted(holders))
        return {holder: tuple(codec.convert(one, Holding) for one in doc["held"]) for holder, doc in found.items()}

    def present(commands: Sequence[PresentCertificate]) -> Sequence[PresentCertificate]:
        held = held_by({command.holder for command in commands})
        return [replace(command, held=held.get(command.holder, ())) for command in commands]

    def issue(commands: Sequence[IssueCertificate]) -> Sequence[IssueCertificate]:
        held = held_by({command.holder for command in commands if command.predecessor})
        return [replace(command, held=held.get(command.holder, ())) for command in commands]

    return {PresentCertificate: present, IssueCertificate: issue}

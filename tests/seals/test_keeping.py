"""An authority's seal: registered, suspended, restored, revoked, renewed; and whether it may seal on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.chassis.testing.scenario import Scenario
from services.chassis.testing.shelf import Shelf
from services.seals.effects import facts
from services.seals.events import SealRegistered, SealRestored, SealRevoked, SealSuspended, UsesAnchored
from services.seals.messages import Known, SealDocument
from services.seals.service import DEFINITION
from services.seals.settings import Settings
from services.seals.states import Kept
from services.seals.views import SEALS
from tests.seals.samples import (
    ANCHOR,
    CASE,
    DAY,
    LATER_ANCHOR,
    REGISTER,
    RENEW,
    RESTORE,
    REVOKE,
    SEAL,
    SUSPEND,
    YUNNAN,
)

SCENARIO = Scenario(DEFINITION)
REGISTERED = SealRegistered(YUNNAN, REGISTER.name, REGISTER.certificate, REGISTER.valid_from, REGISTER.valid_until)
RENEWED = SealRegistered(YUNNAN, RENEW.name, RENEW.certificate, RENEW.valid_from, RENEW.valid_until)
SUSPENDED = SealSuspended(DAY, SUSPEND.reason, SUSPEND.ground)
RESTORED, REVOKED = SealRestored(DAY, RESTORE.reason), SealRevoked(DAY, REVOKE.reason)


def test_a_seal_is_registered_once_under_each_certificate() -> None:
    """Every start says it again; a new certificate renews it, and all it ever had are kept."""
    SCENARIO.when(REGISTER).then(REGISTERED).then_publishes("seals.seal-registered.v1")
    SCENARIO.given(REGISTERED).when(REGISTER).then_nothing()
    outcome = SCENARIO.given(REGISTERED).when(RENEW).then(RENEWED)
    outcome.then_state(Kept(YUNNAN, (REGISTER.certificate, RENEW.certificate)))
    SCENARIO.given(REGISTERED, RENEWED).when(REGISTER).then_nothing()


def test_a_seal_is_suspended_and_restored() -> None:
    """Each is told with its ground and since when; asked again, nothing more happens."""
    SCENARIO.given(REGISTERED).when(SUSPEND).then(SUSPENDED).then_publishes("seals.seal-suspended.v1")
    SCENARIO.given(REGISTERED, SUSPENDED).when(SUSPEND).then_nothing()
    SCENARIO.given(REGISTERED, SUSPENDED).when(RESTORE).then(RESTORED).then_publishes("seals.seal-restored.v1")
    SCENARIO.given(REGISTERED).when(RESTORE).then_nothing()


def test_a_revoked_seal_is_revoked_for_good() -> None:
    """Neither restored nor suspended; only a new certificate, so a new key, makes a seal again."""
    SCENARIO.given(REGISTERED).when(REVOKE).then(REVOKED).then_publishes("seals.seal-revoked.v1")
    for command in (REVOKE, RESTORE, SUSPEND, REGISTER):
        SCENARIO.given(REGISTERED, REVOKED).when(command).then_nothing()
    outcome = SCENARIO.given(REGISTERED, REVOKED).when(RENEW).then(RENEWED)
    assert outcome.state.standing == "in-force"


def test_a_suspended_seal_stays_suspended_under_a_new_certificate() -> None:
    """Renewing is no way around a suspension."""
    assert SCENARIO.given(REGISTERED, SUSPENDED).when(RENEW).state.standing == "suspended"


def test_what_is_asked_of_a_seal_before_it_is_registered_waits() -> None:
    """The registration is on its way."""
    for command in (SUSPEND, RESTORE, REVOKE, ANCHOR):
        SCENARIO.when_too_early(command)


def test_the_ledgers_link_is_published_and_never_goes_back() -> None:
    """An anchor that was overtaken by a later one says nothing new."""
    outcome = SCENARIO.given(REGISTERED).when(ANCHOR).then(UsesAnchored(ANCHOR.use))
    outcome.then_publishes("seals.uses-anchored.v1")
    SCENARIO.given(REGISTERED, UsesAnchored(LATER_ANCHOR.use)).when(ANCHOR).then_nothing()


class Views(Shelf):
    """What the service would have kept: this case is approved; the seal's story is as told."""

    def __init__(self, *told: tuple[str, Mapping[str, Any]]) -> None:
        self._seal = SEALS.show([SEALS.own[f"seals.seal-{name}.v1"](data) for name, data in told]) if told else None

    def find(self, view: str, keys: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """As the reader of views does."""
        if view == SEALS.name:
            return {YUNNAN: self._seal} if self._seal else {}
        return {key: {"item": "000122008000"} for key in keys if key == CASE}


TERM = {"valid_from": "2026-01-01T00:00:00.000Z", "valid_until": "2027-01-01T00:00:00.000Z"}
NEXT_TERM = {"valid_from": "2026-12-01T00:00:00.000Z", "valid_until": "2028-01-01T00:00:00.000Z"}
REGISTRATION, RENEWAL = ("registered", TERM), ("registered", NEXT_TERM)
Told = tuple[str, dict[str, Any]]
HELD: Told = ("suspended", {})
FREED: Told = ("restored", {})
ENDED: Told = ("revoked", {})


def known(views: Views, command: SealDocument = SEAL) -> Known:
    """What the request is completed with."""
    (completed,) = facts(Settings(Path("never-read")), views)[SealDocument]([command])
    found = completed.known
    assert isinstance(found, Known)
    return found


def test_a_request_is_completed_with_the_approval_and_the_seals_standing() -> None:
    """In force, suspended, restored, revoked, renewed after revocation, never registered."""
    assert known(Views(REGISTRATION)).approved
    assert known(Views(REGISTRATION)).standing is None
    assert known(Views(REGISTRATION, HELD)).standing == "seal-suspended"
    assert known(Views(REGISTRATION, HELD, FREED)).standing is None
    assert known(Views(REGISTRATION, ENDED)).standing == "seal-revoked"
    assert known(Views(REGISTRATION, ENDED, RENEWAL)).standing == "seal-out-of-term"
    assert known(Views(REGISTRATION, HELD, RENEWAL)).standing == "seal-suspended"
    assert known(Views()).standing == "seal-unknown"


def test_the_approval_must_be_of_the_very_case() -> None:
    """Another case's approval seals nothing here."""
    assert not known(Views(REGISTRATION), replace(SEAL, case="case-530000-00000000000000000000")).approved


def test_a_seal_is_in_force_within_the_term_of_any_of_its_certificates() -> None:
    """The day of the request counts; a renewal begins before the old certificate ends."""
    later = replace(SEAL, at=datetime(2027, 6, 1, tzinfo=UTC))
    assert known(Views(REGISTRATION), later).standing == "seal-out-of-term"
    assert known(Views(REGISTRATION, RENEWAL), later).standing is None

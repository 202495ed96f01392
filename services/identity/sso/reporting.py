"""What the sign-in tells identity: commands over the bus, answered for only when the broker holds them."""

from dataclasses import dataclass
from typing import Any

from services.chassis import clock, topology
from services.chassis.bus import Outgoing
from services.chassis.contracts import Contracts
from services.chassis.envelope import NATIONAL, Message, render
from services.chassis.names import message_id
from services.chassis.publisher import Publisher
from services.chassis.tracing import trace_of
from services.identity.account_messages import Cause

SOURCE = "/tongban/identity"

SENT = frozenset({"identity.record-sign-in.v1", "identity.end-session.v1", "identity.activate-account.v1"})


@dataclass(frozen=True, slots=True)
class Reporter:
    """Sends and waits; raises Unavailable."""

    publisher: Publisher
    contracts: Contracts

    def signed_in(self, account: str, client: str, session: str) -> None:
        """Somebody signed in."""
        said = {"client": client, "session": session}
        self._send("identity.record-sign-in.v1", account, said, f"signed-in/{session}")

    def failed(self, account: str, client: str, reason: str) -> None:
        """Somebody tried to."""
        self._send("identity.record-sign-in.v1", account, {"client": client, "reason": reason}, clock.new_id())

    def ended(self, account: str, session: str, cause: Cause) -> None:
        """A session is over."""
        said = {"session": session, "cause": cause}
        self._send("identity.end-session.v1", account, said, f"end/{session}")

    def activated(self, account: str, credential_sealed: str, replaces: str) -> None:
        """A citizen has set a password; of two set with one code, identity takes the first."""
        said = {"credential_sealed": credential_sealed, "replaces": replaces}
        self._send("identity.activate-account.v1", account, said, clock.new_id())

    def _send(self, message_type: str, account: str, data: dict[str, Any], purpose: str) -> None:
        self.contracts.check_strict(message_type, data)
        made = message_id(account, f"sso/{purpose}")
        message = Message(
            id=made,
            type=message_type,
            source=SOURCE,
            subject=account,
            time=clock.now_stamp(),
            province=NATIONAL,
            case=account,
            cause=made,
            trace=trace_of(account),
            data=data,
        )
        exchange, key = topology.address("command", message_type, NATIONAL)
        self.publisher.publish([Outgoing(exchange, key, render(message), made)])

"""Carries out what commits want from the outside world; the answer returns to the own inbox as a command."""

import logging

from services.chassis import clock, crash_points
from services.chassis.bus import Delivery
from services.chassis.contracts import Contracts, UnknownContract
from services.chassis.definition import Effect
from services.chassis.envelope import Message
from services.chassis.errors import Unavailable
from services.chassis.fates import Fate, fate_of
from services.chassis.intake import read_message, tries
from services.chassis.metrics import Metrics
from services.chassis.names import answer_id
from services.chassis.outbox import Sends
from services.chassis.outgoing import Speaker
from services.chassis.returns import Returns
from services.chassis.tracing import Tracing
from services.chassis.vocabulary import Answer

log = logging.getLogger(__name__)


class EffectRunner:
    """One intent at a time, many side by side; a crash at any point repeats the call with the same key."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a message needs on its way in, out and back
        self,
        contracts: Contracts,
        speaker: Speaker,
        publisher: Sends,
        returns: Returns,
        metrics: Metrics,
        tracing: Tracing,
    ) -> None:
        """`adapters` are set when the service has read its settings."""
        self._contracts, self._speaker, self._publisher = contracts, speaker, publisher
        self._returns, self._metrics, self._tracing = returns, metrics, tracing
        self.adapters: dict[str, Effect] = {}

    def perform(self, delivery: Delivery) -> None:
        """Call the outside and send the answer on; when this returns, the delivery may be acknowledged."""
        try:
            intent = read_message(delivery.body, self._contracts)
            outgoing, label = self._speaker.address(self._answer(intent)), intent.type
            outcome, province = "done", intent.province
        except Exception as error:  # noqa: BLE001 - its fate is decided by fates.py
            verdict = fate_of(error, tries(delivery))
            outgoing = self._returns.address(delivery, verdict)
            label, outcome, province = "effect", verdict.fate.value, ""
            level = logging.ERROR if verdict.fate is Fate.PARK else logging.INFO
            log.log(level, "%s: %s", outcome, verdict.error, extra={"queue": delivery.queue, "reason": verdict.reason})
        if self._publisher.publish([outgoing]):
            raise Unavailable(f"no queue takes {outgoing.routing_key}")
        self._metrics.handled([(label, province, outcome)])

    def _answer(self, intent: Message) -> Message:
        self._contracts.check(intent.type, intent.data)
        adapter = self.adapters.get(intent.type)
        if adapter is None:
            raise UnknownContract(intent.type, "no adapter carries it out")
        answer = adapter(intent.foreign())
        crash_points.reached("after-outside")
        return self._message(intent, answer)

    def _message(self, intent: Message, answer: Answer) -> Message:
        self._contracts.check_strict(answer.type, answer.data)
        return Message(
            id=answer_id(intent.subject, intent.id),
            type=answer.type,
            source=intent.source,
            subject=intent.subject,
            time=clock.now_stamp(),
            province=intent.province,
            case=intent.case,
            cause=intent.id,
            trace=self._tracing.hop(intent),
            data=dict(answer.data),
        )

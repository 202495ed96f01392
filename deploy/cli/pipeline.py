"""Sends many messages fast: a window of them waits for the broker's confirm at a time, not one."""

from collections.abc import Callable, Iterator
from typing import Any

import pika
from pika.exceptions import AMQPError

from deploy.cli.parking import CLOUDEVENT, SHEAF, Letter
from deploy.local.trouble import Trouble

WINDOW = 200
"""Letters that may be unconfirmed at a time."""


class Pipeline:
    """One connection for one sending; `send` returns when every message is confirmed."""

    def __init__(self, uri: str, letters: Iterator[Letter], confirmed: Callable[[int], None]) -> None:
        """`confirmed` is told how many more messages the broker has."""
        self._uri, self._letters, self._confirmed = uri, letters, confirmed
        self._open: dict[int, Letter] = {}
        self._untaken: list[str] = []
        self._fault: BaseException | None = None
        self._number, self._exhausted = 0, False
        self._connection: Any = None
        self._channel: Any = None

    def send(self) -> list[str]:
        """Send all; returns the ids that no queue takes. Trouble where it is not certain that all are safe."""
        self._connection = pika.SelectConnection(
            pika.URLParameters(self._uri),
            on_open_callback=lambda connection: connection.channel(on_open_callback=self._begin),
            on_open_error_callback=lambda _, error: self._stop(error),
            on_close_callback=lambda _, reason: self._stop(reason),
        )
        try:
            self._connection.ioloop.start()
        finally:
            self._connection.ioloop.close()
        if self._open or not self._exhausted:
            remedy = "look at the broker, then send again; what is there already is left alone"
            raise Trouble(f"the broker went away ({type(self._fault).__name__})", remedy) from self._fault
        return self._untaken

    def _begin(self, channel: Any) -> None:
        self._channel = channel
        channel.add_on_return_callback(lambda _, __, properties, ___: self._untaken.append(properties.message_id))
        channel.add_on_close_callback(lambda _, reason: self._stop(reason))
        channel.confirm_delivery(self._answered)
        self._connection.ioloop.call_later(0, self._pump)

    def _pump(self) -> None:
        if self._fault is not None:
            return
        try:
            while len(self._open) < WINDOW and not self._exhausted:
                letter = next(self._letters, None)
                if letter is None:
                    self._exhausted = True
                else:
                    self._publish(letter)
        except Exception as error:  # noqa: BLE001 - raised again by `send`, outside the loop
            self._stop(error)
            return
        if not self._open and self._exhausted:
            self._stop(None)

    def _publish(self, letter: Letter) -> None:
        self._number += 1
        properties = pika.BasicProperties(
            content_type=CLOUDEVENT if letter.carries == 1 else SHEAF,
            delivery_mode=pika.DeliveryMode.Persistent.value,
            message_id=letter.id,
        )
        self._open[self._number] = letter
        self._channel.basic_publish(letter.exchange, letter.key, letter.body, properties, mandatory=letter.mandatory)

    def _answered(self, frame: Any) -> None:
        if isinstance(frame.method, pika.spec.Basic.Nack):
            self._stop(AMQPError("nack"))
            return
        tag = frame.method.delivery_tag
        done = [number for number in self._open if number <= tag] if frame.method.multiple else [tag]
        self._confirmed(sum(self._open.pop(number).carries for number in done))
        self._pump()

    def _stop(self, fault: BaseException | None) -> None:
        self._fault = self._fault or fault
        if self._connection.is_open:
            self._connection.close()  # which calls here again, once the broker has said goodbye
        elif not self._connection.is_closing:
            self._connection.ioloop.stop()

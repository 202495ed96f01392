"""Raw pipelined AMQP (py-amqp): take, publish with confirm, acknowledge. Stores nothing, checks nothing.

What has arrived is published at once, then every confirm is waited for, then all is acknowledged together.
"""
# mypy: disable-error-code="import-not-found, untyped-decorator"

import os
import signal
import sys
from typing import Any
from urllib.parse import unquote, urlsplit

import amqp


class Raw:
    """One connection, one channel; stops between two rounds."""

    def __init__(self, uri: str, prefetch: int) -> None:
        self.arrived: list[Any] = []
        self.sent = self.confirmed = 0
        self.stopping = False
        address = urlsplit(uri)
        self.connection = amqp.Connection(
            f"{address.hostname}:{address.port}",
            userid=address.username,
            password=address.password,
            virtual_host=unquote(address.path[1:]),
        )
        self.connection.connect()
        self.channel = self.connection.channel()
        self.channel.confirm_select()
        self.channel.events["basic_ack"].add(self.on_confirm)
        self.channel.basic_qos(0, prefetch, False)
        self.channel.basic_consume("raw.in", callback=self.arrived.append)

    def on_confirm(self, tag: int, multiple: bool) -> None:
        """Tags ascend, and the broker confirms all of them; counting is enough."""
        self.confirmed = max(self.confirmed, tag) if multiple else self.confirmed + 1

    def round(self) -> None:
        """Hop with everything that has arrived."""
        while not self.arrived:
            self.connection.drain_events()
        batch, self.arrived[:] = self.arrived[:], []
        for message in batch:
            self.channel.basic_publish(amqp.Message(message.body, delivery_mode=2), "", "raw.out")
        self.sent += len(batch)
        while self.confirmed < self.sent:
            self.connection.drain_events()
        self.channel.basic_ack(batch[-1].delivery_tag, multiple=True)

    def stop(self, *_: object) -> None:
        """Leave; between two rounds everything is acknowledged."""
        self.connection.close()
        sys.exit(0)


def main() -> None:
    """Run until told to stop."""
    raw = Raw(os.environ["AMQP_URI"], int(os.environ["PREFETCH"]))
    signal.signal(signal.SIGTERM, raw.stop)
    while True:
        raw.round()


main()

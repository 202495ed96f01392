"""A FastStream subscriber that publishes one message with confirm. Stores nothing, checks nothing."""
# mypy: disable-error-code="import-not-found, untyped-decorator"

import asyncio
import os
from typing import Any

import uvloop
from faststream import FastStream
from faststream.middlewares import AckPolicy
from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitQueue

broker = RabbitBroker(
    os.environ["AMQP_URI"],
    default_channel=Channel(prefetch_count=int(os.environ["PREFETCH"])),
    logger=None,
)
publisher = broker.publisher(RabbitQueue("faststream.out", queue_type=QueueType.QUORUM, durable=True), persist=True)


@broker.subscriber(
    RabbitQueue("faststream.in", queue_type=QueueType.QUORUM, durable=True), ack_policy=AckPolicy.NACK_ON_ERROR
)
async def take(message: dict[str, Any]) -> None:
    """One hop."""
    await publisher.publish(message)


asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
asyncio.run(FastStream(broker, logger=None).run())

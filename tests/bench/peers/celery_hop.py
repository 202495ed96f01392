"""A Celery task that sends one task, acknowledged late. Stores nothing, checks nothing.

`celery_hop.py work` serves; `celery_hop.py fill` takes a message from standard input and sends COUNT tasks with it.
"""
# mypy: disable-error-code="import-not-found, untyped-decorator, attr-defined, no-untyped-call"

import json
import os
import sys
from typing import Any

from celery import Celery
from kombu import Exchange, Queue

app = Celery("bench", broker=os.environ["AMQP_URI"])
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_queues=[
        Queue(name, Exchange(""), name, queue_arguments={"x-queue-type": "quorum"})
        for name in ("celery.in", "celery.out")
    ],
    task_default_queue="celery.in",
    task_default_queue_type="quorum",
    task_default_exchange="",
    broker_transport_options={"confirm_publish": True},
    broker_pool_limit=int(os.environ["CONCURRENCY"]) + 1,
    worker_prefetch_multiplier=int(os.environ["PREFETCH"]),
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    worker_disable_rate_limits=True,
    worker_hijack_root_logger=False,
)


@app.task(name="bench.hop")
def hop(message: dict[str, Any]) -> None:
    """One hop."""
    app.send_task("bench.result", (message,), queue="celery.out")


def fill(count: int) -> None:
    """Send so many tasks; confirmed or not is seen by the depth of the queue."""
    message = json.load(sys.stdin)
    app.conf.broker_transport_options = {}
    with app.producer_pool.acquire(block=True) as producer:
        for _ in range(count):
            app.send_task("bench.hop", (message,), queue="celery.in", producer=producer)


def work() -> None:
    """Serve until told to stop."""
    pool = ("--pool", os.environ["POOL"], "--concurrency", os.environ["CONCURRENCY"])
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING")
    app.worker_main(["worker", "--queues", "celery.in", *pool, *quiet])


work() if sys.argv[1] == "work" else fill(int(os.environ["COUNT"]))

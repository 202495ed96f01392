"""One trace from the application to the rating: the only importer of opentelemetry.

Without an endpoint only the trace context travels (W3C `traceparent`), which costs a random number a hop.
With `OTEL_EXPORTER_OTLP_ENDPOINT` set, every hop is a span, sent in the background.
"""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

from services.chassis.envelope import Message

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

_random = random.SystemRandom()


def new_trace() -> str:
    """The `traceparent` that an application begins with."""
    return f"00-{_random.getrandbits(128):032x}-{_random.getrandbits(64):016x}-01"


class Tracing:
    """Makes the span of each hop; its `traceparent` is what the messages it causes carry."""

    def __init__(self, service: str, endpoint: str | None = None) -> None:
        """`endpoint`: an OTLP/HTTP collector, for example http://localhost:4318."""
        self._tracer = _tracer(service, endpoint) if endpoint else None

    def hop(self, message: Message) -> str:
        """The context for what this message causes (a span of its own where traces are collected)."""
        if self._tracer is None:
            return _child(message.trace)
        return _span(self._tracer, message)


def _child(trace: str) -> str:
    parts = trace.split("-")
    if len(parts) != len(("version", "trace", "span", "flags")):
        return new_trace()
    return f"{parts[0]}-{parts[1]}-{_random.getrandbits(64):016x}-{parts[3]}"


def _tracer(service: str, endpoint: str) -> Tracer:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": f"tongban-{service}"}))
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider.get_tracer("tongban")


def _span(tracer: Tracer, message: Message) -> str:
    """Semantic conventions for messaging: https://opentelemetry.io/docs/specs/semconv/messaging/."""
    from opentelemetry.trace import SpanKind
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    propagator = TraceContextTextMapPropagator()
    parent = propagator.extract({"traceparent": message.trace})
    attributes = {
        "messaging.system": "rabbitmq",
        "messaging.operation.type": "process",
        "messaging.message.id": message.id,
        "messaging.message.conversation_id": message.case,
        "tongban.province": message.province,
    }
    span = tracer.start_span(f"process {message.type}", context=parent, kind=SpanKind.CONSUMER, attributes=attributes)
    context = span.get_span_context()
    span.end()
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"


def configured_endpoint() -> str | None:
    """The collector named in the environment, by OpenTelemetry's own variable."""
    return os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT")

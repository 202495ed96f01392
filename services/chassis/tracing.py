"""One trace from the application to the rating: the only importer of opentelemetry.

Without an endpoint only the trace context travels (W3C `traceparent`), which costs a random number a hop.
With `OTEL_EXPORTER_OTLP_ENDPOINT` set, every hop of a sampled trace is a span, sent in the background.
"""

import hashlib
import os
import random
from typing import Any

from services.chassis import clock
from services.chassis.envelope import Message

_random = random.SystemRandom()

SAMPLED = 1
"""The flag of a traceparent that asks for spans (W3C Trace Context, section 3.2.2.5)."""


def new_trace() -> str:
    """The `traceparent` of what belongs to no case."""
    return f"00-{_random.getrandbits(128):032x}-{_random.getrandbits(64):016x}-{SAMPLED:02x}"


def trace_of(case: str) -> str:
    """The `traceparent` of what somebody begins to say about a case: whoever knows its number knows its trace."""
    trace = hashlib.sha256(case.encode()).hexdigest()[:32]
    return f"00-{trace}-{_random.getrandbits(64):016x}-{SAMPLED:02x}"


class Tracing:
    """Makes the span of each hop; its `traceparent` is what the messages it causes carry."""

    def __init__(self, service: str, endpoint: str | None = None) -> None:
        """`endpoint`: an OTLP/HTTP collector, for example http://localhost:4318."""
        self._spans = _Spans(service, endpoint) if endpoint else None

    def hop(self, message: Message) -> str:
        """The context for what this message causes (a span of its own where traces are collected)."""
        parts = message.trace.split("-")
        if len(parts) != len(("version", "trace", "span", "flags")):
            return new_trace()
        version, trace, parent, flags = parts
        span = _random.getrandbits(64)
        if self._spans is not None and int(flags, 16) & SAMPLED:
            self._spans.end(message, int(trace, 16), int(parent, 16), span)
        return f"{version}-{trace}-{span:016x}-{flags}"

    def flush(self) -> None:
        """Send what waits to be sent; before a process ends."""
        if self._spans is not None:
            self._spans.flush()


class _Spans:
    """Hands finished spans to OpenTelemetry's exporter. Built as values: a tracer costs four times as much."""

    def __init__(self, service: str, endpoint: str) -> None:
        # Loaded only where spans are collected: it costs memory and a second of every start.
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import ReadableSpan
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.sdk.util.instrumentation import InstrumentationScope

        self._trace, self._span = trace, ReadableSpan
        self._resource = Resource.create({"service.name": f"tongban-{service}"})
        self._scope = InstrumentationScope("tongban")
        self._processor = BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces"))

    def end(self, message: Message, trace: int, parent: int, span: int) -> None:
        """Semantic conventions for messaging: https://opentelemetry.io/docs/specs/semconv/messaging/."""
        now = clock.now_nanos()
        self._processor.on_end(
            self._span(
                name=f"process {message.type}",
                context=self._context(trace, span, remote=False),
                parent=self._context(trace, parent, remote=True),
                resource=self._resource,
                attributes={
                    "messaging.system": "rabbitmq",
                    "messaging.operation.type": "process",
                    "messaging.message.id": message.id,
                    "messaging.message.conversation_id": message.case,
                    "tongban.province": message.province,
                },
                kind=self._trace.SpanKind.CONSUMER,
                instrumentation_scope=self._scope,
                start_time=now,
                end_time=now,
            )
        )

    def flush(self) -> None:
        self._processor.force_flush()

    def _context(self, trace: int, span: int, *, remote: bool) -> Any:
        flags = self._trace.TraceFlags(SAMPLED)
        return self._trace.SpanContext(trace, span, is_remote=remote, trace_flags=flags)


def configured_endpoint() -> str | None:
    """The collector named in the environment, by OpenTelemetry's own variable."""
    return os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT")

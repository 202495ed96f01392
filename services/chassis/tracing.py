"""One trace from the application to the rating: the only importer of opentelemetry.

Without an endpoint only the trace context travels (W3C `traceparent`), which costs a random number a hop.
With `OTEL_EXPORTER_OTLP_ENDPOINT` set, every hop of a sampled trace is a span, sent in the background as OTLP/HTTP in
its JSON encoding (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding): protobuf costs five times as much.
"""

import hashlib
import os
import random
from collections.abc import Mapping, Sequence
from typing import Any

from services.chassis import clock, codec
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
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExportResult
        from opentelemetry.sdk.util.instrumentation import InstrumentationScope

        self._trace, self._span = trace, ReadableSpan
        self._resource = Resource.create({"service.name": f"tongban-{service}"})
        self._scope = InstrumentationScope("tongban")

        class Exporter(OTLPSpanExporter):
            """The SDK's, with its environment, time-outs and retries; only the encoding is ours."""

            def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
                sent = self._client.export(codec.encode(_request(spans)))
                return SpanExportResult.SUCCESS if sent.success else SpanExportResult.FAILURE

        address, headers = f"{endpoint.rstrip('/')}/v1/traces", {"Content-Type": "application/json"}
        self._processor = BatchSpanProcessor(Exporter(endpoint=address, headers=headers))

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


_REMOTE_PARENT = 0x300
"""The parent's context came over the wire, and is known to have (opentelemetry/proto/trace/v1: SpanFlags)."""


def _request(spans: Sequence[Any]) -> Mapping[str, Any]:
    """An ExportTraceServiceRequest; all spans of a process have its resource and our scope."""
    scope = {"scope": {"name": spans[0].instrumentation_scope.name}, "spans": list(map(_written, spans))}
    return {"resourceSpans": [{"resource": _attributes(spans[0].resource.attributes), "scopeSpans": [scope]}]}


def _written(span: Any) -> Mapping[str, Any]:
    """Ids in hexadecimal, 64-bit integers as text, enumerations as numbers (SPAN_KIND_CONSUMER is 5)."""
    return {
        "traceId": f"{span.context.trace_id:032x}",
        "spanId": f"{span.context.span_id:016x}",
        "parentSpanId": f"{span.parent.span_id:016x}",
        "flags": _REMOTE_PARENT | SAMPLED,
        "name": span.name,
        "kind": 5,
        "startTimeUnixNano": str(span.start_time),
        "endTimeUnixNano": str(span.end_time),
        **_attributes(span.attributes),
    }


def _attributes(attributes: Mapping[str, str]) -> Mapping[str, Any]:
    return {"attributes": [{"key": key, "value": {"stringValue": value}} for key, value in attributes.items()]}


def configured_endpoint() -> str | None:
    """The collector named in the environment, by OpenTelemetry's own variable."""
    return os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT")

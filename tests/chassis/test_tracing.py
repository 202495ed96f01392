"""One trace from the application to the rating: its id is kept at every hop, the span is each hop's own."""

import base64
import json
import threading
from collections.abc import Iterator, Mapping
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from typing import Any

import pytest
from google.protobuf.json_format import ParseDict  # type: ignore[import-untyped]
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, SpanFlags

from services.chassis import clock
from services.chassis.contracts import Contracts
from services.chassis.envelope import to_mapping
from services.chassis.testing.mail import message
from services.chassis.tracing import Tracing, configured_endpoint, new_trace
from tests.chassis.running import wait_for

contracts = cache(Contracts.load)

SAID = message("payments.fee-settled.v1", "payment-530000-7", {})


def received(request: Any) -> ExportTraceServiceRequest:
    """Strictly by the schema: a name or type that it does not have is refused.

    OTLP differs from protobuf's JSON in the ids alone, which are hexadecimal; and 64-bit integers must be texts.
    """
    for span in (
        span for resource in request["resourceSpans"] for scope in resource["scopeSpans"] for span in scope["spans"]
    ):
        for name, length in (("traceId", 32), ("spanId", 16), ("parentSpanId", 16)):
            assert len(span[name]) == length
            span[name] = base64.b64encode(bytes.fromhex(span[name])).decode()
        assert isinstance(span["startTimeUnixNano"], str)
        assert isinstance(span["endTimeUnixNano"], str)
    parsed = ExportTraceServiceRequest()
    ParseDict(request, parsed)
    return parsed


class Collector(BaseHTTPRequestHandler):
    """Takes spans as an OpenTelemetry collector does, over HTTP."""

    spans: list[Span]
    headers_seen: list[Mapping[str, str]]

    def do_POST(self) -> None:
        """One export."""
        assert (self.path, self.headers["Content-Type"]) == ("/v1/traces", "application/json")
        request = received(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.headers_seen.append(dict(self.headers))
        for resource in request.resource_spans:
            assert {one.key: one.value.string_value for one in resource.resource.attributes}["service.name"]
            self.spans.extend(span for scope in resource.scope_spans for span in scope.spans)
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a collector."""
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "10")
    Collector.spans, Collector.headers_seen = [], []
    server = HTTPServer(("127.0.0.1", 0), Collector)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    serving.join(10)


def test_a_hop_keeps_the_trace_and_has_a_span_of_its_own() -> None:
    """Version and flags are kept too, so a trace that nobody records stays unrecorded."""
    hops = {Tracing("payments").hop(SAID) for _ in range(100)}
    version, trace, span, flags = SAID.trace.split("-")

    assert {(hop[:2], hop[3:35], hop[53:]) for hop in hops} == {(version, trace, flags)}
    assert len(hops | {SAID.trace}) == 101
    assert span not in {hop[36:52] for hop in hops}


@pytest.mark.parametrize("broken", ["", "00", "no trace at all", "00-1-2"])
def test_a_trace_that_is_none_begins_anew(broken: str) -> None:
    """Rather a new trace than none."""
    begun = Tracing("payments").hop(SAID.with_trace(broken))

    contracts().check_envelope(to_mapping(SAID.with_trace(begun)))


def test_a_new_trace_is_one_by_contract_and_never_the_same() -> None:
    """As the portal begins an application."""
    begun = {new_trace() for _ in range(100)}

    assert len(begun) == 100
    for trace in begun:
        contracts().check_envelope(to_mapping(SAID.with_trace(trace)))


def test_spans_reach_the_collector(collector: str) -> None:
    """Each hop is a span under the one before; its id is what travels on, and the case finds it."""
    tracing, begun = Tracing("payments", collector), clock.now_nanos()
    first = tracing.hop(SAID)
    second = tracing.hop(SAID.with_trace(first))
    wait_for(lambda: len(Collector.spans) == 2, "the spans")

    by_id = {span.span_id.hex(): span for span in Collector.spans}
    chain = [SAID.trace, first, second]
    for parent, child in pairwise(chain):
        span = by_id[child.split("-")[2]]
        assert span.trace_id.hex() == SAID.trace.split("-")[1]
        assert span.parent_span_id.hex() == parent.split("-")[2]
        assert span.name == "process payments.fee-settled.v1"
        assert span.kind == Span.SPAN_KIND_CONSUMER
        assert (
            span.flags
            == SpanFlags.SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE_MASK | SpanFlags.SPAN_FLAGS_CONTEXT_IS_REMOTE_MASK | 1
        )
        assert begun <= span.start_time_unix_nano <= span.end_time_unix_nano <= clock.now_nanos()
        attributes = {one.key: one.value.string_value for one in span.attributes}
        assert attributes["messaging.system"] == "rabbitmq"
        assert attributes["messaging.message.conversation_id"] == SAID.case
        assert attributes["tongban.province"] == "530000"


def test_what_the_environment_says_of_a_collector_holds(collector: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A collector may want to know who speaks: open telemetry's own variable says it."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer OMINOUS-MIRROR")
    Tracing("payments", collector).hop(SAID)
    wait_for(lambda: Collector.headers_seen, "the spans")

    seen = {name.lower(): value for name, value in Collector.headers_seen[0].items()}
    assert seen["authorization"] == "Bearer OMINOUS-MIRROR"


def test_what_nobody_records_is_not_recorded_further_on(collector: str) -> None:
    """The sender's decision travels in the flags."""
    unrecorded = SAID.with_trace(SAID.trace[:-2] + "00")
    tracing = Tracing("payments", collector)

    assert tracing.hop(unrecorded).endswith("-00")
    tracing.hop(SAID)
    wait_for(lambda: Collector.spans, "the span")
    assert len(Collector.spans) == 1


def test_the_collector_is_named_by_open_telemetrys_own_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it, nothing is collected."""
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    assert configured_endpoint() is None
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318")
    assert configured_endpoint() == "http://collector:4318"

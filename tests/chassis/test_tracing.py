"""One trace from the application to the rating: the trace stays, the span changes, a collector hears of each hop."""

import gzip
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from services.chassis.envelope import Message
from services.chassis.tracing import Tracing, new_trace

FORM = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


def _message(trace: str) -> Message:
    return Message(
        id="ominous-mirror",
        type="payments.fee-settled.v1",
        source="/tongban/payments",
        subject="payment-1",
        time="2026-11-20T01:02:04.000Z",
        province="530000",
        case="case-1",
        cause="crunchy-armchair",
        trace=trace,
        data={},
    )


@contextmanager
def _collector() -> Iterator[tuple[str, list[Any]]]:
    spans: list[Any] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            request = ExportTraceServiceRequest()
            request.ParseFromString(gzip.decompress(body) if self.headers["Content-Encoding"] == "gzip" else body)
            spans.extend(span for one in request.resource_spans for scope in one.scope_spans for span in scope.spans)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """What is collected is checked, not printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", spans
    finally:
        server.shutdown()
        server.server_close()


def test_the_trace_stays_and_the_span_changes() -> None:
    """Every hop is a child of the one before, in the form of W3C Trace Context."""
    first = new_trace()
    second = Tracing("payments").hop(_message(first))

    assert FORM.fullmatch(first)
    assert FORM.fullmatch(second)
    assert first.split("-")[1] == second.split("-")[1]
    assert first.split("-")[2] != second.split("-")[2]


def test_a_broken_context_begins_a_new_trace() -> None:
    """Nothing is refused for the sake of its trace."""
    assert FORM.fullmatch(Tracing("payments").hop(_message("gibberish")))


def test_a_collector_hears_of_every_sampled_hop() -> None:
    """Name, parent and case arrive; what is not sampled does not."""
    with _collector() as (endpoint, spans):
        tracing, first = Tracing("payments", endpoint), new_trace()
        second = tracing.hop(_message(first))
        tracing.hop(_message(f"{first[:-2]}00"))
        tracing.flush()

    assert [span.name for span in spans] == ["process payments.fee-settled.v1"]
    assert spans[0].trace_id.hex() == first.split("-")[1]
    assert spans[0].parent_span_id.hex() == first.split("-")[2]
    assert spans[0].span_id.hex() == second.split("-")[2]
    assert {one.key: one.value.string_value for one in spans[0].attributes}["tongban.province"] == "530000"

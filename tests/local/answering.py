"""A part of a machine, as small as it can be: answers `/ready` on PORT, or ends at once when told to FAIL."""

import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Ready(BaseHTTPRequestHandler):
    """Says yes."""

    def do_GET(self) -> None:
        """Answer every path."""
        self.send_response(200)
        self.end_headers()


if __name__ == "__main__":
    if reason := os.environ.get("FAIL"):
        sys.exit(reason)
    HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Ready).serve_forever()

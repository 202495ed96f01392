"""The sign-in as the portal meets it: it publishes keys, and its tokens are signed with them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from services.chassis import clock

SESSION = "9f86d081884c7d659a2feaa0c55ad015"


@dataclass
class SignIn:
    """One issuer; the last of its keys signs."""

    issuer: str
    keys: list[ECKey] = field(default_factory=lambda: [ECKey.generate_key("P-256", auto_kid=True)])
    asked: int = 0

    @classmethod
    @contextmanager
    def publishing(cls) -> Iterator["SignIn"]:
        """Its keys can be fetched."""

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                """Answer /jwks."""
                made.asked += 1
                body = json.dumps({"keys": [key.as_dict(private=False) for key in made.keys]}).encode()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """No news."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        made = cls(f"http://127.0.0.1:{server.server_port}")
        thread = Thread(target=server.serve_forever, name="sign-in")
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def token(self, seconds: int = 60, typ: str = "at+jwt", **other: Any) -> str:
        """An officer's access token that is right, but for what is given."""
        right = {
            "iss": self.issuer,
            "aud": "tongban",
            "sub": "staff-17",
            "sid": SESSION,
            "roles": ["officer"],
            "province": "530000",
            "exp": int(clock.now().timestamp()) + seconds,
        }
        claims = {name: value for name, value in {**right, **other}.items() if value is not None}
        return jwt.encode({"alg": "ES256", "typ": typ, "kid": self.keys[-1].kid}, claims, self.keys[-1])

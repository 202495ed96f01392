"""The portal's HTTP API: reads the views, sends commands, and answers only when the broker holds them."""

import sys

sys.modules.setdefault("pydantic.v1", None)  # type: ignore[arg-type]  # FastAPI loads it only to ask: 1 MiB

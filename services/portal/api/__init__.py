"""The portal's HTTP API: reads the views, sends commands, and answers only when the broker holds them."""

import sys

sys.modules.setdefault("pydantic.v1", None)  # type: ignore[arg-type]  # FastAPI loads it only to ask: 1 MiB

from pydantic import BaseModel, ConfigDict  # noqa: E402 - after the line above

# What FastAPI describes an interface with is compiled when it does so, and not at every start: 1 MiB more.
BaseModel.model_config = ConfigDict(defer_build=True)
import fastapi.openapi.models  # noqa: E402, F401

BaseModel.model_config = ConfigDict()

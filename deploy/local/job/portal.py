"""The portal's API as citizens and officers use it."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientResponse, ClientSession
from tenacity import RetryCallState, retry, retry_if_exception_type, stop_after_delay, wait_exponential_jitter

PATIENCE = 120.0
"""Seconds for which a portal that is away or overloaded is asked again, unless its caller has more."""

BUSY = 429, 502, 503, 504
CONFLICT = 409


class Refused(Exception):
    """The portal said no, and why (RFC 9457)."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status}: {json.dumps(problem, ensure_ascii=False)}")
        self.status, self.problem = status, problem


class Busy(Exception):
    """The portal cannot just now."""


def _out_of_patience(calls: RetryCallState) -> bool:
    portal: Portal = calls.args[0]
    return stop_after_delay(portal.patience)(calls)


patiently = retry(
    retry=retry_if_exception_type((Busy, ClientError, TimeoutError, ConnectionError)),
    wait=wait_exponential_jitter(multiplier=0.2, max=5.0),
    stop=_out_of_patience,
    reraise=True,
)


@dataclass(frozen=True, slots=True)
class Portal:
    """Calls on one portal. Every call that changes something may be repeated: the portal knows it again."""

    session: ClientSession
    url: str
    patience: float = PATIENCE

    @patiently
    async def get(self, path: str, headers: Mapping[str, str] | None = None, **query: str) -> Any:
        """Read a resource."""
        async with self.session.get(self.url + path, headers=headers, params=query) as response:
            return await _content(response)

    @patiently
    async def post(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Any:
        """Ask for something."""
        async with self.session.post(self.url + path, json=body, headers=headers) as response:
            return await _content(response)

    async def follow(self, address: str, headers: Mapping[str, str]) -> AsyncIterator[dict[str, Any]]:
        """A case or bundle as it stands, again with every change (server-sent events); reconnects as browsers do."""
        while True:
            try:
                async with self._listen(address, headers) as response:
                    if response.status != 200:
                        await _content(response)
                    async for line in response.content:
                        if line.startswith(b"data: "):
                            yield json.loads(line.removeprefix(b"data: "))
            except (Busy, ClientError, TimeoutError, ConnectionError):
                await asyncio.sleep(1)

    def _listen(self, address: str, headers: Mapping[str, str]) -> AbstractAsyncContextManager[ClientResponse]:
        return self.session.get(f"{self.url}{address}/events", headers=headers, timeout=None)


async def _content(response: ClientResponse) -> Any:
    if response.status in BUSY:
        raise Busy(f"{response.status} from {response.url.path}")
    content = await response.json(content_type=None) if response.status != 204 else None
    if not response.ok:
        raise Refused(response.status, content if isinstance(content, dict) else {"title": str(content)})
    return content

"""Telling the suite what happened, signed, again and again until it has heard."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from typing import Any

import aiohttp
from tenacity import AsyncRetrying, RetryError, retry_if_exception_type, stop_after_delay, wait_exponential_jitter

from deploy.local.standins.settings import Settings
from services.chassis.signatures import sign

LONGEST_WAIT = 10.0
"""Seconds between two tries at most."""

ANSWER_WITHIN = 10.0
"""Seconds that one try may take."""

AT_ONCE = 16
"""Connections that are open at the same time."""

_log = logging.getLogger(__name__)


class NotHeard(Exception):
    """The one called answered with something other than 2xx."""


class Teller:
    """Calls back under one sender's name; each notice runs as a task of its own, and all end with `close`."""

    def __init__(self, sender: str, settings: Settings) -> None:
        self._sender, self._settings = sender, settings
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Run in the background; a failure is logged, never lost."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def tell(self, url: str, body: bytes, headers: Mapping[str, str] | None = None) -> bool:
        """POST the body, signed, until a 2xx answers; False when patience ends first. `headers`: its own."""
        retrying = AsyncRetrying(
            retry=retry_if_exception_type((aiohttp.ClientError, TimeoutError, NotHeard)),
            wait=wait_exponential_jitter(
                self._settings.retry_seconds, LONGEST_WAIT, jitter=self._settings.retry_seconds
            ),
            stop=stop_after_delay(self._settings.patience_seconds),
        )
        try:
            await retrying(self._post, url, body, headers or self._signed(body))
        except RetryError as error:
            reason = error.last_attempt.exception()
            _log.warning("given up after %g s: %s (%r)", self._settings.patience_seconds, url, reason)
            return False
        return True

    async def close(self) -> None:
        """End every task; what was not heard is told again after a restart with the same journal."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _signed(self, body: bytes) -> Mapping[str, str]:
        return {
            "Content-Type": "application/json",
            "X-Signature": sign(self._settings.callback_secret, body),
            "X-Sender": self._sender,
        }

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        async with self._opened().post(url, data=body, headers=headers, allow_redirects=False) as answer:
            if not 200 <= answer.status < 300:
                raise NotHeard(f"answered {answer.status}")

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=AT_ONCE),
                timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("a notice could not be told", exc_info=error)

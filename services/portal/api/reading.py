"""The views, read without holding up the event loop; requests that wait together are read together."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any, TypeVar

from services.chassis.store import Store
from services.chassis.stored import ShownDocument

T = TypeVar("T")

THREADS = 2
"""Round trips to the store at a time; each serves everybody who waits."""

AT_ONCE = 50
"""Documents a round trip: when hundreds of followers look again together, not all are held at once."""


class Reading:
    """One store for many requests. While one read is under way, the next ones gather and become one."""

    def __init__(self, store: Store) -> None:
        """The store's driver blocks, so it is called in threads."""
        self._store = store
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="store")
        self._waiting: dict[str, dict[str, asyncio.Future[ShownDocument | None]]] = {}
        self._readers: dict[str, asyncio.Task[None]] = {}

    async def find(self, view: str, key: str) -> ShownDocument | None:
        """One document of a view, or None; raises Unavailable."""
        waiting = self._waiting.setdefault(view, {})
        found = waiting.setdefault(key, asyncio.get_running_loop().create_future())
        if view not in self._readers:
            self._readers[view] = asyncio.create_task(self._read(view))
        return await asyncio.shield(found)  # who hangs up must not cancel what others wait for too

    async def page(
        self, view: str, where: Mapping[str, Any], limit: int, after: str, order: str | None = None
    ) -> list[dict[str, Any]]:
        """A page of what readers see, by key, or by a field whose values are all different."""
        return await self.call(lambda: self._store.list_view(view, where, limit, after, order))

    async def changed(self, view: str, since: int, limit: int) -> list[ShownDocument]:
        """Documents changed at or after this moment, earliest change first."""
        return await self.call(lambda: self._store.changed_views(view, since, limit))

    async def ping(self) -> None:
        """Raises Unavailable unless the store answers."""
        await self.call(self._store.ping)

    async def call(self, blocking: Callable[[], T]) -> T:
        """Run something that waits for the store in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, blocking)

    def close(self) -> None:
        """Let the threads end when they are done, then hang up."""
        self._threads.shutdown()
        self._store.close()

    async def _read(self, view: str) -> None:
        while waiting := self._first(view):
            keys = list(waiting)
            try:
                found = await self.call(lambda keys=keys: self._store.show_views(view, keys))  # type: ignore[misc]
            except Exception as error:  # noqa: BLE001 - everybody who waits must learn of it
                for future in waiting.values():
                    future.set_exception(error)
            else:
                for key, future in waiting.items():
                    future.set_result(found.get(key))
        del self._readers[view]

    def _first(self, view: str) -> dict[str, asyncio.Future[ShownDocument | None]]:
        """Those who have waited longest, as many as are read at once; the others wait on."""
        waiting = self._waiting.get(view, {})
        taken = {key: waiting.pop(key) for key in list(islice(waiting, AT_ONCE))}
        if not waiting:
            self._waiting.pop(view, None)
        return taken

"""A line that can be cut: `python -m tests.faults.proxy PORT TO_PORT` passes loopback connections on, unread.

Killed, it cuts every connection; stopped (SIGSTOP), it makes the network silent without closing anything.
"""

import asyncio
import contextlib
import sys

CHUNK = 65_536


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass one direction on until either end hangs up; then hang up the other."""
    with contextlib.suppress(OSError):
        while chunk := await reader.read(CHUNK):
            writer.write(chunk)
            await writer.drain()
    writer.close()


async def serve(port: int, to_port: int) -> None:
    """Take connections until killed; what cannot be passed on is hung up on, as a closed port would."""
    under_way = set[asyncio.Task[None]]()

    async def taken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Join it to a connection beyond."""
        try:
            beyond_reader, beyond_writer = await asyncio.open_connection("127.0.0.1", to_port)
        except OSError:
            writer.close()
            return
        for task in (_pump(reader, beyond_writer), _pump(beyond_reader, writer)):
            running = asyncio.ensure_future(task)
            under_way.add(running)
            running.add_done_callback(under_way.discard)

    server = await asyncio.start_server(taken, "127.0.0.1", port, backlog=200)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))

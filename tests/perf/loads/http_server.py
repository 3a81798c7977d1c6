"""A venue's REST on loopback that accepts every order at once and looks at nothing. Standard library only.

Run as a program it prints its address.
"""

import asyncio
import re
import sys
import time

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_CLIENT_OID = re.compile(rb'"clientOid": *"([^"]*)"')
_END = b"\r\n\r\n"


class Venue(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self._unread = b""
        self._transport: asyncio.Transport | None = None
        self._orders = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._unread += data
        while (end := self._unread.find(_END)) >= 0:
            head = self._unread[: end + len(_END)]
            found = _LENGTH.search(head)
            whole = len(head) + (int(found[1]) if found else 0)
            if len(self._unread) < whole:
                return
            body, self._unread = self._unread[len(head) : whole], self._unread[whole:]
            self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        now = int(time.time() * 1_000)
        if b"/public/time" in head:
            data = f'{{"serverTime":"{now}"}}'
        else:
            self._orders += 1
            oid = _CLIENT_OID.search(body)
            data = f'{{"orderId":"{self._orders}","clientOid":"{oid[1].decode() if oid else ""}"}}'
        text = f'{{"code":"00000","msg":"success","requestTime":{now},"data":{data}}}'
        lines = (
            "HTTP/1.1 200 OK",
            "Content-Type: application/json",
            f"Content-Length: {len(text)}",
            "",
            text,
        )
        if self._transport is not None:
            self._transport.write("\r\n".join(lines).encode())


async def main() -> None:
    """Serve until the standard input ends."""
    server = await asyncio.get_running_loop().create_server(Venue, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    sys.stdout.write(f"http://127.0.0.1:{port}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())

"""The socket around a session: reads, writes, and ends when either side has had enough."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.websockets import WebSocket, WebSocketDisconnect

from terminal_app.paper.server.credentials import PaperKey
from terminal_app.paper.server.ws.feeds import Feeds
from terminal_app.paper.server.ws.hub import Hub
from terminal_app.paper.server.ws.outbox import Outbox
from terminal_app.paper.server.ws.quota import ConnectionQuota
from terminal_app.paper.server.ws.session import Session
from terminal_app.paper.server.ws.trading import StreamOrders
from terminal_app.tasks import TaskOwner

if TYPE_CHECKING:
    from terminal_app.core.ports import Clock
    from terminal_app.paper.server.faults.dice import Dice

PATHS = frozenset({"/v2/ws/public", "/v2/ws/private", "/v3/ws/public", "/v3/ws/private"})

Endpoint = Callable[[WebSocket], Awaitable[None]]


def stream_endpoint(
    feeds: Feeds,
    hub: Hub,
    key: PaperKey,
    clock: "Clock",
    orders: StreamOrders,
    quota: ConnectionQuota,
    dice: "Dice | None" = None,
) -> Endpoint:
    """The handler of every stream address; which one is called makes no difference."""

    async def serve(websocket: WebSocket) -> None:
        address = websocket.client.host if websocket.client else ""
        if websocket.url.path not in PATHS or not quota.admit(address):
            await websocket.close()
            return
        try:
            await websocket.accept()
            await _live(websocket)
        finally:
            quota.leave(address)

    async def _live(websocket: WebSocket) -> None:
        outbox = Outbox()
        push = outbox.put if dice is None else _faulty(dice, outbox)
        session = Session(feeds, hub, key, clock, orders, push=push, hang_up=outbox.close)
        owner = TaskOwner("stream")
        ways_to_end = [
            owner.spawn(_read(websocket, session, clock), "read"),
            owner.spawn(_write(websocket, outbox), "write"),
            owner.spawn(outbox.overflow.wait(), "overflow"),
            owner.spawn(_age(session, quota), "age"),
        ]
        try:
            # Returning closes the socket without a farewell, which is how the venue drops a client.
            await asyncio.wait(ways_to_end, return_when=asyncio.FIRST_COMPLETED)
        finally:
            session.close()
            await owner.aclose()

    return serve


def _faulty(dice: "Dice", outbox: Outbox) -> Callable[[str], None]:
    from terminal_app.paper.server.faults.stream import FaultyStream

    return FaultyStream(dice, outbox.put).push


async def _age(session: Session, quota: ConnectionQuota) -> None:
    """Let a connection grow old: shortly before its end it is told."""
    await asyncio.sleep(quota.notice)
    session.warn()
    await asyncio.sleep(quota.life - quota.notice)


async def _read(websocket: WebSocket, session: Session, clock: "Clock") -> None:
    try:
        while True:
            async with asyncio.timeout(max(0, session.idle_at - clock.monotonic())):
                text = await websocket.receive_text()
            session.receive(text)
    except (TimeoutError, WebSocketDisconnect, KeyError):
        return  # idle, gone, or a binary frame where only text is spoken


async def _write(websocket: WebSocket, outbox: Outbox) -> None:
    try:
        while (frame := await outbox.get()) is not None:
            await websocket.send_text(frame)
        await websocket.close()
    except (WebSocketDisconnect, RuntimeError):
        return  # the client has gone while a frame was on its way

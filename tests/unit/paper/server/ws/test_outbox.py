"""The bounded queue of a connection."""

import asyncio

from terminal_app.paper.server.ws.outbox import Outbox


async def test_gives_frames_in_order_and_ends_after_the_last() -> None:
    outbox = Outbox()
    for frame in ("a", "b"):
        outbox.put(frame)
    outbox.close()
    outbox.put("too late")
    assert [await outbox.get() for _ in range(3)] == ["a", "b", None]


async def test_wakes_the_reader() -> None:
    outbox = Outbox()
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(outbox.get())
        await asyncio.sleep(0)
        outbox.put("a")
    assert reading.result() == "a"


async def test_says_so_when_the_listener_is_too_slow() -> None:
    outbox = Outbox(most=10)
    outbox.put("12345")
    assert await outbox.get() == "12345"
    outbox.put("1234567890")
    assert not outbox.overflow.is_set()
    outbox.put("1")
    assert outbox.overflow.is_set()

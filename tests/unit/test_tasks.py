"""Tasks with an owner: none is lost, none outlives it."""

import asyncio

import pytest

from terminal_app.tasks import TaskOwner, together
from tests.helpers.logs import LogWatch


async def _fail() -> None:
    raise RuntimeError("planted")


async def test_a_failure_is_logged_at_once(expect_log: LogWatch) -> None:
    expect_log("task desk:broken failed")
    TaskOwner("desk").spawn(_fail(), "broken")
    await asyncio.sleep(0)
    await asyncio.sleep(0)


async def test_a_failure_goes_to_whoever_asked_for_it() -> None:
    seen: list[BaseException] = []
    owner = TaskOwner("desk", seen.append)
    owner.spawn(_fail(), "broken")
    await owner.drain()
    assert [str(error) for error in seen] == ["planted"]


async def test_closing_ends_what_still_runs() -> None:
    owner = TaskOwner("desk")
    task = owner.spawn(asyncio.Event().wait(), "forever")
    await owner.aclose()
    assert task.cancelled()


async def test_a_cancel_that_was_lost_is_repeated() -> None:
    lost = []

    async def stubborn() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            lost.append(1)
        await asyncio.Event().wait()

    owner = TaskOwner("desk")
    task = owner.spawn(stubborn(), "stubborn")
    await asyncio.sleep(0)
    await owner.aclose()
    assert (lost, task.cancelled()) == ([1], True)


async def test_nothing_starts_after_closing() -> None:
    ran: list[int] = []

    async def late() -> None:
        ran.append(1)

    owner = TaskOwner("desk")
    await owner.aclose()
    task = owner.spawn(late(), "late")
    await asyncio.wait([task])
    assert (task.cancelled(), ran) == (True, [])


async def test_an_owner_may_be_closed_by_its_own_task() -> None:
    owner = TaskOwner("desk")
    await asyncio.wait_for(owner.spawn(owner.aclose(), "closer"), 1)


@pytest.mark.parametrize("count", [0, 3])
async def test_draining_waits_for_everything(count: int) -> None:
    owner = TaskOwner("desk")
    done: list[int] = []

    async def work(number: int) -> None:
        await asyncio.sleep(0)
        done.append(number)

    for number in range(count):
        owner.spawn(work(number), str(number))
    await owner.drain()
    assert done == list(range(count))


async def test_things_done_together_come_back_in_their_order() -> None:
    gate = asyncio.Event()

    async def first() -> int:
        await gate.wait()
        return 1

    async def second() -> int:
        gate.set()
        return 2

    assert await together(first(), second()) == [1, 2]
    assert await together() == []


async def test_when_one_fails_the_others_come_to_their_end() -> None:
    ended: list[int] = []

    async def slow() -> None:
        await asyncio.sleep(0)
        ended.append(1)

    with pytest.raises(RuntimeError, match="planted"):
        await together(_fail(), slow())
    assert ended == [1]

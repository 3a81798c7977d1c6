"""The day's bills are read at once, after each full hour, and again when the exchange cannot be reached."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from terminal_app.app.day_bills import keep_reading
from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.errors import LinkError
from tests.helpers.desk import Desk, open_desk
from tests.helpers.examples import PERP_ID

D = Decimal
HOUR_MS = 3_600_000


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """A trading service on a fake exchange."""
    async with open_desk() as made:
        yield made


async def read_until(desk: Desk, pauses: int) -> list[float]:
    """Let it read until it has paused so often; how long each pause was."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == pauses:
            raise asyncio.CancelledError
        desk.clock.advance(seconds)

    with pytest.raises(asyncio.CancelledError):
        await keep_reading(desk.exchange, desk.service.controls, desk.clock, sleep)
    return slept


async def test_a_minute_after_each_hour(desk: Desk) -> None:
    slept = await read_until(desk, 3)
    ends = desk.clock.now_ms() + int(slept[-1] * 1000)
    assert ends % HOUR_MS == 60_000
    assert slept[1:] == [3600.0, 3600.0]
    assert 0 < slept[0] <= 3600


async def test_what_is_read_counts(desk: Desk) -> None:
    paid = Bill("1", desk.clock.now_ms(), "USDT", BillKind.FUNDING, PERP_ID, D("-2"), D(0), None, "")
    yesterday = Bill(
        "2", desk.service.controls.day.start_ms() - 1, "USDT", BillKind.FUNDING, PERP_ID, D(9), D(0), None, ""
    )
    desk.exchange.ledger += [yesterday, paid]
    await read_until(desk, 1)
    assert desk.service.controls.day.result().amount == D(-2)


async def test_a_failure_is_tried_again_in_a_minute(desk: Desk) -> None:
    desk.exchange.failures.append(LinkError("No network."))
    slept = await read_until(desk, 2)
    assert slept[0] == 60.0
    assert (desk.clock.now_ms() + int(slept[1] * 1000)) % HOUR_MS == 60_000

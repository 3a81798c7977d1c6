"""A command that need not wait is written in the moment it is sent, by the same rules as any other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from terminal_app.bitget.endpoints import Venue
from terminal_app.bitget.errors import NothingSentError
from terminal_app.bitget.link_state import LinkWatch
from terminal_app.bitget.rest import BitgetRest
from terminal_app.bitget.unified import endpoints
from terminal_app.bitget.wire.calls import Row
from terminal_app.core.events import LinkState
from terminal_app.core.ports import Purpose
from tests.helpers.bitget_rest import CREDENTIALS, Bench
from tests.helpers.faulty_server import FaultyServer, answer, faulty_server, hang_up
from tests.helpers.http_script import ok
from tests.helpers.waiting import eventually

HALTED = "Trading is halted."


def body(now_ms: int) -> Row:
    return {"at": now_ms}


def wrong(_now_ms: int) -> Row:
    raise ValueError("a size in the wrong coin")


class Desk:
    """A client whose clock is known and whose connection is open."""

    def __init__(self, server: FaultyServer) -> None:
        self.server = server
        self.bench = Bench()
        self.halted = False
        server.behave["/time"] = answer(ok({"serverTime": str(self.bench.clock.now_ms())}))
        server.behave["/place-order"] = answer(ok({"orderId": "1"}))
        ws = server.url.replace("http", "ws", 1)
        self.rest = BitgetRest(
            Venue.paper(server.url, ws, ws),
            CREDENTIALS,
            self.bench.clock,
            self.bench.tasks,
            LinkWatch(self.bench.links.append),
            may_send=self._may_send,
            sleep=self.bench.sleep,
        )

    def _may_send(self, purpose: Purpose) -> str | None:
        return HALTED if self.halted and purpose is Purpose.ORDER else None


@asynccontextmanager
async def running() -> AsyncIterator[Desk]:
    async with faulty_server() as server:
        desk = Desk(server)
        await desk.rest.venue_clock.measure()
        yield desk
        await desk.bench.tasks.aclose()
        await desk.rest.aclose()


async def test_it_is_written_before_anything_else_has_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running() as desk:
        written: list[str] = []
        monkeypatch.setattr(
            "terminal_app.bitget.line.Line.write", lambda _line, _data: written.append("order")
        )
        asyncio.get_running_loop().call_soon(written.append, "the next turn")
        sending = desk.rest.send(endpoints.PLACE_ORDER, body)
        sending.send(None)
        await asyncio.sleep(0)
        assert written == ["order", "the next turn"]
        with pytest.raises(asyncio.CancelledError):
            sending.throw(asyncio.CancelledError())


async def test_it_is_sent_once_and_answered() -> None:
    async with running() as desk:
        for count in (1, 2, 3):
            assert (await desk.rest.send(endpoints.PLACE_ORDER, body)).ok
            assert len(desk.server.posts()) == count
        assert desk.server.connections == 1
        assert [link.state for link in desk.bench.links] == [LinkState.LIVE]


async def test_a_caller_that_is_cancelled_leaves_it_on_its_way() -> None:
    async with running() as desk:
        caller = desk.bench.tasks.spawn(desk.rest.send(endpoints.PLACE_ORDER, body), "caller")
        await asyncio.sleep(0)
        caller.cancel()
        with pytest.raises(asyncio.CancelledError):
            await caller
        await desk.bench.tasks.drain()
        assert len(desk.server.posts()) == 1
        assert (await desk.rest.send(endpoints.PLACE_ORDER, body)).ok


async def test_the_gate_is_asked_and_what_it_holds_back_costs_no_connection() -> None:
    async with running() as desk:
        desk.halted = True
        for _more_than_there_are_connections in range(30):
            with pytest.raises(NothingSentError, match="halted"):
                await desk.rest.send(endpoints.PLACE_ORDER, body)
            desk.bench.clock.advance(1)
        assert desk.server.posts() == []
        desk.halted = False
        assert (await desk.rest.send(endpoints.PLACE_ORDER, body)).ok


async def test_an_order_that_cannot_be_written_leaves_the_connection_as_it_was() -> None:
    async with running() as desk:
        for _more_than_there_are_connections in range(30):
            with pytest.raises(ValueError, match="wrong coin"):
                await desk.rest.send(endpoints.PLACE_ORDER, wrong)
            desk.bench.clock.advance(1)
        assert (await desk.rest.send(endpoints.PLACE_ORDER, body)).ok
        assert desk.server.connections == 1


async def test_what_has_to_wait_for_its_turn_waits() -> None:
    async with running() as desk:
        for _ in range(endpoints.PLACE_ORDER.per_second):
            await desk.rest.send(endpoints.PLACE_ORDER, body)
        assert desk.bench.slept == []
        assert (await desk.rest.send(endpoints.PLACE_ORDER, body)).ok
        assert desk.bench.slept
        assert desk.server.connections == 1


async def test_a_clock_in_doubt_is_measured_first() -> None:
    async with running() as desk:
        looks = len(desk.server.seen)
        desk.bench.clock.step_wall(60)
        await desk.rest.send(endpoints.PLACE_ORDER, body)
        assert [request.method for request in desk.server.seen[looks:]] == ["GET"] * 5 + ["POST"]


async def test_a_connection_that_has_ended_is_not_written_on() -> None:
    async with running() as desk:
        desk.server.behave["/time"] = hang_up
        desk.server.behave["/place-order"] = answer(ok({"orderId": "1"}))
        await desk.server.close()
        await eventually(lambda: desk.server.connections == 0)
        assert (await desk.rest.send(endpoints.PLACE_ORDER, body)).ok
        assert len(desk.server.posts()) == 1

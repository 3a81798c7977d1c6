"""The classic streams of a paper exchange, listened to over the wire."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

import msgspec

from terminal_app.bitget.backoff import ConnectBudget
from terminal_app.bitget.classic.stream import CLASSIC_STREAM
from terminal_app.bitget.stream import Stream
from terminal_app.bitget.wire.envelope import Envelope
from terminal_app.core.account import Fill, Position
from terminal_app.core.clock import SystemClock
from terminal_app.core.events import (
    AccountEvent,
    FillsSeen,
    Link,
    LinkChanged,
    LinkEvent,
    LinkState,
    MarketEvent,
    OrdersSeen,
    PositionsSeen,
    StrategyOrdersSeen,
)
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import VenueOrder
from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.tasks import TaskOwner
from tests.helpers.paper_process import PaperProcess
from tests.helpers.waiting import eventually

Event = MarketEvent | AccountEvent | LinkEvent
EventT = TypeVar("EventT", bound=Event)


class Heard:
    """Everything a stream said."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    def of(self, kind: type[EventT]) -> list[EventT]:
        """Everything of a kind."""
        return [event for event in self.events if isinstance(event, kind)]

    def lives(self) -> int:
        """How often the link was said to be live."""
        return sum(event.state is LinkState.LIVE for event in self.of(LinkChanged))

    def orders(self, client_oid: str) -> list[VenueOrder]:
        """What was reported of one order, in order."""
        found = (order for event in self.of(OrdersSeen) for order in event.orders)
        return [order for order in found if order.client_oid == client_oid]

    def fills(self, order_id: str) -> list[Fill]:
        """The executions of one order."""
        return [one for event in self.of(FillsSeen) for one in event.fills if one.order_id == order_id]

    def plans(self, client_oid: str) -> list[StrategyOrder]:
        """What was reported of one waiting order, in order."""
        found = (order for event in self.of(StrategyOrdersSeen) for order in event.orders)
        return [order for order in found if order.client_oid == client_oid]

    def positions(self, product: ProductType = ProductType.USDT_FUTURES) -> tuple[Position, ...] | None:
        """All positions of a product as they were told last."""
        told = [event for event in self.of(PositionsSeen) if event.product is product]
        assert all(event.complete for event in told)
        return told[-1].positions if told else None


@asynccontextmanager
async def listening(paper: PaperProcess, link: Link) -> AsyncIterator[tuple[Stream, Heard]]:
    """A stream for the length of a block."""
    clock, tasks, heard = SystemClock(), TaskOwner("test"), Heard()
    venue = paper.venue
    key, url = None, venue.public_ws
    if link is Link.PRIVATE:
        key = paper.credentials
        url = venue.private_ws
    url = venue.stream_url(url, "v2")
    stream = Stream(CLASSIC_STREAM, link, url, key, clock, clock.now_ms, heard, tasks, ConnectBudget())
    stream.start()
    try:
        yield stream, heard
    finally:
        await stream.aclose()
        await tasks.aclose()


@asynccontextmanager
async def logged_in(paper: PaperProcess) -> AsyncIterator[tuple[Stream, Heard]]:
    """A private stream with all of its channels confirmed."""
    async with listening(paper, Link.PRIVATE) as (stream, heard):
        await eventually(lambda: len(stream.audit().confirmed) == len(CLASSIC_STREAM.private), timeout=10)
        yield stream, heard


def answer(content: object) -> Envelope:
    """What the exchange said, as an answer of REST for its decoder."""
    return Envelope("00000", data=msgspec.Raw(json.dumps(content).encode()))

"""The counter where the market trades: whole ticks and lots, and many orders to one step.

Nothing is told until the step is over, so a hundred changed quotes make one report of the book.
"""

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.orders import Side
from terminal_app.paper.engine.book import Book
from terminal_app.paper.engine.messages import EngineEvent, Printed
from terminal_app.paper.engine.orders import Orders
from terminal_app.paper.engine.strategies import Strategies
from terminal_app.paper.engine.world import World


class MarketDesk:
    """Orders of the market."""

    def __init__(self, world: World, orders: Orders, strategies: Strategies) -> None:
        self._world = world
        self._orders = orders
        self._strategies = strategies

    def book(self, instrument: InstrumentId) -> Book:
        """The book of an instrument, to look at."""
        return self._world.books[instrument]

    def quote(self, instrument: InstrumentId, side: Side, price: int, lots: int, now_ms: int) -> str | None:
        """A limit order; what would cross trades first. Returns the id of what rests."""
        return self._orders.market_limit(self._world.instruments[instrument], side, price, lots, now_ms)

    def lift(self, instrument: InstrumentId, side: Side, price: int, lots: int, now_ms: int) -> None:
        """Trade up to a price and leave nothing on the book."""
        self._orders.market_limit(self._world.instruments[instrument], side, price, lots, now_ms, rest=False)

    def take(self, instrument: InstrumentId, side: Side, lots: int, now_ms: int) -> int:
        """A market order; returns how many lots it got."""
        return self._orders.market_take(self._world.instruments[instrument], side, lots, now_ms)

    def pull(self, instrument: InstrumentId, order_id: str) -> None:
        """Take an order off the book, if it is still there."""
        self._orders.market_cancel(self._world.instruments[instrument], order_id)

    def trim(self, instrument: InstrumentId, order_id: str, lots: int) -> int:
        """Take up to so many lots off an order of the market, which keeps its place; returns how many."""
        order = self._world.books[instrument].get(order_id)
        if order is None:
            return 0
        taken = min(lots, order.lots)
        self._world.books[instrument].reduce(order, taken)
        self._world.touch_book(instrument)
        return taken

    def repeat(self, trade: Printed, price: int, lots: int, now_ms: int) -> None:
        """Let a trade of another exchange fill what it meets here, up to its price; only it is printed."""
        with self._world.without_prints():
            if lots:
                self.lift(trade.instrument, trade.side, price, lots, now_ms)
        self._world.emit_print(trade)

    def next_id(self, now_ms: int) -> str:
        """An identifier for something the market has to name."""
        return self._world.ids.next(now_ms)

    def take_prints(self) -> list[Printed]:
        """Every public trade since the last call, whoever made it, oldest first."""
        prints = list(self._world.prints)
        self._world.prints.clear()
        return prints

    def end_step(self, now_ms: int) -> list[EngineEvent]:
        """Let strategy orders go off that the step has touched; returns all since the last call."""
        self._strategies.run(now_ms)
        return self._world.take_events()

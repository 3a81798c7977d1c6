"""Price-time matching of one incoming order against one book.

Decides who trades with whom, how much and at which price, one step at a time: between two steps the caller
settles the trade, and whatever that does to the book (a reduce-only order that lost its position leaves) is
seen by the next step. Knows nothing of accounts, fees or money; prices are ticks, sizes lots, and a budget is
counted in tick x lot.
"""

from collections.abc import Iterator

import msgspec

from terminal_app.core.orders import Side
from terminal_app.paper.engine.book import Book, Resting
from terminal_app.paper.engine.messages import StpMode


class Taker(msgspec.Struct):
    """An incoming order.

    `lots` is what it still wants, `None` when it is sized by `budget`, the money it may still spend.
    `limit` is the worst price it takes, `None` for any. `stopped` is set when self-trade prevention ended it.
    """

    owner: str
    side: Side
    limit: int | None
    lots: int | None
    budget: int = 0
    stp: StpMode = StpMode.NONE
    stopped: bool = False

    def accepts(self, price: int) -> bool:
        """Whether it trades at this price."""
        if self.limit is None:
            return True
        return price <= self.limit if self.side is Side.BUY else price >= self.limit

    def wants(self, price: int) -> int:
        """How many lots it would take at this price."""
        return self.budget // price if self.lots is None else self.lots

    def took(self, price: int, lots: int) -> None:
        """Note that it got this many lots at this price."""
        if self.lots is None:
            self.budget -= price * lots
        else:
            self.lots -= lots


class Execution(msgspec.Struct, frozen=True, gc=False):
    """A trade: the maker's price, in ticks, and the lots that changed hands. The book already shows it."""

    maker: Resting
    price: int
    lots: int


class SelfTrade(msgspec.Struct, frozen=True, gc=False):
    """A resting order that left the book because its own account would have traded with it."""

    maker: Resting


def match(book: Book, taker: Taker) -> Iterator[Execution | SelfTrade]:
    """Trade the incoming order as far as it goes.

    What is left of it afterwards is in `taker`; nothing is put on the book.
    """
    opposite = taker.side.opposite
    while True:
        maker = book.front(opposite)
        if maker is None or not taker.accepts(maker.price):
            return
        lots = min(taker.wants(maker.price), maker.lots)
        if lots == 0:
            return
        if taker.stp is not StpMode.NONE and maker.owner == taker.owner:
            if taker.stp is not StpMode.CANCEL_TAKER:
                book.remove(maker.order_id)
                yield SelfTrade(maker)
            if taker.stp is not StpMode.CANCEL_MAKER:
                taker.stopped = True
                return
            continue
        taker.took(maker.price, lots)
        book.reduce(maker, lots)
        yield Execution(maker, maker.price, lots)
        if taker.lots == 0:
            return


def crosses(book: Book, taker: Taker) -> bool:
    """Whether the incoming order would trade at once."""
    best = book.best(taker.side.opposite)
    return best is not None and taker.accepts(best)


def can_fill(book: Book, taker: Taker) -> bool:
    """Whether the book holds all that the incoming order wants: what fill-or-kill asks before it trades.

    Orders of its own account do not count where self-trade prevention takes them away, and end the count
    where it ends the taker.
    """
    missing = taker.lots or 0
    for order in book.orders(taker.side.opposite):
        if missing <= 0 or not taker.accepts(order.price):
            break
        if taker.stp is not StpMode.NONE and order.owner == taker.owner:
            if taker.stp is StpMode.CANCEL_MAKER:
                continue
            break
        missing -= order.lots
    return missing <= 0


def sweep(book: Book, side: Side, lots: int) -> tuple[int, int]:
    """What taking so many lots at any price would trade now: lots, and their value in tick x lot."""
    taken = value = 0
    for price, resting in book.levels(side.opposite):
        step = min(resting, lots - taken)
        taken += step
        value += step * price
        if taken == lots:
            break
    return taken, value

"""A book update does its work once: counted, not timed."""

from collections.abc import Sequence
from decimal import Decimal
from unittest import mock

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.pushes import BookPush, read_head
from terminal_app.bitget.wire.unified.channels import read_arg
from terminal_app.bitget.wire.unified.push import read_public
from terminal_app.market.book import OrderBook
from tests.perf.loads import books


def pushes(count: int) -> list[BookPush]:
    """A snapshot and updates, read."""
    read = []
    for frame in books.unified_frames(books.updates(count)):
        head = read_head(frame)
        push = read_public(head, read_arg(head.arg), 1.0)
        assert isinstance(push, BookPush)
        read.append(push)
    return read


def test_sizes_are_checked_together_and_known_prices_not_again() -> None:
    pushes(200)
    calls: list[int] = []
    many = numbers.many

    def counting(texts: Sequence[str]) -> list[Decimal]:
        calls.append(len(texts))
        return many(texts)

    with mock.patch.object(numbers, "many", counting):
        pushes(200)
    assert calls == [2 * books.LEVELS] + [books.CHANGES] * 200


def test_reading_the_top_makes_no_new_levels() -> None:
    snapshot, *updates = pushes(50)
    book = OrderBook()
    book.replace(snapshot.bids, snapshot.asks, snapshot.stamp)
    known = {id(level) for level in (*snapshot.bids, *snapshot.asks)}
    for update in updates:
        book.update(update.bids, update.asks, update.stamp)
        known |= {id(level) for level in (*update.bids, *update.asks)}
    bids, asks = book.top(25)
    assert len(bids) == len(asks) == 25
    assert {id(level) for level in (*bids, *asks)} <= known

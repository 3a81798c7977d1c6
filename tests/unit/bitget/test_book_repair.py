"""One book: applied while whole, repaired when not."""

from decimal import Decimal
from math import inf

from terminal_app.bitget.book_repair import BookRepair
from terminal_app.bitget.book_sums import checksum
from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.bitget.wire.pushes import BookPush, BookSum
from terminal_app.core.events import BookBroken, BookDelta, BookSnapshot
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Stamp

BTC = InstrumentId(ProductType.SPOT, "BTCUSDT")
BIDS = ((Decimal(1), Decimal(2)),)


def push(seq: int, pseq: int | None, *, snapshot: bool = False, checksum: BookSum | None = None) -> BookPush:
    return BookPush(BTC, snapshot, BIDS, (), seq, pseq, Stamp(1, 2.0), checksum)


def repair() -> BookRepair:
    return BookRepair(BTC, StreamLimits(), lambda: 0.5)


def whole() -> BookRepair:
    book = repair()
    assert book.push(push(10, 0, snapshot=True), 0.0) == BookSnapshot(BTC, BIDS, (), Stamp(1, 2.0), 10)
    return book


def test_updates_come_through_in_order() -> None:
    book = whole()
    assert book.push(push(11, 10), 1.0) == BookDelta(BTC, BIDS, (), Stamp(1, 2.0), 11)
    assert book.push(push(11, 10), 1.0) is None
    assert book.renew_at == inf


def test_before_the_first_snapshot_nothing_comes_through_and_nobody_is_alarmed() -> None:
    book = repair()
    assert book.push(push(11, 10), 1.0) is None
    assert book.broken("?", 1.0) is None
    assert book.disconnected() is None


def test_a_missing_snapshot_is_asked_for() -> None:
    book = repair()
    book.awaiting(1.0)
    assert book.renew_at == 6.0
    book.awaiting(3.0)
    assert book.renew_at == 6.0


def test_updates_without_a_snapshot_start_the_same_clock() -> None:
    book = repair()
    book.push(push(11, 10), 1.0)
    assert book.renew_at == 6.0


def test_a_gap_is_said_once_and_repaired_at_once() -> None:
    book = whole()
    assert book.push(push(20, 15), 1.0) == BookBroken(BTC, "A push was missed.")
    assert book.renew_at == 1.0
    assert book.push(push(21, 20), 1.1) is None
    book.renewed(1.1)
    assert book.renew_at == 6.1
    assert isinstance(book.push(push(30, 0, snapshot=True), 1.2), BookSnapshot)
    assert book.renew_at == inf


def test_the_second_repair_waits_and_a_healthy_time_forgives() -> None:
    book = whole()
    book.broken("x", 1.0)
    book.renewed(1.0)
    book.push(push(30, 0, snapshot=True), 1.0)
    book.broken("x", 2.0)
    assert book.renew_at == 2.5
    book.renewed(2.5)
    book.push(push(40, 0, snapshot=True), 3.0)
    book.broken("x", 40.0)
    assert book.renew_at == 40.0


def test_a_lost_snapshot_is_not_waited_for() -> None:
    book = repair()
    book.confirmed(1.0)
    assert book.renew_at == 6.0
    book.push(push(11, 10), 1.1)
    assert book.renew_at == 1.1 + 0.3
    book.push(push(12, 11), 1.3)
    assert book.renew_at == 1.1 + 0.3


def test_a_snapshot_that_an_update_overtook_is_not_believed() -> None:
    book = repair()
    book.confirmed(1.0)
    book.push(push(11, 10), 1.1)
    assert book.push(push(10, 0, snapshot=True), 1.2) is None
    assert book.renew_at == 1.2
    book.renewed(1.2)
    assert isinstance(book.push(push(10, 0, snapshot=True), 1.3), BookSnapshot)


def test_a_snapshot_that_cannot_be_read_is_not_waited_for() -> None:
    book = repair()
    book.confirmed(1.0)
    assert book.broken("A push could not be read.", 1.1) is None
    assert book.renew_at == 1.1 + 0.3


def test_updates_of_the_old_subscription_say_nothing_of_the_new_snapshot() -> None:
    book = whole()
    book.broken("x", 40.0)
    book.renewed(40.0)
    after = book.renew_at
    book.push(push(50, 49), 40.1)
    assert book.renew_at == after


def test_a_lost_connection_breaks_the_book_and_plans_nothing() -> None:
    book = whole()
    assert book.disconnected() == BookBroken(BTC, "The connection was lost.")
    assert book.renew_at == inf
    assert book.push(push(11, 10), 1.0) is None


def test_a_book_that_does_not_add_up_is_broken_and_repaired_at_once() -> None:
    book, texts = repair(), [("1", "2")]
    summed = BookSum(checksum(texts, []), texts, [])
    book.push(push(10, None, snapshot=True, checksum=summed), 0.0)
    assert isinstance(book.push(push(11, None, checksum=summed), 1.0), BookDelta)
    wrong = summed._replace(crc=summed.crc + 1)
    assert book.push(push(12, None, checksum=wrong), 2.0) == BookBroken(
        BTC, "The order book does not add up."
    )
    assert book.renew_at == 2.0

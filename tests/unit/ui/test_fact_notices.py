"""Tests for `ui/fact_notices.py`."""

from decimal import Decimal

import pytest

from terminal_app.core.changes import Batch
from terminal_app.core.clock import ManualClock
from terminal_app.core.money import QuoteQty
from terminal_app.core.orders import OrderStatus, Side
from terminal_app.trading.facts import FillFact, OrderFact, TradingNotice, TransferFact, describe
from terminal_app.trading.transfers import Moved, TransferStatus
from terminal_app.ui.fact_notices import FactNotices, order_words
from terminal_app.ui.notice_board import LIFE_SECONDS, Level, NoticeBoard
from tests.helpers.ui_samples import ETH_SPOT, RULES, fill, order
from tests.helpers.wallets import move


def told(board: NoticeBoard) -> list[tuple[Level, str]]:
    """What is on the board."""
    return [(shown.notice.level, shown.notice.text) for shown in board.shown()]


@pytest.fixture
def board(manual_clock: ManualClock) -> NoticeBoard:
    return NoticeBoard(manual_clock)


def tell(board: NoticeBoard, *facts: object) -> FactNotices:
    """Tell facts in one frame."""
    teller = FactNotices(board, RULES.get)
    teller.show_frame(Batch(frozenset(), facts))
    return teller


def test_many_fills_of_a_side_are_one_sentence(board: NoticeBoard) -> None:
    tell(
        board,
        FillFact(fill(1, price="64198.2")),
        FillFact(fill(2, price="64198.4")),
        FillFact(fill(3, Side.SELL)),
    )
    assert told(board) == [
        (Level.SUCCESS, "2 fills: ▲ Buy 0.100 BTCUSDT perp @ 64\u2009198.30"),
        (Level.SUCCESS, "Filled: ▼ Sell 0.050 BTCUSDT perp @ 64\u2009198.2"),
    ]


def test_fills_after_the_notice_has_gone_begin_anew(board: NoticeBoard, manual_clock: ManualClock) -> None:
    teller = tell(board, FillFact(fill(1)))
    manual_clock.advance(LIFE_SECONDS + 1)
    board.expire()
    teller.show_frame(Batch(frozenset(), (FillFact(fill(2)),)))
    assert [text for _, text in told(board)] == ["Filled: ▲ Buy 0.050 BTCUSDT perp @ 64\u2009198.2"]


@pytest.mark.parametrize(
    ("status", "level"),
    [
        (OrderStatus.OPEN, Level.INFO),
        (OrderStatus.REJECTED, Level.ERROR),
        (OrderStatus.NOT_SENT, Level.ERROR),
        (OrderStatus.UNKNOWN, Level.WARNING),
    ],
)
def test_how_much_an_order_matters_depends_on_its_state(
    board: NoticeBoard, status: OrderStatus, level: Level
) -> None:
    tell(board, OrderFact(order(status=status), "It happened."))
    assert told(board) == [(level, "It happened.")]


def test_the_newest_of_one_order_replaces_the_older(board: NoticeBoard) -> None:
    tell(board, OrderFact(order(), "Placed."), OrderFact(order(), "Cancelled."))
    assert told(board) == [(Level.INFO, "Cancelled.")]


def test_trading_as_a_whole_and_facts_of_others(board: NoticeBoard) -> None:
    tell(board, TradingNotice("The journal cannot be written."), object())
    assert told(board) == [(Level.WARNING, "The journal cannot be written.")]


def test_orders_that_failed_for_one_reason_are_counted(board: NoticeBoard) -> None:
    def rejected(oid: str, note: str) -> OrderFact:
        failed = order(oid, status=OrderStatus.REJECTED, note=note)
        return OrderFact(failed, f"{describe(failed)}: rejected. {note}")

    tell(board, *[rejected(str(number), "Too little.") for number in range(7)], rejected("x", "Too much."))
    assert [(shown.notice.text, shown.count) for shown in board.shown()] == [
        ("▲ Buy 0.250 BTCUSDT perp at 64\u2009000.5: rejected. Too little.", 7),
        ("▲ Buy 0.250 BTCUSDT perp at 64\u2009000.5: rejected. Too much.", 1),
    ]


def test_an_order_in_quote_coin_and_without_rules() -> None:
    spent = order(which=ETH_SPOT, price=None, size=QuoteQty(Decimal(50)))
    assert order_words(spent, RULES[ETH_SPOT]) == "▲ Buy for 50.00 USDT ETHUSDT at market"
    assert order_words(order(), None) == "▲ Buy 0.25 BTCUSDT perp at 64\u2009000.5"


@pytest.mark.parametrize(
    ("status", "level"),
    [
        (TransferStatus.DONE, Level.SUCCESS),
        (TransferStatus.FAILED, Level.ERROR),
        (TransferStatus.NEVER, Level.WARNING),
    ],
)
def test_the_end_of_a_transfer_is_told(board: NoticeBoard, status: TransferStatus, level: Level) -> None:
    tell(board, TransferFact(Moved(move("5"), status, 1)))
    assert told(board) == [(level, f"Move 5 USDT from Spot to USDT-M: {status.value}.")]

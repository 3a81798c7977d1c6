"""From facts of trading to notices. Many fills of one order side by side become one sentence. Knows no Qt."""

from collections.abc import Callable, Sequence

from terminal_app.core.account import Fill
from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.money import ZERO, QuoteQty, divide
from terminal_app.core.orders import Order, OrderStatus
from terminal_app.trading.facts import FillFact, OrderFact, TradingNotice, TransferFact, describe
from terminal_app.trading.transfers import TransferStatus
from terminal_app.ui import format as text
from terminal_app.ui.alerts.words import AlertFact
from terminal_app.ui.notice_board import Level, Notice, NoticeBoard

_LEVELS = {
    OrderStatus.REJECTED: Level.ERROR,
    OrderStatus.NOT_SENT: Level.ERROR,
    OrderStatus.UNKNOWN: Level.WARNING,
    OrderStatus.CANCEL_UNKNOWN: Level.WARNING,
    OrderStatus.PROVEN_NEVER: Level.WARNING,
}

_TRANSFER_LEVELS = {TransferStatus.DONE: Level.SUCCESS, TransferStatus.FAILED: Level.ERROR}


class FactNotices:
    """Puts what happened on the notice board; served by the frame clock like a panel that paints nothing.

    Args:
        board: where notices go.
        find: the rules of an instrument.
    """

    topics: frozenset[Kind | Topic] = frozenset()

    def __init__(self, board: NoticeBoard, find: Callable[[InstrumentId], Instrument | None]) -> None:
        self._board = board
        self._find = find
        self._fills: dict[tuple[object, ...], list[Fill]] = {}

    def show_frame(self, batch: Batch) -> None:
        """Tell the facts of a frame."""
        for fact in batch.facts:
            match fact:
                case OrderFact(order, sentence):
                    self._board.add(self._of_order(order, sentence))
                case FillFact(fill):
                    self._add_fill(fill)
                case TradingNotice(sentence):
                    self._board.add(Notice(Level.WARNING, sentence))
                case AlertFact(alert, sentence, fired):
                    group = ("alert", alert, fired)
                    self._board.add(Notice(Level.WARNING, sentence, group, stays=fired))
                case TransferFact(moved):
                    level = _TRANSFER_LEVELS.get(moved.status, Level.WARNING)
                    self._board.add(Notice(level, moved.sentence))
                case _:
                    pass

    def _of_order(self, order: Order, sentence: str) -> Notice:
        """The newest of each order; orders that failed for one reason are one notice that counts them."""
        level = _LEVELS.get(order.status, Level.INFO)
        words = sentence.replace(describe(order), order_words(order, self._find(order.instrument)), 1)
        if level is Level.ERROR:
            return Notice(level, words, ("failed", order.instrument, order.status, order.note))
        return Notice(level, words, ("order", order.client_oid))

    def _add_fill(self, fill: Fill) -> None:
        group = ("fill", fill.instrument, fill.side)
        if not self._board.has(group):
            self._fills[group] = []
        fills = self._fills[group]
        fills.append(fill)
        self._board.add(
            Notice(Level.SUCCESS, fills_sentence(fills, self._find(fill.instrument)), group, counted=False)
        )


def order_words(order: Order, instrument: Instrument | None) -> str:
    """An order as every panel writes it, such as `▲ Buy 0.0100 BTCUSDT perp at 64 210.5`."""
    size = order.size.value
    amount = text.size(size, instrument)
    if isinstance(order.size, QuoteQty):
        amount = f"for {text.money(size)} {instrument.quote if instrument else ''}".rstrip()
    price = "market" if order.price is None else text.price(order.price, instrument)
    return f"{text.side(order.side)} {amount} {order.instrument} at {price}"


def fills_sentence(fills: Sequence[Fill], instrument: Instrument | None) -> str:
    """Fills of one side of one instrument in a line: `7 fills: ▲ Buy 0.35 BTCUSDT perp @ 64 198.2`."""
    size = sum((fill.size for fill in fills), ZERO)
    value = sum((fill.price * fill.size for fill in fills), ZERO)
    first = fills[0]
    count = "Filled" if len(fills) == 1 else f"{len(fills)} fills"
    price = text.price(first.price, instrument)
    if len(fills) > 1 and size > ZERO:
        price = text.average(divide(value, size), instrument)
    return f"{count}: {text.side(first.side)} {text.size(size, instrument)} {first.instrument} @ {price}"

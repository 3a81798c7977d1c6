"""What the table of positions says: its rows, their numbers and their words. Knows no Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.account import HoldMode, Position
from terminal_app.core.commands import ClosePosition
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.money import ZERO, divide, trimmed
from terminal_app.core.orders import MarginMode, PositionSide, Side
from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.trading.protection import Protection, audit
from terminal_app.ui import format as text


@dataclass(frozen=True, slots=True)
class PositionRow:
    """One open position with the rules its numbers are written by and the freshest mark price there is.

    `protection` is how far its stops guard it, `None` where nobody asked.
    """

    position: Position
    instrument: Instrument | None
    mark: Decimal | None
    protection: Protection | None = None

    @property
    def is_long(self) -> bool:
        """Whether it gains when the price rises."""
        return self.position.side is not PositionSide.SHORT

    @property
    def key(self) -> tuple[InstrumentId, PositionSide]:
        """What tells it apart: in hedge mode an instrument has two."""
        return self.position.instrument, self.position.side

    @property
    def pnl(self) -> Decimal | None:
        """The unrealised gain at the mark price; as the venue last said when there is no mark price."""
        position = self.position
        if self.mark is None:
            return position.unrealised_pnl
        gain = (self.mark - position.avg_price) * position.size
        return gain if self.is_long else -gain

    @property
    def value(self) -> Decimal | None:
        """What it is worth at the mark price, in quote coin."""
        return None if self.mark is None else self.mark * self.position.size

    @property
    def margin(self) -> Decimal | None:
        """What it binds: as the venue says, else its value at entry over the leverage."""
        position = self.position
        if position.margin is not None:
            return position.margin
        if position.leverage <= ZERO:
            return None
        return divide(position.size * position.avg_price, position.leverage)

    @property
    def return_on_margin(self) -> Decimal | None:
        """The unrealised gain as a share of the margin."""
        pnl, margin = self.pnl, self.margin
        return None if pnl is None or margin is None or margin <= ZERO else divide(pnl, margin)


@dataclass(frozen=True, slots=True)
class ClosingDraft:
    """What the ticket should offer in order to close a position, wholly or in part.

    `side` is the real direction of the closing order; `position_side` is `NET` in one-way mode, where the
    order has to be reduce-only, and names the position in hedge mode. `size` is in base coin, on the lot.
    """

    instrument: InstrumentId
    side: Side
    size: Decimal
    position_side: PositionSide


def rows(
    positions: Sequence[Position],
    find: Callable[[InstrumentId], Instrument | None],
    mark: Callable[[InstrumentId], Decimal | None],
    waiting: Sequence[StrategyOrder] | None = None,
) -> list[PositionRow]:
    """A row for each open position, sorted by symbol; `waiting` are the strategy orders that are not over."""
    made = []
    for position in positions:
        if position.size != ZERO:
            fresh = mark(position.instrument)
            at = fresh if fresh is not None else position.mark
            rules = find(position.instrument)
            guard = None if waiting is None else audit(position, waiting, rules, at)
            made.append(PositionRow(position, rules, at, guard))
    return sorted(made, key=lambda row: (row.position.instrument.symbol, row.position.side.value))


def side_text(row: PositionRow) -> str:
    """Long or short, with its arrow."""
    return f"{text.UP} Long" if row.is_long else f"{text.DOWN} Short"


def closing_side(row: PositionRow) -> Side:
    """The side of an order that closes it."""
    return Side.SELL if row.is_long else Side.BUY


def side_word(row: PositionRow) -> str:
    """Long or short, inside a sentence."""
    return "long" if row.is_long else "short"


def size_text(row: PositionRow) -> str:
    """The size in base coin."""
    return text.size(row.position.size, row.instrument)


def entry_text(row: PositionRow) -> str:
    """The average entry price."""
    return text.average(row.position.avg_price, row.instrument)


def mark_text(row: PositionRow) -> str:
    """The mark price."""
    return text.price(row.mark, row.instrument)


def liquidation_text(row: PositionRow) -> str:
    """The liquidation price, `none` when the position has none."""
    at = row.position.liquidation
    return "none" if at is None else text.price(at, row.instrument)


def break_even_text(row: PositionRow) -> str:
    """The price at which nothing is lost, when the venue says it."""
    return text.average(row.position.break_even, row.instrument)


def value_text(row: PositionRow) -> str:
    """The value at the mark price."""
    return text.money(row.value)


def margin_text(row: PositionRow) -> str:
    """The margin in money."""
    return text.money(row.margin)


def leverage_text(row: PositionRow) -> str:
    """Leverage and margin mode, as `10× cross`."""
    mode = "cross" if row.position.margin_mode is MarginMode.CROSSED else "isolated"
    return f"{trimmed(row.position.leverage)}× {mode}"


def pnl_text(row: PositionRow) -> str:
    """The unrealised gain in money, with its sign."""
    return text.signed_money(row.pnl)


def return_text(row: PositionRow) -> str:
    """The unrealised gain as a share of the margin."""
    share = row.return_on_margin
    return "" if share is None else text.percent(share)


def realised_text(row: PositionRow) -> str:
    """What was already gained or lost on it."""
    return text.signed_money(row.position.realised_pnl)


def total_pnl(shown: Sequence[PositionRow]) -> Decimal | None:
    """The unrealised gain of everything shown; unknown as soon as one is."""
    gains = [row.pnl for row in shown]
    known = [gain for gain in gains if gain is not None]
    return sum(known, ZERO) if len(known) == len(gains) else None


def closing(row: PositionRow, share: Decimal = Decimal(1)) -> ClosingDraft:
    """The order that closes a share of it: rounded down to the lot, and all of it for 1."""
    position = row.position
    size = position.size * share
    if share != 1 and row.instrument is not None:
        size = row.instrument.floor_size(size)
    one_way = position.hold_mode is HoldMode.ONE_WAY
    return ClosingDraft(
        position.instrument,
        closing_side(row),
        size,
        PositionSide.NET if one_way else position.side,
    )


def count_text(shown: Sequence[PositionRow], *, filtered: bool) -> str:
    """What the button that closes many says: everything, or what a filter has left."""
    return f"Close {len(shown)} shown" if filtered else f"Close all ({len(shown)})"


def many_tip(*, filtered: bool) -> str:
    """What exactly that button does."""
    if filtered:
        return "Closes exactly the positions shown, at market. What the filter hides stays."
    return "Closes every open position at market, after one question."


def closing_sentence(shown: Sequence[PositionRow]) -> str:
    """What closing everything means, for the question before it."""
    lines = [f"{row.position.instrument}: {side_text(row)} {size_text(row)}" for row in shown]
    return "These positions are closed at market:\n\n" + "\n".join(lines)


def closing_question(shown: Sequence[PositionRow]) -> str:
    """What closing these positions at market means, line by line, for the question before it."""
    if len(shown) > 1:
        lines = [f"{row.position.instrument}: {side_text(row)} {size_text(row)}" for row in shown]
        return "\n".join((f"Close {len(shown)} positions at market", *lines))
    (row,) = shown
    quote = row.instrument.quote if row.instrument else ""
    base = row.instrument.base if row.instrument else ""
    return "\n".join(
        (
            f"Close {row.position.instrument} at market",
            f"Position: {side_text(row)}",
            f"Size: {size_text(row)} {base}",
            f"Value, about: {value_text(row)} {quote}",
            f"Unrealised: {pnl_text(row)} {quote}",
        )
    )


def total_value(shown: Sequence[PositionRow]) -> Decimal | None:
    """What all of it is worth at the mark price; unknown as soon as one is."""
    values = [row.value for row in shown]
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if len(known) == len(values) else None


def close(row: PositionRow) -> ClosePosition:
    """The command that closes it at market."""
    one_way = row.position.hold_mode is HoldMode.ONE_WAY
    return ClosePosition(row.position.instrument, PositionSide.NET if one_way else row.position.side)

"""What a stop on the ladder would be: an entry that waits for a price, or the stop of a position. No Qt.

The stop of a position is made by the same rules as in the table of positions: what waits is moved and never
doubled.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from terminal_app.core.account import Position
from terminal_app.core.commands import AmendStrategy, CancelStrategy, PlaceOrder, PlaceTpSl, PlaceTrigger
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import BaseQty, plain
from terminal_app.core.orders import PositionSide, Side, TriggerBy
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder
from terminal_app.trading.protection import outcome_at
from terminal_app.trading.risk import strategy_refusals
from terminal_app.ui import format as fmt
from terminal_app.ui import guarding
from terminal_app.ui.guarding import GuardErrors
from terminal_app.ui.panels.positions.state import PositionRow
from terminal_app.ui.panels.triggers.state import TriggerRow, kind_text, size_text

if TYPE_CHECKING:
    from terminal_app.ui.panels.ladder.plans import World

_SIGNS = {"Stop-loss": "S", "Take-profit": "P", "Trigger": "T", "Begins to follow at": "T"}
"""What stands on a row, the most urgent first."""

_WORDS = {Side.BUY: "Buy", Side.SELL: "Sell"}


@dataclass(frozen=True, slots=True)
class StopWish:
    """A stop in words and as a command; `reason` says why there is none, or why it is not sent.

    `reduces` is set for what only makes risk smaller and is not held up by a doubt of ours.
    """

    text: str
    command: PlaceTrigger | PlaceTpSl | AmendStrategy | None = None
    reason: str = ""
    note: str = ""
    notional: Decimal | None = None
    reduces: bool = False


def entry(side: Side, price: Decimal, world: "World", no_size: str) -> StopWish:
    """A market order of the working size as soon as the last price is there."""
    at = fmt.price(price, world.rules)
    if world.size is None:
        return StopWish(f"{_WORDS[side]} stop @ {at}", reason=no_size)
    futures, position_side = world.rules.id.product.is_futures, PositionSide.NET
    if futures and world.hedge:
        position_side = PositionSide.LONG if side is Side.BUY else PositionSide.SHORT
    command = PlaceTrigger(
        "",
        world.rules.id,
        side,
        BaseQty(world.size),
        price,
        TriggerBy.LAST,
        position_side=position_side,
        margin_mode=world.margin_mode if futures else None,
    )
    way = "rises" if side is Side.BUY else "falls"
    opens = "" if position_side is PositionSide.NET else f" · opens {position_side.value}"
    return StopWish(
        f"{_WORDS[side]} stop {fmt.size(world.size, world.rules)} @ {at}{opens}",
        command,
        world.doubt
        or next(iter(strategy_refusals(command, world.risk, world.limits)), "")
        or _wrong_side(side, price, world),
        f"market when last {way} there",
        world.size * price,
    )


def protect(price: Decimal, world: "World", no_position: str) -> StopWish:
    """The stop of the whole position at a price; the one that waits already is moved there."""
    at = fmt.price(price, world.rules)
    owner = _owner(price, world.positions, world.risk.mark)
    if owner is None:
        return StopWish(f"Protective stop @ {at}", reason=no_position)
    row = PositionRow(owner, world.rules, world.risk.mark)
    name = f"Stop of the {'long' if row.is_long else 'short'} {fmt.size(owner.size, world.rules)} @ {at}"
    made = guarding.parse(guarding.texts(row, world.waiting)[0], plain(price), row, world.waiting)
    if isinstance(made, GuardErrors):
        return StopWish(name, reason=made.stop_loss or made.take_profit or made.whole)
    command = made.command
    if command is None or isinstance(command, CancelStrategy | PlaceOrder):
        return StopWish(name, reason="Nothing to set.")
    money = fmt.signed_money(outcome_at(owner, price, owner.size, world.rules.taker_fee))
    leg = command.stop_loss
    by = "" if leg is None else f"by {leg.by.value}, "
    new = isinstance(command, PlaceTpSl)
    return StopWish(
        name if new else f"Move: {name}",
        command,
        "" if new else world.doubt,
        f"{by}{money} {owner.margin_coin}",
        owner.size * price,
        reduces=new,
    )


def waits_on(orders: Iterable[StrategyOrder], row_of: Callable[[Decimal, Side], int]) -> Mapping[int, str]:
    """The letter of what waits on each row: S a stop-loss, P a take-profit, T a trigger order."""
    found: dict[int, str] = {}
    order_of = list(_SIGNS.values()).index
    for order in orders:
        for leg in TriggerRow(order, None).legs:
            index, sign = row_of(leg.trigger, order.side), _SIGNS[leg.name]
            if index not in found or order_of(sign) < order_of(found[index]):
                found[index] = sign
    return found


def waiting_words(
    orders: Iterable[StrategyOrder], row_of: Callable[[Decimal, Side], int], index: int, rules: Instrument
) -> str:
    """What waits on a row, in words; empty when nothing does."""
    words = []
    for order in orders:
        row = TriggerRow(order, rules)
        for leg in row.legs:
            if row_of(leg.trigger, order.side) == index:
                name = leg.name if order.kind is StrategyKind.TP_SL else kind_text(row)
                words.append(f"{name} {size_text(row)} by {leg.by.value}")
    return f"Waits: {', '.join(words)}" if words else ""


def _wrong_side(side: Side, price: Decimal, world: "World") -> str:
    """Why a price is none for a stop entry: there it would be set off by a move in our favour."""
    last = world.risk.last
    if last is None or (price > last if side is Side.BUY else price < last):
        return ""
    where, other = ("above", "asks") if side is Side.BUY else ("below", "bids")
    return f"A {side.value} stop belongs {where} the last price; the {other} column has the other one."


def _owner(price: Decimal, positions: Sequence[Position], mark: Decimal | None) -> Position | None:
    """The position whose stop belongs to a price: of a long and a short, the one that it lies against."""
    if len(positions) < 2 or mark is None:
        return next(iter(positions), None)
    wanted = PositionSide.LONG if price < mark else PositionSide.SHORT
    return next((position for position in positions if position.side is wanted), None)

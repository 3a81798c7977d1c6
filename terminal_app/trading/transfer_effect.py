"""What a transfer out of a futures wallet does to the positions that it backs. Pure.

A classic account has no other money behind a crossed position than the wallet of its product, so taking from
it brings the liquidation of each nearer. Isolated positions have their own margin and do not notice.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from terminal_app.core.account import Position
from terminal_app.core.commands import PlaceOrder, Transfer
from terminal_app.core.instrument import Instrument, InstrumentId, PositionTier
from terminal_app.core.money import ZERO, BaseQty
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.consequence import Consequence, Wanted, consequence
from terminal_app.trading.standing import Standing

_ENDLESS = Decimal("1e18")


@dataclass(frozen=True, slots=True)
class Effect:
    """One position before and after.

    `before` and `after` are where it would be lost, `None` when that is not known or, with `safe`, nowhere.
    `ratio_before` and `ratio_after` are the maintenance margin over what backs it; it is lost at 1.
    """

    position: Position
    before: Decimal | None
    after: Decimal | None
    safe: bool
    ratio_before: Decimal | None
    ratio_after: Decimal | None


def effects(
    command: Transfer,
    sheet: BalanceSheet,
    positions: Sequence[Position],
    marks: Mapping[InstrumentId, Decimal],
    find: Callable[[InstrumentId], Instrument | None],
) -> tuple[Effect, ...]:
    """What a transfer does to each crossed position of the wallet it takes from; empty when it adds.

    Args:
        command: the transfer.
        sheet: what lies in the wallets.
        positions: all that are open.
        marks: the newest mark prices.
        find: the rules of an instrument; a position without rules is left out.
    """
    return tuple(_effects(command, sheet, positions, marks, find)) if command.takes_margin else ()


def _effects(
    command: Transfer,
    sheet: BalanceSheet,
    positions: Sequence[Position],
    marks: Mapping[InstrumentId, Decimal],
    find: Callable[[InstrumentId], Instrument | None],
) -> Iterator[Effect]:
    balance = sheet.balance(command.coin, command.source)
    held = None if balance is None else balance.wallet
    for position in positions:
        rules = find(position.instrument)
        crossed = position.margin_mode is MarginMode.CROSSED
        here = (position.instrument.product, position.margin_coin) == (command.source, command.coin)
        if rules is None or not (crossed and here):
            continue
        standing = Standing(
            rules,
            tiers=_tiers(position),
            positions=positions,
            marks={**_mark_of(position), **marks},
            wallet=held,
            apart=True,
        )
        now = _outlook(standing, position)
        then = _outlook(replace(standing, wallet=None if held is None else held - command.amount), position)
        yield Effect(
            position, now.liquidation, then.liquidation, then.safe, now.margin_ratio, then.margin_ratio
        )


def _outlook(standing: Standing, position: Position) -> Consequence:
    """The consequences of an order of nothing: how the position stands."""
    side = Side.SELL if position.side is PositionSide.SHORT else Side.BUY
    nothing = PlaceOrder(
        client_oid="",
        instrument=position.instrument,
        side=side,
        order_type=OrderType.MARKET,
        size=BaseQty(ZERO),
        position_side=position.side,
        margin_mode=position.margin_mode,
    )
    return consequence(standing.before(nothing), Wanted(side, ZERO))


def _tiers(position: Position) -> tuple[PositionTier, ...]:
    """The rate that the venue tells with the position: its size does not change here."""
    rate = position.maintenance_margin_rate
    return () if rate is None else (PositionTier(1, ZERO, _ENDLESS, position.leverage, rate),)


def _mark_of(position: Position) -> dict[InstrumentId, Decimal]:
    return {} if position.mark is None else {position.instrument: position.mark}

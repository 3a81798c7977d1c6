"""Waiting orders of the classic account, "plans", as rows: trigger orders, exits and trailing orders.

A take-profit and a stop-loss are two plans, each with one price. The venue lists futures plans by three
words: `normal_plan`, `track_plan` and `profit_loss`, which has every exit. Take-profits and stop-losses of
spot stand among its orders and do not say which of the two they are. Source: the venue's documentation,
classic account, Trigger orders.
"""

from collections.abc import Mapping

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.classic.common import (
    direction_of,
    mix_hold_mode_of,
    of_product,
    spelled,
    trigger_by_of,
)
from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope, decode
from terminal_app.bitget.wire.unified.common import Text, cursor_of, order_type_of, side_of, status_of, yes
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import plain
from terminal_app.core.orders import ExitLeg, OrderType, Side, VenueStatus
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus

LISTS = ("normal_plan", "track_plan", "profit_loss")
"""What has to be asked for, one by one, to have every waiting order of a futures product."""

_KINDS: Mapping[str, StrategyKind] = {
    "normal_plan": StrategyKind.TRIGGER,
    "track_plan": StrategyKind.TRAILING,
    "moving_plan": StrategyKind.TRAILING_STOP,
    "profit_plan": StrategyKind.TP_SL,
    "loss_plan": StrategyKind.TP_SL,
    "pos_profit": StrategyKind.TP_SL,
    "pos_loss": StrategyKind.TP_SL,
}
_GAINS = frozenset({"profit_plan", "pos_profit"})
_WHOLE = frozenset({"pos_profit", "pos_loss"})
_STATUSES: Mapping[str, StrategyStatus] = {
    "live": StrategyStatus.PENDING,
    "not_trigger": StrategyStatus.PENDING,
    "executing": StrategyStatus.SUBMITTING,
    "executed": StrategyStatus.DONE,
    "fail_execute": StrategyStatus.FAILED,
    "cancelled": StrategyStatus.CANCELLED,
    "canceled": StrategyStatus.CANCELLED,
}
_EXIT_STATUSES: Mapping[VenueStatus, StrategyStatus] = {
    VenueStatus.LIVE: StrategyStatus.PENDING,
    VenueStatus.PARTIALLY_FILLED: StrategyStatus.SUBMITTING,
    VenueStatus.FILLED: StrategyStatus.DONE,
    VenueStatus.CANCELLED: StrategyStatus.CANCELLED,
}
SPOT_EXITS = {"tpslType": "tpsl"}
"""The parameter by which the calls about spot orders mean take-profits and stop-losses."""

_IN_QUOTE = "total"
_CLOSING = {"long": Side.SELL, "short": Side.BUY}


class MixRow(msgspec.Struct, frozen=True, rename="camel"):
    """One plan on futures: `callbackRatio` is in percent, `stopSurplus` the take-profit it brings along."""

    plan_type: str
    order_id: Text
    symbol: str
    side: str
    plan_status: str
    trigger_price: Text
    client_oid: str | None = None
    size: Text = None
    price: Text = None
    execute_price: Text = None
    callback_ratio: Text = None
    trigger_type: str | None = None
    order_type: str | None = None
    pos_side: str | None = None
    trade_side: str | None = None
    pos_mode: str | None = None
    reduce_only: str | None = None
    stop_surplus_trigger_price: Text = None
    stop_surplus_execute_price: Text = None
    stop_surplus_trigger_type: str | None = None
    stop_loss_trigger_price: Text = None
    stop_loss_execute_price: Text = None
    stop_loss_trigger_type: str | None = None
    c_time: Text = None
    u_time: Text = None


class MixPage(msgspec.Struct, frozen=True, rename="camel"):
    """A page of plans on futures."""

    entrusted_list: list[MixRow] | None = None
    end_id: Text = None


class SpotRow(msgspec.Struct, frozen=True, rename="camel"):
    """One plan on spot; `total` sizes it in quote coin."""

    order_id: Text
    symbol: str
    side: str
    status: str
    trigger_price: Text
    size: Text
    client_oid: str | None = None
    execute_price: Text = None
    order_type: str | None = None
    plan_type: str | None = None
    trigger_type: str | None = None
    c_time: Text = None
    u_time: Text = None


class SpotExitRow(msgspec.Struct, frozen=True, rename="camel"):
    """One take-profit or stop-loss on spot; it has the limit where that list of orders has it."""

    order_id: Text
    symbol: str
    side: str
    status: str
    trigger_price: Text
    size: Text
    client_oid: str | None = None
    order_type: str | None = None
    price: Text = None
    price_avg: Text = None
    base_price: Text | msgspec.UnsetType = msgspec.UNSET
    c_time: Text = None
    u_time: Text = None


class SpotPage(msgspec.Struct, frozen=True, rename="camel"):
    """A page of plans on spot, which says whether there is another."""

    order_list: list[SpotRow] | None = None
    next_flag: bool = False
    id_less_than: Text = None


_MIX = msgspec.json.Decoder(MixPage | None)
_SPOT = msgspec.json.Decoder(SpotPage | None)
_SPOT_EXITS = msgspec.json.Decoder(list[SpotExitRow] | None)


def of_list(product: ProductType, word: str) -> dict[str, str]:
    """The parameters that ask for one of the lists of a futures product."""
    return of_product(product) | {"planType": word}


def mix_plans(envelope: Envelope, product: ProductType) -> tuple[list[StrategyOrder], str]:
    """A page of plans on futures and the id below which the next page begins, "" when there is none."""
    page = decode(_MIX, envelope.data)
    if page is None:
        return [], ""
    return [mix_plan_from(row, product) for row in page.entrusted_list or ()], cursor_of(page.end_id)


def spot_plans(envelope: Envelope) -> tuple[list[StrategyOrder], str]:
    """A page of plans on spot and the id below which the next page begins, "" when there is none."""
    page = decode(_SPOT, envelope.data)
    if page is None:
        return [], ""
    rows = [spot_plan_from(row) for row in page.order_list or ()]
    return rows, cursor_of(page.id_less_than) if page.next_flag else ""


def spot_exits(envelope: Envelope) -> tuple[list[StrategyOrder], str]:
    """A page of take-profits and stop-losses on spot, and the id below which the next page begins."""
    rows = decode(_SPOT_EXITS, envelope.data) or []
    return [spot_exit_from(row) for row in rows], cursor_of(rows[-1].order_id) if rows else ""


def mix_plan_from(row: MixRow, product: ProductType) -> StrategyOrder:
    """One plan on futures, with its real direction in hedge mode too.

    Raises:
        BadPayloadError: it is of a kind or in a state that this program does not know.
    """
    word = row.plan_type.lower()
    kind = kind_of(word)
    exits = kind is StrategyKind.TP_SL
    closes = exits or kind is StrategyKind.TRAILING_STOP
    direction = direction_of(
        row.side, row.trade_side, mix_hold_mode_of(row.pos_mode, row.trade_side), row.pos_side
    )
    if closes:
        # A row may name the direction of the position in one-way mode too, and then it decides.
        direction = direction._replace(side=_CLOSING.get((row.pos_side or "").lower(), direction.side))
    limit = numbers.positive(row.execute_price) or numbers.positive(row.price)
    price = limit if _is_limit(row.order_type) else None
    by = trigger_by_of(row.trigger_type)
    if exits:
        leg = ExitLeg(numbers.required(row.trigger_price), by, price)
        take, stop = (leg, None) if word in _GAINS else (None, leg)
    else:
        take = _leg(
            row.stop_surplus_trigger_price, row.stop_surplus_trigger_type, row.stop_surplus_execute_price
        )
        stop = _leg(row.stop_loss_trigger_price, row.stop_loss_trigger_type, row.stop_loss_execute_price)
    percent = numbers.positive(row.callback_ratio)
    created_ms = numbers.optional_millis(row.c_time) or 0
    return StrategyOrder(
        instrument=InstrumentId(product, spelled(row.symbol)),
        order_id=cursor_of(row.order_id),
        client_oid=row.client_oid or "",
        kind=kind,
        side=direction.side,
        status=plan_status_of(row.plan_status),
        created_ms=created_ms,
        updated_ms=numbers.optional_millis(row.u_time) or created_ms,
        position_side=direction.position_side,
        size=None if word in _WHOLE else numbers.positive(row.size),
        reduce_only=closes or yes(row.reduce_only),
        trigger=None if exits else numbers.required(row.trigger_price),
        by=trigger_by_of(None) if exits else by,
        price=None if exits else price,
        take_profit=take,
        stop_loss=stop,
        callback=None if percent is None or not kind.trails else percent.scaleb(-2),
    )


def spot_plan_from(row: SpotRow) -> StrategyOrder:
    """One plan on spot. One that is sized in quote coin has no size in base coin yet; its note says so.

    Raises:
        BadPayloadError: it is in a state that this program does not know.
    """
    created_ms = numbers.optional_millis(row.c_time) or 0
    size = numbers.required(row.size)
    in_quote = (row.plan_type or "").lower() == _IN_QUOTE
    return StrategyOrder(
        instrument=InstrumentId(ProductType.SPOT, spelled(row.symbol)),
        order_id=cursor_of(row.order_id),
        client_oid=row.client_oid or "",
        kind=StrategyKind.TRIGGER,
        side=side_of(row.side),
        status=plan_status_of(row.status),
        created_ms=created_ms,
        updated_ms=numbers.optional_millis(row.u_time) or created_ms,
        size=None if in_quote else size,
        trigger=numbers.required(row.trigger_price),
        by=trigger_by_of(row.trigger_type),
        price=numbers.positive(row.execute_price) if _is_limit(row.order_type) else None,
        note=f"It spends {plain(size)} of the quote coin." if in_quote else "",
    )


def spot_exit_from(row: SpotExitRow) -> StrategyOrder:
    """One take-profit or stop-loss on spot: a trigger order that only closes, as no plan of spot says.

    Raises:
        BadPayloadError: it is in a state that this program does not know.
    """
    created_ms = numbers.optional_millis(row.c_time) or 0
    limit = row.price if row.base_price is msgspec.UNSET else row.price_avg
    return StrategyOrder(
        instrument=InstrumentId(ProductType.SPOT, spelled(row.symbol)),
        order_id=cursor_of(row.order_id),
        client_oid=row.client_oid or "",
        kind=StrategyKind.TRIGGER,
        side=side_of(row.side),
        status=_EXIT_STATUSES[status_of(row.status)],
        created_ms=created_ms,
        updated_ms=numbers.optional_millis(row.u_time) or created_ms,
        size=numbers.required(row.size),
        reduce_only=True,
        trigger=numbers.required(row.trigger_price),
        price=numbers.positive(limit) if _is_limit(row.order_type) else None,
    )


def kind_of(word: str) -> StrategyKind:
    """What kind of strategy order a plan is.

    Raises:
        BadPayloadError: this program does not know it.
    """
    try:
        return _KINDS[word.lower()]
    except KeyError:
        raise BadPayloadError("unknown kind of plan") from None


def plan_status_of(word: str) -> StrategyStatus:
    """The state of a plan.

    Raises:
        BadPayloadError: this program does not know it.
    """
    try:
        return _STATUSES[word.lower()]
    except KeyError:
        raise BadPayloadError("unknown status of a plan") from None


def _is_limit(word: str | None) -> bool:
    return bool(word) and order_type_of(word) is OrderType.LIMIT


def _leg(trigger: Text, by: str | None, limit: Text) -> ExitLeg | None:
    """An exit that the order brings along; `None` when it has no price that sets it off."""
    price = numbers.positive(trigger)
    return None if price is None else ExitLeg(price, trigger_by_of(by), numbers.positive(limit))

"""Journal records as rows and back. Every number is kept as its exact text; no float ever touches it.

A command, an outcome and a fill become a flat JSON object of strings; an absent key is `None`. The kind
stands in a column of its own, so that a query can choose by it.
"""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from terminal_app.core.account import Fill, Liquidity
from terminal_app.core.commands import (
    AmendOrder,
    AmendStrategy,
    CancelAll,
    CancelOrder,
    CancelStrategy,
    ClosePosition,
    Lifetime,
    PlaceOrder,
    PlaceTpSl,
    PlaceTrigger,
    SetHoldMode,
    SetLeverage,
    Transfer,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty, OrderSize, QuoteQty, plain
from terminal_app.core.orders import (
    ExitLeg,
    MarginMode,
    OrderType,
    PositionSide,
    Side,
    TimeInForce,
    TriggerBy,
)
from terminal_app.core.outcomes import Accepted, NotSent, ProvenNever, Rejected, Unknown, VenueOutcome
from terminal_app.core.records import Journaled
from terminal_app.journal.account_records import (
    HOLD_MODE,
    TRANSFER,
    decode_hold_mode,
    decode_transfer,
    encode_account_command,
)

Flat = dict[str, str]

PLACE: Final = "place"
TRIGGER: Final = "trigger"
TP_SL: Final = "tp-sl"
UNKNOWN: Final = "unknown"


def encode_command(command: Journaled) -> tuple[str, str]:
    """The kind and the text of a command."""
    match command:
        case PlaceOrder():
            return PLACE, _text(
                _instrument(command.instrument) | _exits(command.take_profit, command.stop_loss),
                client_oid=command.client_oid,
                side=command.side.value,
                type=command.order_type.value,
                size=plain(command.size.value),
                unit="quote" if isinstance(command.size, QuoteQty) else "base",
                price=_maybe(command.price),
                time_in_force=command.time_in_force.value,
                reduce_only="yes" if command.reduce_only else None,
                position_side=command.position_side.value,
                margin_mode=command.margin_mode.value if command.margin_mode else None,
                lifetime=command.lifetime.value if command.lifetime is not Lifetime.KEEP else None,
                origin=command.origin or None,
            )
        case AmendOrder():
            return "amend", _text(
                _instrument(command.instrument),
                client_oid=command.client_oid,
                size=plain(command.size),
                price=plain(command.price),
                order_id=command.order_id,
                new_client_oid=command.new_client_oid or None,
                rest=_maybe(command.rest),
            )
        case CancelOrder():
            return "cancel", _text(
                _instrument(command.instrument), client_oid=command.client_oid, order_id=command.order_id
            )
        case CancelAll():
            return "cancel-all", _text({"product": command.product.value}, symbol=command.symbol)
        case ClosePosition():
            return "close", _text(_instrument(command.instrument), position_side=command.side.value)
        case SetLeverage():
            return "leverage", _text(
                _instrument(command.instrument),
                leverage=plain(command.leverage),
                margin_mode=command.margin_mode.value,
            )
        case SetHoldMode() | Transfer():
            kind, row = encode_account_command(command)
            return kind, _text(row)
        case PlaceTrigger():
            return TRIGGER, _text(
                _instrument(command.instrument),
                client_oid=command.client_oid,
                side=command.side.value,
                size=plain(command.size.value),
                trigger=plain(command.trigger),
                by=command.by.value,
                price=_maybe(command.price),
                reduce_only="yes" if command.reduce_only else None,
                position_side=command.position_side.value,
                margin_mode=command.margin_mode.value if command.margin_mode else None,
            )
        case PlaceTpSl():
            return TP_SL, _text(
                _instrument(command.instrument) | _exits(command.take_profit, command.stop_loss),
                client_oid=command.client_oid,
                side=command.side.value,
                position_side=command.position_side.value,
                size=_maybe(command.size),
            )
        case AmendStrategy():
            return "amend-strategy", _text(
                _instrument(command.instrument) | _exits(command.take_profit, command.stop_loss),
                client_oid=command.client_oid,
                order_id=command.order_id,
                size=_maybe(command.size),
                trigger=_maybe(command.trigger),
                by=command.by.value,
                price=_maybe(command.price),
            )
        case CancelStrategy():
            return "cancel-strategy", _text(
                _instrument(command.instrument), client_oid=command.client_oid, order_id=command.order_id
            )


def decode_command(kind: str, text: str) -> Journaled:
    """The command of a row.

    Raises:
        KeyError: the row was not written by `encode_command`.
    """
    return _COMMANDS[kind](_flat(text))


def encode_outcome(outcome: VenueOutcome | ProvenNever) -> tuple[str, str]:
    """The kind and the text of an outcome."""
    match outcome:
        case Accepted():
            return "accepted", _text({}, client_oid=outcome.client_oid, order_id=outcome.order_id)
        case Rejected():
            return "rejected", _text({}, code=outcome.code, sentence=outcome.sentence, detail=outcome.detail)
        case NotSent():
            return "not-sent", _text({}, sentence=outcome.sentence, detail=outcome.detail)
        case Unknown():
            return UNKNOWN, _text({}, client_oid=outcome.client_oid, cause=outcome.cause)
        case ProvenNever():
            return "never", _text({}, client_oid=outcome.client_oid, sentence=outcome.sentence)


def decode_outcome(kind: str, text: str) -> VenueOutcome | ProvenNever:
    """The outcome of a row.

    Raises:
        KeyError: the row was not written by `encode_outcome`.
    """
    return _OUTCOMES[kind](_flat(text))


def encode_fill(fill: Fill) -> str:
    """The text of an execution."""
    return _text(
        _instrument(fill.instrument),
        exec_id=fill.exec_id,
        order_id=fill.order_id,
        client_oid=fill.client_oid,
        side=fill.side.value,
        price=plain(fill.price),
        size=plain(fill.size),
        value=plain(fill.value),
        fee=plain(fill.fee),
        fee_coin=fill.fee_coin,
        liquidity=fill.liquidity.value,
        time_ms=str(fill.time_ms),
        position_side=fill.position_side.value,
        realised_pnl=_maybe(fill.realised_pnl),
    )


def decode_fill(text: str) -> Fill:
    """The execution of a row."""
    row = _flat(text)
    return Fill(
        exec_id=row["exec_id"],
        order_id=row["order_id"],
        client_oid=row["client_oid"],
        instrument=_instrument_of(row),
        side=Side(row["side"]),
        price=Decimal(row["price"]),
        size=Decimal(row["size"]),
        value=Decimal(row["value"]),
        fee=Decimal(row["fee"]),
        fee_coin=row["fee_coin"],
        liquidity=Liquidity(row["liquidity"]),
        time_ms=int(row["time_ms"]),
        position_side=PositionSide(row["position_side"]),
        realised_pnl=_decimal_or_none(row, "realised_pnl"),
    )


def _place(row: Flat) -> PlaceOrder:
    size: OrderSize = BaseQty(Decimal(row["size"]))
    if row["unit"] == "quote":
        size = QuoteQty(size.value)
    return PlaceOrder(
        client_oid=row["client_oid"],
        instrument=_instrument_of(row),
        side=Side(row["side"]),
        order_type=OrderType(row["type"]),
        size=size,
        price=_decimal_or_none(row, "price"),
        time_in_force=TimeInForce(row["time_in_force"]),
        reduce_only="reduce_only" in row,
        position_side=PositionSide(row["position_side"]),
        margin_mode=_margin_mode(row),
        take_profit=_leg(row, "take_profit"),
        stop_loss=_leg(row, "stop_loss"),
        lifetime=Lifetime(row.get("lifetime", Lifetime.KEEP.value)),
        origin=row.get("origin", ""),
    )


def _trigger(row: Flat) -> PlaceTrigger:
    return PlaceTrigger(
        client_oid=row["client_oid"],
        instrument=_instrument_of(row),
        side=Side(row["side"]),
        size=BaseQty(Decimal(row["size"])),
        trigger=Decimal(row["trigger"]),
        by=TriggerBy(row["by"]),
        price=_decimal_or_none(row, "price"),
        reduce_only="reduce_only" in row,
        position_side=PositionSide(row["position_side"]),
        margin_mode=_margin_mode(row),
    )


def _tp_sl(row: Flat) -> PlaceTpSl:
    return PlaceTpSl(
        client_oid=row["client_oid"],
        instrument=_instrument_of(row),
        side=Side(row["side"]),
        position_side=PositionSide(row["position_side"]),
        size=_decimal_or_none(row, "size"),
        take_profit=_leg(row, "take_profit"),
        stop_loss=_leg(row, "stop_loss"),
    )


def _amend_strategy(row: Flat) -> AmendStrategy:
    return AmendStrategy(
        client_oid=row["client_oid"],
        instrument=_instrument_of(row),
        order_id=row.get("order_id"),
        size=_decimal_or_none(row, "size"),
        trigger=_decimal_or_none(row, "trigger"),
        by=TriggerBy(row["by"]),
        price=_decimal_or_none(row, "price"),
        take_profit=_leg(row, "take_profit"),
        stop_loss=_leg(row, "stop_loss"),
    )


def _amend(row: Flat) -> AmendOrder:
    return AmendOrder(
        row["client_oid"],
        _instrument_of(row),
        Decimal(row["size"]),
        Decimal(row["price"]),
        row.get("order_id"),
        row.get("new_client_oid", ""),
        _decimal_or_none(row, "rest"),
    )


def _leverage(row: Flat) -> SetLeverage:
    return SetLeverage(_instrument_of(row), Decimal(row["leverage"]), MarginMode(row["margin_mode"]))


_COMMANDS: Mapping[str, Callable[[Flat], Journaled]] = {
    PLACE: _place,
    "amend": _amend,
    "cancel": lambda row: CancelOrder(row["client_oid"], _instrument_of(row), row.get("order_id")),
    "cancel-all": lambda row: CancelAll(ProductType(row["product"]), row.get("symbol")),
    "close": lambda row: ClosePosition(_instrument_of(row), PositionSide(row["position_side"])),
    "leverage": _leverage,
    HOLD_MODE: decode_hold_mode,
    TRANSFER: decode_transfer,
    TRIGGER: _trigger,
    TP_SL: _tp_sl,
    "amend-strategy": _amend_strategy,
    "cancel-strategy": lambda row: CancelStrategy(
        row["client_oid"], _instrument_of(row), row.get("order_id")
    ),
}

_OUTCOMES: Mapping[str, Callable[[Flat], VenueOutcome | ProvenNever]] = {
    "accepted": lambda row: Accepted(row["client_oid"], row.get("order_id")),
    "rejected": lambda row: Rejected(row["code"], row["sentence"], row["detail"]),
    "not-sent": lambda row: NotSent(row["sentence"], row["detail"]),
    UNKNOWN: lambda row: Unknown(row["client_oid"], row["cause"]),
    "never": lambda row: ProvenNever(row["client_oid"], row["sentence"]),
}


def _text(start: Flat, **values: str | None) -> str:
    return json.dumps(start | {key: value for key, value in values.items() if value is not None})


def _flat(text: str) -> Flat:
    row: Flat = json.loads(text)
    return row


def _instrument(instrument: InstrumentId) -> Flat:
    return {"product": instrument.product.value, "symbol": instrument.symbol}


def _instrument_of(row: Flat) -> InstrumentId:
    return InstrumentId(ProductType(row["product"]), row["symbol"])


def _exits(take_profit: ExitLeg | None, stop_loss: ExitLeg | None) -> Flat:
    row: Flat = {}
    for name, leg in (("take_profit", take_profit), ("stop_loss", stop_loss)):
        if leg is not None:
            row |= {name: plain(leg.trigger), f"{name}_by": leg.by.value}
            row |= {} if leg.price is None else {f"{name}_price": plain(leg.price)}
    return row


def _leg(row: Flat, name: str) -> ExitLeg | None:
    """A leg, `None` where the row has none: rows of older programs never have one."""
    if name not in row:
        return None
    return ExitLeg(Decimal(row[name]), TriggerBy(row[f"{name}_by"]), _decimal_or_none(row, f"{name}_price"))


def _margin_mode(row: Flat) -> MarginMode | None:
    return MarginMode(row["margin_mode"]) if "margin_mode" in row else None


def _maybe(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _decimal_or_none(row: Flat, key: str) -> Decimal | None:
    return Decimal(row[key]) if key in row else None

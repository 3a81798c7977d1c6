"""Executions of the classic account over REST, on spot and on mix (futures).

Fees are negative when charged. No row names the client order id: the venue's order id tells whose it is.
"""

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.classic.common import charged, direction_of, mix_hold_mode_of, spelled
from terminal_app.bitget.wire.envelope import Envelope, decode
from terminal_app.bitget.wire.unified.common import Text, cursor_of, side_of
from terminal_app.core.account import Fill, Liquidity
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import ZERO


class FeeRow(msgspec.Struct, frozen=True, rename="camel"):
    """What a fill cost, in one coin."""

    fee_coin: str | None = None
    total_fee: Text = None


class SpotRow(msgspec.Struct, frozen=True, rename="camel"):
    """One execution on spot; `amount` is its value in quote coin."""

    trade_id: Text
    order_id: Text
    symbol: str
    side: str
    price_avg: Text
    size: Text
    c_time: Text
    amount: Text = None
    fee_detail: FeeRow | None = None
    trade_scope: str | None = None


class MixRow(msgspec.Struct, frozen=True, rename="camel"):
    """One execution on futures; its fees come in a list."""

    trade_id: Text
    order_id: Text
    symbol: str
    side: str
    price: Text
    base_volume: Text
    c_time: Text
    quote_volume: Text = None
    fee_detail: list[FeeRow] | None = None
    profit: Text = None
    trade_side: str | None = None
    pos_mode: str | None = None
    trade_scope: str | None = None


class MixPage(msgspec.Struct, frozen=True, rename="camel"):
    """A page of executions on futures."""

    fill_list: list[MixRow] | None = None
    end_id: Text = None


_SPOT = msgspec.json.Decoder(list[SpotRow] | None)
_MIX = msgspec.json.Decoder(MixPage | None)


def spot_fills(envelope: Envelope) -> tuple[list[Fill], str]:
    """A page of executions on spot and the id below which the next page begins, "" when there is none."""
    rows = decode(_SPOT, envelope.data) or []
    return [_spot_fill(row) for row in rows], cursor_of(rows[-1].trade_id) if rows else ""


def mix_fills(envelope: Envelope, product: ProductType) -> tuple[list[Fill], str]:
    """A page of executions on futures and the id below which the next page begins, "" when there is none."""
    page = decode(_MIX, envelope.data)
    if page is None:
        return [], ""
    return [mix_fill_from(row, product) for row in page.fill_list or ()], cursor_of(page.end_id)


def _spot_fill(row: SpotRow) -> Fill:
    price, size = numbers.required(row.price_avg), numbers.required(row.size)
    value = numbers.optional(row.amount)
    fee = row.fee_detail or FeeRow()
    return Fill(
        exec_id=cursor_of(row.trade_id),
        order_id=cursor_of(row.order_id),
        client_oid="",
        instrument=InstrumentId(ProductType.SPOT, spelled(row.symbol)),
        side=side_of(row.side),
        price=price,
        size=size,
        value=price * size if value is None else value,
        fee=charged(fee.total_fee),
        fee_coin=spelled(fee.fee_coin or ""),
        liquidity=liquidity_of(row.trade_scope),
        time_ms=numbers.millis(row.c_time),
    )


def mix_fill_from(row: MixRow, product: ProductType) -> Fill:
    """One execution on futures, with its real direction in hedge mode too."""
    price, size = numbers.required(row.price), numbers.required(row.base_volume)
    value = numbers.optional(row.quote_volume)
    direction = direction_of(row.side, row.trade_side, mix_hold_mode_of(row.pos_mode, row.trade_side))
    fees = [(spelled(one.fee_coin), charged(one.total_fee)) for one in row.fee_detail or () if one.fee_coin]
    coin = fees[0][0] if fees else ""
    return Fill(
        exec_id=cursor_of(row.trade_id),
        order_id=cursor_of(row.order_id),
        client_oid="",
        instrument=InstrumentId(product, spelled(row.symbol)),
        side=direction.side,
        price=price,
        size=size,
        value=price * size if value is None else value,
        fee=sum((fee for name, fee in fees if name == coin), ZERO),
        fee_coin=coin,
        liquidity=liquidity_of(row.trade_scope),
        time_ms=numbers.millis(row.c_time),
        position_side=direction.position_side,
        realised_pnl=numbers.optional(row.profit),
    )


def liquidity_of(word: str | None) -> Liquidity:
    """Whether a fill added to the book; it took from it when the venue does not say."""
    return Liquidity.MAKER if (word or "").lower() == "maker" else Liquidity.TAKER

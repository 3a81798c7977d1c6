"""Orders of the classic account over REST, as rows of spot and of mix (futures).

Spot names its states and fees otherwise than mix, and swaps two prices in its list of working orders: there
`priceAvg` is the limit and `basePrice` the average. Rows of mix do not name their product: it is the one that
was asked for. Knows no signatures and no error codes.
"""

from decimal import Decimal

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.classic.common import (
    charged,
    direction_of,
    mix_hold_mode_of,
    mix_margin_mode_of,
    spelled,
)
from terminal_app.bitget.wire.envelope import Envelope, decode
from terminal_app.bitget.wire.unified.cancel_reasons import cancel_sentence
from terminal_app.bitget.wire.unified.common import (
    Text,
    cursor_of,
    order_type_of,
    side_of,
    status_of,
    time_in_force_of,
    yes,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import ZERO, BaseQty, QuoteQty
from terminal_app.core.orders import OrderType, Side, VenueOrder

_WHOLE_FEE = "newFees"


class SpotRow(msgspec.Struct, frozen=True, rename="camel"):
    """One spot order. `size` is in quote coin for a market buy; only working orders have `basePrice`."""

    order_id: Text
    symbol: str
    side: str
    order_type: str
    status: str
    size: Text
    client_oid: str | None = None
    price: Text = None
    price_avg: Text = None
    base_price: Text | msgspec.UnsetType = msgspec.UNSET
    base_volume: Text = None
    force: str | None = None
    fee_detail: str | None = None
    cancel_reason: str | None = None
    tpsl_type: str | None = None
    c_time: Text = None
    u_time: Text = None


class FeePart(msgspec.Struct, frozen=True, rename="camel"):
    """What an order paid in one coin: a JSON number, negative when charged."""

    fee_coin_code: str | None = None
    total_fee: msgspec.Raw = msgspec.Raw(b"0")


class MixRow(msgspec.Struct, frozen=True, rename="camel"):
    """One futures order. Lists call its state `status`, the call about one order calls it `state`."""

    order_id: Text
    symbol: str
    side: str
    order_type: str
    size: Text
    client_oid: str | None = None
    state: str | None = None
    status: str | None = None
    price: Text = None
    price_avg: Text = None
    base_volume: Text = None
    fee: Text = None
    margin_coin: str | None = None
    force: str | None = None
    reduce_only: str | None = None
    pos_side: str | None = None
    pos_mode: str | None = None
    trade_side: str | None = None
    margin_mode: str | None = None
    cancel_reason: str | None = None
    c_time: Text = None
    u_time: Text = None


class MixPage(msgspec.Struct, frozen=True, rename="camel"):
    """A page of futures orders."""

    entrusted_list: list[MixRow] | None = None
    end_id: Text = None


_SPOT = msgspec.json.Decoder(list[SpotRow] | None)
_FEES = msgspec.json.Decoder(dict[str, msgspec.Raw] | None)
_FEE = msgspec.json.Decoder(FeePart)
_MIX = msgspec.json.Decoder(MixRow)
_MIX_PAGE = msgspec.json.Decoder(MixPage | None)


def order_query(client_oid: str, order_id: str | None) -> dict[str, str]:
    """The parameters that ask for one order, by the venue's id when it is known."""
    return {"orderId": order_id} if order_id else {"clientOid": client_oid}


def spot_order(envelope: Envelope) -> VenueOrder | None:
    """One spot order; `None` when the list is empty, by which the venue says that it finds none."""
    rows = decode(_SPOT, envelope.data)
    return spot_order_from(rows[0]) if rows else None


def spot_orders(envelope: Envelope) -> tuple[list[VenueOrder], str]:
    """A page of spot orders and the id below which the next page begins, "" when there is none.

    A take-profit or stop-loss that waits is no order yet and is left out.
    """
    rows = decode(_SPOT, envelope.data) or []
    found = [spot_order_from(row) for row in rows if (row.tpsl_type or "").lower() != "tpsl"]
    return found, cursor_of(rows[-1].order_id) if rows else ""


def mix_order(envelope: Envelope, product: ProductType) -> VenueOrder:
    """One futures order."""
    return mix_order_from(decode(_MIX, envelope.data), product)


def mix_orders(envelope: Envelope, product: ProductType) -> tuple[list[VenueOrder], str]:
    """A page of futures orders and the id below which the next page begins, "" when there is none."""
    page = decode(_MIX_PAGE, envelope.data)
    if page is None:
        return [], ""
    return [mix_order_from(row, product) for row in page.entrusted_list or ()], cursor_of(page.end_id)


def spot_order_from(row: SpotRow) -> VenueOrder:
    """One report about a spot order."""
    if row.base_price is msgspec.UNSET:
        limit, average = row.price, row.price_avg
    else:
        limit, average = row.price_avg, row.base_price
    kind, side = order_type_of(row.order_type), side_of(row.side)
    size = numbers.required(row.size)
    spends_quote = kind is OrderType.MARKET and side is Side.BUY
    fee, coin = _spot_fee(row.fee_detail)
    created_ms = numbers.optional_millis(row.c_time) or 0
    return VenueOrder(
        instrument=InstrumentId(ProductType.SPOT, spelled(row.symbol)),
        order_id=cursor_of(row.order_id),
        client_oid=row.client_oid or "",
        side=side,
        order_type=kind,
        size=QuoteQty(size) if spends_quote else BaseQty(size),
        price=None if kind is OrderType.MARKET else numbers.positive(limit),
        status=status_of(row.status),
        filled=numbers.or_zero(row.base_volume),
        avg_price=numbers.positive(average),
        created_ms=created_ms,
        updated_ms=numbers.optional_millis(row.u_time) or created_ms,
        time_in_force=time_in_force_of(row.force),
        fee=fee,
        fee_coin=coin,
        cancel_reason=cancel_sentence(row.cancel_reason),
    )


def mix_order_from(row: MixRow, product: ProductType) -> VenueOrder:
    """One report about a futures order, with its real direction in hedge mode too."""
    hold_mode = mix_hold_mode_of(row.pos_mode, row.trade_side)
    direction = direction_of(row.side, row.trade_side, hold_mode, row.pos_side)
    kind = order_type_of(row.order_type)
    created_ms = numbers.optional_millis(row.c_time) or 0
    return VenueOrder(
        instrument=InstrumentId(product, spelled(row.symbol)),
        order_id=cursor_of(row.order_id),
        client_oid=row.client_oid or "",
        side=direction.side,
        order_type=kind,
        size=BaseQty(numbers.required(row.size)),
        price=None if kind is OrderType.MARKET else numbers.positive(row.price),
        status=status_of(row.state or row.status),
        filled=numbers.or_zero(row.base_volume),
        avg_price=numbers.positive(row.price_avg),
        created_ms=created_ms,
        updated_ms=numbers.optional_millis(row.u_time) or created_ms,
        time_in_force=time_in_force_of(row.force),
        reduce_only=yes(row.reduce_only),
        position_side=direction.position_side,
        margin_mode=mix_margin_mode_of(row.margin_mode),
        fee=charged(row.fee),
        fee_coin=spelled(row.margin_coin or ""),
        cancel_reason=cancel_sentence(row.cancel_reason),
    )


def _spot_fee(text: str | None) -> tuple[Decimal, str]:
    """What an order paid (positive) and in which coin: a JSON document inside a text, empty before a fill.

    It names each coin, and once more the whole. The first coin counts, as there is one per order.
    """
    parts = decode(_FEES, msgspec.Raw(text.encode())) if text else None
    for name, raw in (parts or {}).items():
        if name == _WHOLE_FEE:
            continue
        part = decode(_FEE, raw)
        return ZERO - numbers.json_number(part.total_fee), part.fee_coin_code or name
    return ZERO, ""

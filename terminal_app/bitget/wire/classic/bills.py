"""The ledgers of the classic account over REST: every change of a wallet, in the venue's words and in ours.

Each wallet has a ledger of its own, and one transfer is a line in two of them that may have the same number:
so our number of a bill begins with its wallet. A fee is negative when charged. Spot bills do not name their
symbol.
"""

import re

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.classic.common import charged, spelled
from terminal_app.bitget.wire.envelope import Envelope, decode
from terminal_app.bitget.wire.unified.common import Text, cursor_of
from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import ZERO
from terminal_app.core.orders import PositionSide

# The first that is found in a word decides.
_MIX_KINDS = tuple(
    (re.compile(words), kind)
    for words, kind in (
        (r"settle_fee", BillKind.FUNDING),
        (r"interest", BillKind.INTEREST),
        (r"close_|delivery_|^(force|burst)_|adl_", BillKind.SETTLEMENT),
        (r"open_", BillKind.TRADE),
        (r"^trans_", BillKind.TRANSFER),
    )
)
_SPOT_KINDS = tuple(
    (re.compile(words), kind)
    for words, kind in (
        (r"handling_fee", BillKind.FEE),
        (r"interest", BillKind.INTEREST),
        (r"^(buy|sell)$|transaction", BillKind.TRADE),
        (r"transfer|deposit|withdraw|loan|repay|borrow", BillKind.TRANSFER),
    )
)
_EITHER = frozenset({"buy", "sell"})
_OUTWARD = re.compile(r"[_-]out$|^withdraw")
_SIDE = re.compile(r"(?:open|close)_(long|short)")


class SpotRow(msgspec.Struct, frozen=True, rename="camel"):
    """One line of the spot ledger."""

    bill_id: Text
    coin: str
    c_time: Text
    group_type: str | None = None
    business_type: str | None = None
    size: Text = None
    fees: Text = None
    balance: Text = None


class MixRow(msgspec.Struct, frozen=True, rename="camel"):
    """One line of a futures ledger."""

    bill_id: Text
    coin: str
    c_time: Text
    symbol: str | None = None
    business_type: str | None = None
    amount: Text = None
    fee: Text = None
    balance: Text = None


class MixPage(msgspec.Struct, frozen=True, rename="camel"):
    """A page of a futures ledger."""

    bills: list[MixRow] | None = None
    end_id: Text = None


_SPOT = msgspec.json.Decoder(list[SpotRow] | None)
_MIX = msgspec.json.Decoder(MixPage | None)


def spot_bills(envelope: Envelope) -> tuple[list[Bill], str]:
    """A page of spot bills and the id below which the next page begins, "" when there is none."""
    rows = decode(_SPOT, envelope.data) or []
    return [_spot_bill(row) for row in rows], cursor_of(rows[-1].bill_id) if rows else ""


def mix_bills(envelope: Envelope, product: ProductType) -> tuple[list[Bill], str]:
    """A page of futures bills and the id below which the next page begins, "" when there is none."""
    page = decode(_MIX, envelope.data)
    if page is None:
        return [], ""
    return [_mix_bill(row, product) for row in page.bills or ()], cursor_of(page.end_id)


def _spot_bill(row: SpotRow) -> Bill:
    word = (row.business_type or "").lower()
    amount = numbers.or_zero(row.size)
    if _OUTWARD.search(word) and amount > 0:
        amount = -amount
    return Bill(
        bill_id=f"{ProductType.SPOT.value}:{cursor_of(row.bill_id)}",
        time_ms=numbers.millis(row.c_time),
        coin=spelled(row.coin),
        kind=_spot_kind(word, (row.group_type or "").lower()),
        instrument=None,
        amount=amount,
        fee=charged(row.fees),
        balance=numbers.optional(row.balance),
        type_text=row.business_type or "",
    )


def _mix_bill(row: MixRow, product: ProductType) -> Bill:
    word = (row.business_type or "").lower()
    amount = numbers.or_zero(row.amount)
    side = _SIDE.search(word)
    return Bill(
        bill_id=f"{product.value}:{cursor_of(row.bill_id)}",
        time_ms=numbers.millis(row.c_time),
        coin=spelled(row.coin),
        kind=_mix_kind(word, closes=amount != ZERO),
        instrument=InstrumentId(product, spelled(row.symbol)) if row.symbol else None,
        amount=amount,
        fee=charged(row.fee),
        balance=numbers.optional(row.balance),
        type_text=row.business_type or "",
        position_side=PositionSide(side[1]) if side else PositionSide.NET,
    )


def _mix_kind(word: str, *, closes: bool) -> BillKind:
    # The word of a net position does not say whether it was opened or closed: only a close brings a profit.
    if word in _EITHER:
        return BillKind.SETTLEMENT if closes else BillKind.TRADE
    return next((kind for words, kind in _MIX_KINDS if words.search(word)), BillKind.OTHER)


def _spot_kind(word: str, group: str) -> BillKind:
    told = (kind for text in (word, group) for words, kind in _SPOT_KINDS if words.search(text))
    return next(told, BillKind.OTHER)

"""The ledger of the account over REST: every change of a balance, in the venue's words and in ours.

Signs, after the venue's own examples: `amount` is signed and without the fee, `fee` is negative when charged.
A word that ends in `_OUT` with a positive amount is taken for a payment all the same.
"""

import re

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.envelope import Envelope
from terminal_app.bitget.wire.unified.common import CATEGORY, Text, instrument_of
from terminal_app.bitget.wire.unified.pages import Page, page_of
from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.money import ZERO
from terminal_app.core.orders import PositionSide

CATEGORIES = (*CATEGORY.values(), "MARGIN", "OTHER")
"""What has to be asked for, one by one, to have every bill. The call takes no "all"."""

# The first that is found in a word decides: `INTEREST_REPAYMENT` is interest, and only then a repayment.
_KINDS = tuple(
    (re.compile(words), kind)
    for words, kind in (
        (r"SETTLE_FEE|FUNDING", BillKind.FUNDING),
        (r"INTEREST", BillKind.INTEREST),
        (r"ORDER_PLF_FEE", BillKind.FEE),
        (r"CLOSE_(LONG|SHORT)|DELIVERY_|_SSM$|ADL_(BUY|SELL)", BillKind.SETTLEMENT),
        (r"OPEN_(LONG|SHORT)|ORDER_DEALT", BillKind.TRADE),
        (r"TRANSFER|DEPOSIT|WITHDRAW|BORROW|REPAY|PAPTRADING", BillKind.TRANSFER),
    )
)
_EITHER = re.compile(r"(BUY|SELL)_DEAL$")
_SIDE = re.compile(r"(?:OPEN|CLOSE)_(LONG|SHORT)$")


class BillRow(msgspec.Struct, frozen=True, rename="camel"):
    """One line of the ledger."""

    id: str | int
    coin: str
    ts: Text
    type: str | None = None
    category: str | None = None
    symbol: str | None = None
    amount: Text = None
    fee: Text = None
    balance: Text = None


_BILLS = msgspec.json.Decoder(Page[BillRow] | None)


def bills(envelope: Envelope) -> tuple[list[Bill], str]:
    """A page of bills and the cursor of the next page ("" when there is none)."""
    return page_of(envelope, _BILLS, _bill)


def _bill(row: BillRow) -> Bill:
    word = (row.type or "").upper()
    amount = numbers.or_zero(row.amount)
    if word.endswith("_OUT") and amount > 0:
        amount = -amount
    side = _SIDE.search(word)
    return Bill(
        bill_id=str(row.id),
        time_ms=numbers.millis(row.ts),
        coin=row.coin,
        kind=_kind(word, closes=amount != ZERO),
        instrument=instrument_of(row.category, row.symbol) if row.symbol else None,
        amount=amount,
        fee=ZERO - numbers.or_zero(row.fee),
        balance=numbers.optional(row.balance),
        type_text=row.type or "",
        position_side=PositionSide(side[1].lower()) if side else PositionSide.NET,
    )


def _kind(word: str, *, closes: bool) -> BillKind:
    # The word of a net position does not say whether it was opened or closed: only a close brings a profit.
    if _EITHER.search(word):
        return BillKind.SETTLEMENT if closes else BillKind.TRADE
    return next((kind for words, kind in _KINDS if words.search(word)), BillKind.OTHER)

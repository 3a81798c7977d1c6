"""Bills, and lists of words, as rows and back. Numbers are kept as their exact text, as in `records`."""

import json
from decimal import Decimal

from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import plain
from terminal_app.core.orders import PositionSide


def encode_bill(bill: Bill) -> str:
    """The text of a bill; an absent key is `None`."""
    row = {
        "bill_id": bill.bill_id,
        "time_ms": str(bill.time_ms),
        "coin": bill.coin,
        "kind": bill.kind.value,
        "amount": plain(bill.amount),
        "fee": plain(bill.fee),
        "type": bill.type_text,
        "position_side": bill.position_side.value,
    }
    if bill.instrument is not None:
        row |= {"product": bill.instrument.product.value, "symbol": bill.instrument.symbol}
    if bill.balance is not None:
        row["balance"] = plain(bill.balance)
    return json.dumps(row)


def decode_bill(text: str) -> Bill:
    """The bill of a row.

    Raises:
        KeyError: the row was not written by `encode_bill`.
    """
    row: dict[str, str] = json.loads(text)
    return Bill(
        bill_id=row["bill_id"],
        time_ms=int(row["time_ms"]),
        coin=row["coin"],
        kind=BillKind(row["kind"]),
        instrument=InstrumentId(ProductType(row["product"]), row["symbol"]) if "symbol" in row else None,
        amount=Decimal(row["amount"]),
        fee=Decimal(row["fee"]),
        balance=Decimal(row["balance"]) if "balance" in row else None,
        type_text=row["type"],
        position_side=PositionSide(row["position_side"]),
    )


def encode_words(words: tuple[str, ...]) -> str:
    """The text of a list of words."""
    return json.dumps(words)


def decode_words(text: str) -> tuple[str, ...]:
    """The list of words of a text."""
    words: list[str] = json.loads(text)
    return tuple(words)

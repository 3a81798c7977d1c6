"""Core values come back from a recording as they were, and nothing else ever does."""

from decimal import Decimal

import pytest

from terminal_app.core.commands import PlaceOrder
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval, Stamp, Trade
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import ExitLeg, OrderType, Side, Source
from terminal_app.core.outcomes import Accepted
from terminal_app.core.ports import Channel, Feed
from terminal_app.core.records import Intent
from terminal_app.core.secret import Credentials, Secret
from terminal_app.tape.values import from_bytes, to_bytes

BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
ORDER = PlaceOrder(
    "bg-1",
    BTC,
    Side.BUY,
    OrderType.LIMIT,
    BaseQty(Decimal("0.0100")),
    Decimal("64000.10"),
    take_profit=ExitLeg(Decimal(65000)),
)


@pytest.mark.parametrize(
    "value",
    [
        ORDER,
        Intent("bg-1", ORDER, Source.MANUAL, 5, ("a rule",)),
        Accepted("bg-1", None),
        Trade("7", Decimal("1E-9"), Decimal(3), Side.SELL, 17),
        Stamp(5, 12.000000001),
        frozenset({Channel(Feed.BOOK, BTC), Channel(Feed.CANDLES, BTC, Interval.M1)}),
        (None, True, 3, "x", Decimal("-0.00")),
    ],
)
def test_what_was_written_is_read(value: object) -> None:
    found = from_bytes(to_bytes(value))

    assert found == value
    assert repr(found) == repr(value)  # also how many places a decimal has


def test_a_set_has_one_form() -> None:
    channels = [Channel(Feed.BOOK, BTC), Channel(Feed.TICKER, BTC), Channel(Feed.TRADES, BTC)]

    assert to_bytes(frozenset(channels)) == to_bytes(frozenset(reversed(channels)))


def test_a_secret_is_not_written() -> None:
    with pytest.raises(TypeError):
        to_bytes(Credentials(Secret("a"), Secret("b"), Secret("c")))


@pytest.mark.parametrize(
    "body",
    [
        b'{"t":"Secret","f":{"value":"x"}}',
        b'{"t":"Popen","f":{"args":"x"}}',
        b'{"t":"Trade","f":{"price":{"d":"1"}}}',
        b'{"d":"one"}',
        b'{"e":"Side","v":"up"}',
        b'{"what":1}',
        b"no JSON",
    ],
)
def test_nothing_else_is_read(body: bytes) -> None:
    with pytest.raises(ValueError):
        from_bytes(body)

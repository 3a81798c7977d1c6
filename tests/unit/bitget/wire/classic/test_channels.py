"""Channels as subscription arguments of the classic account."""

from collections import Counter

import msgspec
import pytest

from terminal_app.bitget.wire.channels import Arg
from terminal_app.bitget.wire.classic.channels import (
    PRIVATE,
    arg_of,
    name_of,
    read_arg,
    refused_arg,
    wire_arg,
)
from terminal_app.bitget.wire.pushes import read_head
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.ports import Channel, Feed
from tests.helpers import classic_frames as frames

SPOT = InstrumentId(ProductType.SPOT, "ETHUSDT")
BOOK = arg_of(Channel(Feed.BOOK, SPOT))


def read(wire: object) -> Arg:
    return read_arg(msgspec.Raw(msgspec.json.encode(wire)))


@pytest.mark.parametrize(
    ("channel", "wire"),
    [
        (Channel(Feed.BOOK, SPOT), {"instType": "SPOT", "channel": "books", "instId": "ETHUSDT"}),
        (
            Channel(Feed.TICKER, InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")),
            {"instType": "USDT-FUTURES", "channel": "ticker", "instId": "BTCUSDT"},
        ),
        (
            Channel(Feed.TRADES, InstrumentId(ProductType.COIN_FUTURES, "BTCUSD")),
            {"instType": "COIN-FUTURES", "channel": "trade", "instId": "BTCUSD"},
        ),
        (
            Channel(Feed.CANDLES, InstrumentId(ProductType.USDC_FUTURES, "BTCPERP"), Interval.M1),
            {"instType": "USDC-FUTURES", "channel": "candle1m", "instId": "BTCPERP"},
        ),
    ],
)
def test_a_channel_on_the_wire_and_back(channel: Channel, wire: dict[str, str]) -> None:
    arg = arg_of(channel)
    assert wire_arg(arg) == wire
    assert read(wire) == arg
    assert arg.instrument == channel.instrument


def test_the_candles_of_a_day_begin_at_midnight_utc_as_they_do_over_rest() -> None:
    channels = [wire_arg(arg_of(Channel(Feed.CANDLES, SPOT, one)))["channel"] for one in Interval]
    assert channels == [
        *("candle1m", "candle3m", "candle5m", "candle15m", "candle30m", "candle1H", "candle4H"),
        *("candle6Hutc", "candle12Hutc", "candle1Dutc", "candle3Dutc", "candle1Wutc", "candle1Mutc"),
    ]


def test_candles_without_an_interval_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="interval"):
        arg_of(Channel(Feed.CANDLES, SPOT))


def test_every_product_has_private_streams_and_spot_no_positions() -> None:
    assert Counter(arg.inst_type for arg in PRIVATE) == {
        "SPOT": 4,
        "USDT-FUTURES": 5,
        "USDC-FUTURES": 5,
        "COIN-FUTURES": 5,
    }
    assert Arg("SPOT", "positions") not in PRIVATE
    assert all(arg.instrument is None for arg in PRIVATE)


def test_the_account_is_of_every_coin_and_the_rest_of_every_symbol() -> None:
    assert wire_arg(Arg("SPOT", "account")) == {"instType": "SPOT", "channel": "account", "coin": "default"}
    orders = {"instType": "SPOT", "channel": "orders", "instId": "default"}
    assert wire_arg(Arg("SPOT", "orders")) == orders
    assert all(read(wire_arg(arg)) == arg for arg in PRIVATE)


def test_an_argument_that_names_neither_is_of_all() -> None:
    assert read({"instType": "USDT-FUTURES", "channel": "equity"}) == Arg("USDT-FUTURES", "equity")


def test_only_the_full_book_has_updates_to_watch() -> None:
    assert BOOK.is_book
    assert not read(frames.arg("books5")).is_book


def test_an_error_names_its_argument() -> None:
    refused = frames.error(30001, "doesn't exist", frames.arg("books", "NOPEUSDT"))
    assert refused_arg(read_head(refused)) == Arg("USDT-FUTURES", "books", "NOPEUSDT")
    assert refused_arg(read_head(frames.error(30001, "doesn't exist"))) is None


def test_names_are_for_people() -> None:
    assert name_of(BOOK) == "ETHUSDT book"
    assert name_of(arg_of(Channel(Feed.CANDLES, SPOT, Interval.H4))) == "ETHUSDT candles 4H"
    names = [name_of(arg) for arg in PRIVATE]
    assert names[:4] == ["spot account", "spot orders", "spot fills", "spot trigger orders and TP/SL"]
    assert names[4:6] == ["USDT futures account", "USDT futures positions"]
    assert len(set(names)) == len(PRIVATE)
    assert name_of(Arg("MARGIN", "orders")) == "orders"

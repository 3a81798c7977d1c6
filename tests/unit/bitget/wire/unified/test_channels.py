"""Channels as subscription arguments."""

import msgspec
import pytest

from terminal_app.bitget.wire.channels import Arg
from terminal_app.bitget.wire.pushes import read_head
from terminal_app.bitget.wire.unified.channels import (
    PRIVATE,
    arg_of,
    name_of,
    read_arg,
    refused_arg,
    wire_arg,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.ports import Channel, Feed
from tests.helpers import stream_frames as frames

SPOT = InstrumentId(ProductType.SPOT, "ETHUSDT")
BOOK = arg_of(Channel(Feed.BOOK, SPOT))


def read(text: bytes) -> Arg:
    return read_arg(msgspec.Raw(text))


@pytest.mark.parametrize(
    ("channel", "wire"),
    [
        (Channel(Feed.BOOK, SPOT), {"instType": "spot", "topic": "books", "symbol": "ETHUSDT"}),
        (
            Channel(Feed.TICKER, InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")),
            {"instType": "usdt-futures", "topic": "ticker", "symbol": "BTCUSDT"},
        ),
        (
            Channel(Feed.TRADES, InstrumentId(ProductType.COIN_FUTURES, "BTCUSD_CM")),
            {"instType": "coin-futures", "topic": "publicTrade", "symbol": "BTCUSD_CM"},
        ),
        (
            Channel(Feed.CANDLES, InstrumentId(ProductType.USDC_FUTURES, "BTCPERP"), Interval.H1),
            {"instType": "usdc-futures", "topic": "kline", "symbol": "BTCPERP", "interval": "1H"},
        ),
    ],
)
def test_a_channel_on_the_wire(channel: Channel, wire: dict[str, str]) -> None:
    assert wire_arg(arg_of(channel)) == wire


@pytest.mark.parametrize("interval", Interval)
def test_every_interval_has_an_argument_of_its_own(interval: Interval) -> None:
    args = {arg_of(Channel(Feed.CANDLES, SPOT, other)) for other in Interval}
    assert arg_of(Channel(Feed.CANDLES, SPOT, interval)) in args
    assert len(args) == len(Interval)


def test_candles_without_an_interval_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="interval"):
        arg_of(Channel(Feed.CANDLES, SPOT))


def test_private_channels_name_no_instrument() -> None:
    sent = [wire_arg(arg) for arg in PRIVATE]
    topics = ("account", "position", "order", "fill", "strategy-order")
    assert sent == [{"instType": "UTA", "topic": topic} for topic in topics]
    assert all(arg.instrument is None for arg in PRIVATE)


def test_an_argument_names_its_instrument_in_either_spelling() -> None:
    assert read(b'{"instType":"SPOT","topic":"x","instId":"ETHUSDT","more":1}').instrument == SPOT
    assert read(b'{"instType":"margin","topic":"x","symbol":"A"}').instrument is None


def test_all_symbols_are_no_symbol() -> None:
    assert read(b'{"instType":"UTA","topic":"strategy-order","symbol":"default"}') == PRIVATE[-1]
    assert read(b'{"instType":"spot","topic":"books","symbol":"ETHUSDT"}') == BOOK


def test_only_the_full_book_has_updates_to_watch() -> None:
    assert BOOK.is_book
    assert not Arg("spot", "books5", "ETHUSDT").is_book


def test_an_error_names_its_argument_or_quotes_it() -> None:
    named = frames.error(30001, "", frames.arg("books", "NOPEUSDT"))
    assert refused_arg(read_head(named)) == Arg("usdt-futures", "books", "NOPEUSDT")
    quoted = '{"instType":"usdt-futures","symbol":"NOPEUSDT","topic":"books"} doesn\'t exist'
    assert refused_arg(read_head(frames.error(30001, quoted))) == Arg("usdt-futures", "books", "NOPEUSDT")
    for other in ("", "Param error", "{", "{}x}", '{"topic":7}', "{" * 5000 + "}"):
        assert refused_arg(read_head(frames.error(30001, other))) is None


def test_names_are_for_people() -> None:
    assert name_of(BOOK) == "ETHUSDT book"
    assert name_of(arg_of(Channel(Feed.CANDLES, SPOT, Interval.H4))) == "ETHUSDT candles 4H"
    assert [name_of(arg) for arg in PRIVATE] == [
        "account",
        "positions",
        "orders",
        "fills",
        "trigger orders and TP/SL",
    ]

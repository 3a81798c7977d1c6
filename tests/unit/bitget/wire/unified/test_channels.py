"""Channels as subscription arguments."""

import msgspec
import pytest

from terminal_app.bitget.wire.unified.channels import PRIVATE, Arg, arg_of, book_arg, is_book, name_of
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.ports import Channel, Feed

SPOT = InstrumentId(ProductType.SPOT, "ETHUSDT")


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
    assert msgspec.json.decode(msgspec.json.encode(arg_of(channel))) == wire


@pytest.mark.parametrize("interval", Interval)
def test_every_interval_has_an_argument_of_its_own(interval: Interval) -> None:
    args = {arg_of(Channel(Feed.CANDLES, SPOT, other)) for other in Interval}
    assert arg_of(Channel(Feed.CANDLES, SPOT, interval)) in args
    assert len(args) == len(Interval)


def test_candles_without_an_interval_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="interval"):
        arg_of(Channel(Feed.CANDLES, SPOT))


def test_private_channels_name_no_instrument() -> None:
    sent = [msgspec.json.decode(msgspec.json.encode(arg)) for arg in PRIVATE]
    topics = ("account", "position", "order", "fill", "strategy-order")
    assert sent == [{"instType": "UTA", "topic": topic} for topic in topics]
    assert all(arg.instrument is None for arg in PRIVATE)


def test_an_argument_names_its_instrument_in_either_spelling() -> None:
    read = msgspec.json.decode(b'{"instType":"SPOT","topic":"x","instId":"ETHUSDT","more":1}', type=Arg)
    assert read.instrument == SPOT
    assert msgspec.json.decode(b'{"instType":"margin","topic":"x","symbol":"A"}', type=Arg).instrument is None


def test_all_symbols_are_no_symbol() -> None:
    assert Arg("UTA", "strategy-order", "default").named() == Arg("UTA", "strategy-order")
    assert Arg("spot", "books", "ETHUSDT").named() == book_arg(SPOT)


def test_only_the_full_book_has_updates_to_watch() -> None:
    assert is_book(book_arg(SPOT))
    assert not is_book(Arg("spot", "books5", "ETHUSDT"))


def test_names_are_for_people() -> None:
    assert name_of(book_arg(SPOT)) == "ETHUSDT book"
    assert name_of(arg_of(Channel(Feed.CANDLES, SPOT, Interval.H4))) == "ETHUSDT candles 4H"
    assert [name_of(arg) for arg in PRIVATE] == [
        "account",
        "positions",
        "orders",
        "fills",
        "trigger orders and TP/SL",
    ]

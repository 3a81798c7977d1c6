"""Which stream is which on the wire of the classic account: our channels as subscription arguments, and back.

`{"instType": "SPOT", "channel": "candle1m", "instId": "BTCUSDT"}`: candles have their interval in the name of
the channel. Each product has private streams of its own, of every symbol (`instId: default`) or, for the
account, of every coin (`coin: default`). The only file that knows these names for subscriptions.
"""

from collections.abc import Mapping

import msgspec

from terminal_app.bitget.wire.channels import EVERY, Arg, Word, arg_in, remembering
from terminal_app.bitget.wire.classic.common import FUTURES, MIX_GRANULARITY
from terminal_app.bitget.wire.pushes import Head
from terminal_app.bitget.wire.unified.common import CATEGORY
from terminal_app.core.instrument import ProductType
from terminal_app.core.market import Interval
from terminal_app.core.ports import Channel, Feed

INTERVAL: Mapping[Interval, str] = MIX_GRANULARITY
"""The words of futures over REST, for spot too; as there, the bars of a day begin at midnight UTC."""

_CANDLE = "candle"
_ACCOUNT = "account"
_TOPIC: Mapping[Feed, str] = {
    Feed.BOOK: "books",
    Feed.TICKER: "ticker",
    Feed.TRADES: "trade",
    Feed.CANDLES: _CANDLE,
}
_FEED_NAMES = {topic: feed.value for feed, topic in _TOPIC.items()}
_PRIVATE_NAMES = {
    _ACCOUNT: "account",
    "positions": "positions",
    "orders": "orders",
    "fill": "fills",
    "orders-algo": "trigger orders and TP/SL",
}
_PRODUCT_NAMES: Mapping[ProductType, str] = {
    ProductType.SPOT: "spot",
    ProductType.USDT_FUTURES: "USDT futures",
    ProductType.USDC_FUTURES: "USDC futures",
    ProductType.COIN_FUTURES: "coin futures",
}
PRIVATE: tuple[Arg, ...] = tuple(
    Arg(CATEGORY[product], topic)
    for product in (ProductType.SPOT, *FUTURES)
    for topic in _PRIVATE_NAMES
    if product.is_futures or topic != "positions"
)
"""What a private connection is always subscribed to."""


class _WireArg(msgspec.Struct, rename="camel", gc=False):
    inst_type: Word = ""
    channel: Word = ""
    inst_id: Word = ""
    coin: Word = ""

    def as_arg(self) -> Arg:
        """The same argument in our own parts."""
        named = self.inst_id or self.coin
        symbol = "" if named == EVERY else named
        if self.channel.startswith(_CANDLE):
            return Arg(self.inst_type, _CANDLE, symbol, self.channel.removeprefix(_CANDLE))
        return Arg(self.inst_type, self.channel, symbol)


_ARG = msgspec.json.Decoder(_WireArg)

read_arg = remembering(lambda text: _ARG.decode(text).as_arg())
"""The argument of a frame."""


def arg_of(channel: Channel) -> Arg:
    """The subscription argument of a channel.

    Raises:
        ValueError: a candle channel without its interval.
    """
    return arg_in(channel, CATEGORY, _TOPIC, INTERVAL)


def wire_arg(arg: Arg) -> Mapping[str, str]:
    """An argument as it is sent."""
    name = "coin" if arg.topic == _ACCOUNT else "instId"
    return {
        "instType": arg.inst_type,
        "channel": arg.topic + arg.interval,
        name: arg.symbol or EVERY,
    }


def refused_arg(head: Head) -> Arg | None:
    """The argument an error is about."""
    return read_arg(head.arg) if head.arg else None


def name_of(arg: Arg) -> str:
    """What a person calls the channel: `BTCUSDT perp book`, `BTCUSDT candles 1m`, `spot orders`."""
    if arg.instrument is not None:
        return arg.name(_FEED_NAMES)
    product = "" if arg.product is None else _PRODUCT_NAMES[arg.product]
    return f"{product} {_PRIVATE_NAMES.get(arg.topic, arg.topic)}".strip()

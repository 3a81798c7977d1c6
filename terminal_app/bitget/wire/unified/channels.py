"""Which stream is which on the wire of the unified account: our channels as subscription arguments, and back.

The only file that knows its topic names for subscriptions. It knows nothing of what a push contains.
"""

from collections.abc import Mapping

import msgspec

from terminal_app.bitget.wire.channels import EVERY, Arg, Word, arg_in, remembering
from terminal_app.bitget.wire.pushes import Head
from terminal_app.bitget.wire.unified.common import INTERVAL
from terminal_app.core.instrument import ProductType
from terminal_app.core.ports import Channel, Feed


class _WireArg(msgspec.Struct, rename="camel", gc=False):
    """As it comes. `inst_id` is another name some recorded pushes use for `symbol`."""

    inst_type: Word = ""
    topic: Word = ""
    symbol: Word = ""
    interval: Word = ""
    inst_id: Word = ""

    def as_arg(self) -> Arg:
        """The same argument as we would ask for it."""
        symbol = self.inst_id or self.symbol
        return Arg(self.inst_type, self.topic, "" if symbol == EVERY else symbol, self.interval)


_TOPIC: Mapping[Feed, str] = {
    Feed.BOOK: "books",
    Feed.TICKER: "ticker",
    Feed.TRADES: "publicTrade",
    Feed.CANDLES: "kline",
}
_INST_TYPE: Mapping[ProductType, str] = {
    ProductType.SPOT: "spot",
    ProductType.USDT_FUTURES: "usdt-futures",
    ProductType.USDC_FUTURES: "usdc-futures",
    ProductType.COIN_FUTURES: "coin-futures",
}
PRIVATE: tuple[Arg, ...] = tuple(
    Arg("UTA", topic) for topic in ("account", "position", "order", "fill", "strategy-order")
)
"""What a private connection is always subscribed to."""

_PRIVATE_NAMES = {
    "account": "account",
    "position": "positions",
    "order": "orders",
    "fill": "fills",
    "strategy-order": "trigger orders and TP/SL",
}
_FEED_NAMES = {topic: feed.value for feed, topic in _TOPIC.items()}
_ARG = msgspec.json.Decoder(_WireArg)

read_arg = remembering(lambda text: _ARG.decode(text).as_arg())
"""The argument of a frame."""


def arg_of(channel: Channel) -> Arg:
    """The subscription argument of a channel.

    Raises:
        ValueError: a candle channel without its interval.
    """
    return arg_in(channel, _INST_TYPE, _TOPIC, INTERVAL)


def wire_arg(arg: Arg) -> Mapping[str, str]:
    """An argument as it is sent."""
    named = {
        "instType": arg.inst_type,
        "topic": arg.topic,
        "symbol": arg.symbol,
        "interval": arg.interval,
    }
    return {name: word for name, word in named.items() if word}


def refused_arg(head: Head) -> Arg | None:
    """The argument an error is about. Its message quotes it: `{"instType": ...} doesn't exist`."""
    if head.arg:
        return read_arg(head.arg)
    message = head.msg or ""
    end = message.rfind("}")
    if not message.startswith("{") or end < 0:
        return None
    try:
        return _ARG.decode(message[: end + 1]).as_arg()
    except (msgspec.MsgspecError, RecursionError):
        return None


def name_of(arg: Arg) -> str:
    """What a person calls the channel: `BTCUSDT perp book`, `BTCUSDT candles 1m`, `positions`."""
    if arg.instrument is None:
        return _PRIVATE_NAMES.get(arg.topic, arg.topic)
    return arg.name(_FEED_NAMES)

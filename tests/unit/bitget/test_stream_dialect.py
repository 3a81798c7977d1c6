"""What holds of both dialects of the streams."""

import json

import pytest

from terminal_app.bitget.classic.stream import CLASSIC_STREAM
from terminal_app.bitget.stream_dialect import StreamDialect
from terminal_app.bitget.unified.stream import UNIFIED_STREAM
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.ports import Channel, Feed

BOTH = pytest.mark.parametrize("dialect", [UNIFIED_STREAM, CLASSIC_STREAM], ids=["unified", "classic"])
CHANNELS = [
    Channel(feed, InstrumentId(product, "BTCUSDT"), Interval.M1 if feed is Feed.CANDLES else None)
    for feed in Feed
    for product in ProductType
]


@BOTH
def test_a_request_names_its_arguments(dialect: StreamDialect) -> None:
    args = [dialect.arg_of(channel) for channel in CHANNELS]
    request = json.loads(dialect.request_text("subscribe", args))
    assert request == {"op": "subscribe", "args": [dialect.wire_arg(arg) for arg in args]}


@BOTH
def test_arguments_and_names_differ_from_channel_to_channel(dialect: StreamDialect) -> None:
    args = {dialect.arg_of(channel) for channel in CHANNELS} | set(dialect.private)
    assert len(args) == len(CHANNELS) + len(dialect.private)
    names = [dialect.name_of(arg) for arg in dialect.private]
    assert len(set(names)) == len(names)


@BOTH
def test_only_topics_that_exist_have_times_and_orders_have_a_way(dialect: StreamDialect) -> None:
    public = {dialect.arg_of(channel).topic for channel in CHANNELS}
    topics = public | {arg.topic for arg in dialect.private}
    assert {*dialect.silent_after, *dialect.renewed_after, *dialect.vital} <= topics
    assert not dialect.silent_after.keys() & dialect.renewed_after.keys()
    # Without one of these the death of a quiet private connection would show only at the next regular ping.
    assert dialect.vital & {arg.topic for arg in dialect.private}
    assert {"place-order", "cancel-order"} <= set(dialect.order_topics.values())


@BOTH
def test_one_message_holds_all_that_is_private(dialect: StreamDialect) -> None:
    assert len(dialect.private) <= 20
    assert len(dialect.request_text("subscribe", dialect.private)) <= 4_000

"""The head of a frame."""

from decimal import Decimal

import pytest

from terminal_app.bitget.wire.pushes import BAD_FRAME, oldest_first, read_head
from terminal_app.core.market import Trade
from terminal_app.core.orders import Side


@pytest.mark.parametrize("frame", [b"", b"[]", b'{"action":1}', b'{"ts":1.5}', b"\x00" * 50, b"[" * 100_000])
def test_what_is_no_frame_is_refused(frame: bytes) -> None:
    with pytest.raises(BAD_FRAME):
        read_head(frame)


def test_argument_and_data_stay_as_they_came() -> None:
    head = read_head(b'{"action":"update","arg":{"a":[1]},"data":[ 1, 2 ],"ts":5,"more":true}')
    assert (bytes(head.arg), bytes(head.data), head.ts) == (b'{"a":[1]}', b"[ 1, 2 ]", 5)


def test_the_venues_words_are_made_fit_for_a_log() -> None:
    assert read_head(b'{"event":"error","msg":"two\\nlines\\u0007"}').message == "two lines "


def test_trades_of_one_millisecond_follow_their_ids() -> None:
    trades = [Trade(one, Decimal(1), Decimal(1), Side.BUY, 20) for one in ("101", "99", "100")]
    assert [trade.trade_id for trade in sorted(trades, key=oldest_first)] == ["99", "100", "101"]

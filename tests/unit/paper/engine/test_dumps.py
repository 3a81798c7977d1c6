"""Plain values are read with checked types, and everything else is one error."""

from collections.abc import Callable

import pytest

from terminal_app.core.money import BaseQty, QuoteQty
from terminal_app.core.orders import Side
from terminal_app.paper.engine.dumps import (
    BadDumpError,
    Reader,
    amounts_row,
    instrument_text,
    read_instrument,
    size_row,
)
from tests.helpers.paper_engine import PERP_ID, SPOT_ID, D

GOOD = Reader(
    {
        "text": "buy",
        "whole": 5,
        "flag": True,
        "money": "-0.00000001",
        "none": None,
        "instrument": "spot:BTCUSDT",
        "base": {"value": "1.50", "quote": False},
        "quote": {"value": "10", "quote": True},
        "rows": [{"whole": 1}, {"whole": 2}],
        "amounts": {"USDT": "1", "BTC": "2"},
    }
)


def test_reads_what_was_written() -> None:
    assert (GOOD.text("text"), GOOD.whole("whole"), GOOD.flag("flag")) == ("buy", 5, True)
    assert (GOOD.money("money"), GOOD.money_or_none("none"), GOOD.money_or_none("money")) == (
        D("-0.00000001"),
        None,
        D("-0.00000001"),
    )
    assert GOOD.choice("text", Side) is Side.BUY
    assert (GOOD.instrument("instrument"), GOOD.instrument_or_none("none")) == (SPOT_ID, None)
    assert GOOD.instrument_or_none("instrument") == SPOT_ID
    assert (GOOD.size("base"), GOOD.size("quote")) == (BaseQty(D("1.50")), QuoteQty(D(10)))
    assert [row.whole("whole") for row in GOOD.rows("rows")] == [1, 2]
    assert GOOD.amounts("amounts") == {"USDT": D(1), "BTC": D(2)}


BAD: list[Callable[[], object]] = [
    lambda: Reader([]),
    lambda: GOOD.text("whole"),
    lambda: GOOD.text("absent"),
    lambda: GOOD.whole("text"),
    lambda: GOOD.whole("flag"),
    lambda: GOOD.flag("whole"),
    lambda: GOOD.money("text"),
    lambda: GOOD.money("whole"),
    lambda: GOOD.choice("money", Side),
    lambda: GOOD.instrument("text"),
    lambda: GOOD.object("text"),
    lambda: GOOD.rows("text"),
    lambda: GOOD.rows("amounts"),
    lambda: read_instrument("nowhere:BTCUSDT"),
]


@pytest.mark.parametrize("read", BAD)
def test_everything_else_is_one_error(read: Callable[[], object]) -> None:
    with pytest.raises(BadDumpError):
        read()


def test_writing_and_reading_agree() -> None:
    assert read_instrument(instrument_text(PERP_ID)) == PERP_ID
    assert size_row(QuoteQty(D("1E-8"))) == {"value": "0.00000001", "quote": True}
    assert amounts_row({"BTC": D("1E+2")}) == {"BTC": "100"}

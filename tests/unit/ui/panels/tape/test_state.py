"""The rows of the tape."""

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.core.market import Trade
from terminal_app.core.orders import Side
from terminal_app.market.tape import Tape
from terminal_app.ui.panels.tape.state import Merge, TapeRow, TapeState
from tests.helpers.examples import PERP
from tests.helpers.market import START_MS, stamp, trade

UTC_ZONE = ZoneInfo("UTC")


def test_the_newest_trade_is_first_with_exact_texts() -> None:
    clock = ManualClock()
    tape = Tape(clock)
    tape.append([trade(1), trade(2, "64210", "0.12345", Side.SELL), trade(3, size="2")], stamp(clock))
    rows = TapeState(PERP, UTC_ZONE).build(tape, 2)
    assert rows == (
        TapeRow("22:14:03", "64\u2009210.5", "2.0000", "▲", Side.BUY, 1, "2.0000"),
        TapeRow("22:14:02", "64\u2009210.0", "0.1234", "▼", Side.SELL, 1, "0.1234"),
    )


def test_without_rules_numbers_are_shown_as_they_came() -> None:
    clock = ManualClock()
    tape = Tape(clock)
    tape.append([trade(1, "0.000012", "5")], stamp(clock))
    (row,) = TapeState(None, UTC_ZONE).build(tape, 5)
    assert (row.price, row.size) == ("0.000012", "5")


def burst(*prints: tuple[int, str, str, Side]) -> list[Trade]:
    """Prints as (ms, price, size, side)."""
    return [
        Trade(str(number), Decimal(price), Decimal(size), side, START_MS + at)
        for number, (at, price, size, side) in enumerate(prints)
    ]


@pytest.mark.parametrize(
    ("merge", "sizes"),
    [
        (Merge.EACH, ["5.0000", "4.0000", "3.0000", "2.0000", "1.0000"]),
        (Merge.SAME_MS, ["5.0000", "4.0000", "3.0000", "3.0000"]),
        (Merge.TENTH, ["5.0000", "4.0000", "6.0000"]),
    ],
)
def test_prints_of_one_taker_are_merged(merge: Merge, sizes: list[str]) -> None:
    clock, buy, sell = ManualClock(), Side.BUY, Side.SELL
    tape, state = Tape(clock), TapeState(PERP, UTC_ZONE, merge)
    trades = burst(
        (0, "100", "1", buy),
        (0, "100.1", "2", buy),
        (100, "100.2", "3", buy),
        (100, "100", "4", sell),
        (300, "100", "5", sell),
    )
    for trade_ in trades:  # one by one, as they come: the answer is that of all at once
        tape.append([trade_], stamp(clock))
        state.build(tape, 10)
    assert [row.size for row in state.build(tape, 10)] == sizes
    assert state.build(tape, 10) == TapeState(PERP, UTC_ZONE, merge).build(tape, 10)
    if merge is Merge.TENTH:
        assert (state.build(tape, 3)[2].price, state.build(tape, 3)[2].count) == ("100.2", 3)


def test_the_filter_counts_whole_rows() -> None:
    clock = ManualClock()
    tape = Tape(clock)
    tape.append(
        burst((0, "1", "2", Side.BUY), (0, "1", "2", Side.BUY), (9, "1", "3", Side.BUY)), stamp(clock)
    )
    assert [row.size for row in TapeState(PERP).build(tape, 9, Decimal(3))] == ["3.0000"]
    merged = TapeState(PERP, merge=Merge.SAME_MS).build(tape, 9, Decimal(4))
    assert [row.size for row in merged] == ["4.0000"]


def test_older_trades_that_are_put_in_are_read_anew() -> None:
    clock = ManualClock()
    tape, state = Tape(clock), TapeState(PERP)
    tape.append([trade(5)], stamp(clock))
    assert len(state.build(tape, 9)) == 1
    tape.merge_older([trade(1), trade(2)])
    assert len(state.build(tape, 9)) == 3

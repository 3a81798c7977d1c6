"""The rows of the tape."""

from zoneinfo import ZoneInfo

from terminal_app.core.clock import ManualClock
from terminal_app.core.orders import Side
from terminal_app.market.tape import Tape
from terminal_app.ui.panels.tape.state import TapeRow, TapeState
from tests.helpers.examples import PERP
from tests.helpers.market import stamp, trade

UTC_ZONE = ZoneInfo("UTC")


def test_the_newest_trade_is_first_with_exact_texts() -> None:
    clock = ManualClock()
    tape = Tape(clock)
    tape.append([trade(1), trade(2, "64210", "0.12345", Side.SELL), trade(3, size="2")], stamp(clock))
    rows = TapeState(PERP, UTC_ZONE).build(tape, 2)
    assert rows == (
        TapeRow("22:14:03", "64\u2009210.5", "2.0000", "▲", Side.BUY),
        TapeRow("22:14:02", "64\u2009210.0", "0.1234", "▼", Side.SELL),
    )


def test_without_rules_numbers_are_shown_as_they_came() -> None:
    clock = ManualClock()
    tape = Tape(clock)
    tape.append([trade(1, "0.000012", "5")], stamp(clock))
    (row,) = TapeState(None, UTC_ZONE).build(tape, 5)
    assert (row.price, row.size) == ("0.000012", "5")

"""The tape keeps each trade once, whoever brought it, and no more than its ring holds."""

from terminal_app.core.clock import ManualClock
from terminal_app.core.market import Stamp
from terminal_app.market.tape import Tape
from tests.helpers.market import stamp, trade


def ids(tape: Tape) -> list[str]:
    return [entry.trade_id for entry in tape.trades]


def test_live_trades_come_once(manual_clock: ManualClock) -> None:
    tape = Tape(manual_clock)
    tape.append([trade(1), trade(2)], stamp(manual_clock))
    tape.append([trade(2), trade(3)], stamp(manual_clock))
    assert (ids(tape), tape.count, tape.rewritten) == (["1", "2", "3"], 3, 0)


def test_the_ring_forgets_the_oldest_and_their_ids(manual_clock: ManualClock) -> None:
    tape = Tape(manual_clock, capacity=3)
    tape.append([trade(number) for number in range(1, 6)], stamp(manual_clock))
    assert (ids(tape), tape.count) == (["3", "4", "5"], 5)
    tape.append([trade(1)], stamp(manual_clock))
    assert ids(tape) == ["4", "5", "1"]


def test_a_snapshot_starts_over(manual_clock: ManualClock) -> None:
    tape = Tape(manual_clock)
    tape.append([trade(1), trade(2)], stamp(manual_clock))
    tape.replace([trade(2), trade(3)], stamp(manual_clock))
    assert (ids(tape), tape.rewritten) == (["2", "3"], 1)


def test_a_past_page_goes_below_what_is_here(manual_clock: ManualClock) -> None:
    tape = Tape(manual_clock, capacity=4)
    tape.append([trade(5), trade(6)], stamp(manual_clock))
    tape.merge_older([trade(number) for number in range(1, 6)])
    assert ids(tape) == ["3", "4", "5", "6"]
    assert tape.rewritten == 1
    tape.merge_older([trade(4)])
    assert tape.rewritten == 1


def test_age_counts_pushes_only(manual_clock: ManualClock) -> None:
    tape = Tape(manual_clock)
    tape.merge_older([trade(1)])
    assert tape.age() is None
    tape.append([], Stamp(0, manual_clock.monotonic()))
    manual_clock.advance(4)
    assert tape.age() == 4

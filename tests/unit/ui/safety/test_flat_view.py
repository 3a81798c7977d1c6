"""What the sheet of a flattening says."""

from dataclasses import replace

from terminal_app.core.commands import CancelOrder
from terminal_app.trading.flat_state import Alive, AliveKind, FlatReport
from terminal_app.ui.safety.flat_view import NO_CONNECTION, Ending, Progress, plan, view
from tests.helpers.ui_samples import BTC_PERP, NOW_MS, order, position

START = FlatReport("F6 was held", NOW_MS, "SPOT, USDT-FUTURES")
ONE = Alive(AliveKind.ORDER, "tb-1", BTC_PERP, "buy 1 BTCUSDT", CancelOrder("tb-1", BTC_PERP), "Not sent.")
TWO = Alive(AliveKind.POSITION, "p", BTC_PERP, "long 1 BTCUSDT", None, "Too many requests.")


def test_the_plan_counts_every_family() -> None:
    assert plan([order(), order("tb-2")], [], [position()]) == (
        "Halt trading: nothing new can be sent until you resume",
        "Cancel: 2 orders",
        "Cancel: no trigger orders, TP or SL",
        "Close at market: 1 position",
    )


def test_each_ending_has_its_own_words() -> None:
    ended = replace(START, running=False, rounds=3)
    assert (view(None).ending, view(None).sentence) == (Ending.NOT_PROVEN, NO_CONNECTION)
    assert view(START).ending is Ending.RUNNING
    stamped = view(replace(ended, empty=2, proven_ms=NOW_MS))
    assert stamped.ending is Ending.PROVEN
    assert stamped.badge.startswith("FLAT, PROVEN  ")
    assert stamped.alive == ()
    left = view(replace(ended, alive=(ONE, TWO)))
    assert (left.ending, left.badge, left.alive) == (Ending.ALIVE, "NOT FLAT  2 STILL ALIVE", (ONE, TWO))
    assert left.sentence == "1 order, 1 position left."
    unread = view(replace(ended, trouble="No answer.", alive=(ONE,)))
    assert (unread.ending, unread.alive) == (Ending.NOT_PROVEN, (ONE,))
    assert "No answer." in unread.sentence


def test_one_empty_reading_is_no_stamp() -> None:
    shown = view(replace(START, running=False, rounds=4, empty=1))
    assert (shown.ending, shown.badge) == (Ending.NOT_PROVEN, "NOT PROVEN YET")


def test_each_reading_is_one_line() -> None:
    progress = Progress()
    seen = [
        START,
        START,
        START.read((ONE, TWO)),
        START.read((ONE, TWO)),
        START.read((ONE, TWO)).unread("No answer."),
        START.read((ONE, TWO)).unread("No answer.").read(()),
        START.read((ONE, TWO)).unread("No answer.").read(()).read(()),
    ]
    for report in seen:
        progress.see(report, NOW_MS)
    progress.see(replace(seen[-1], running=False, proven_ms=NOW_MS), NOW_MS)
    told = [line.partition("  ")[2] for line in progress.lines]
    assert told[:5] == [
        "Trading is halted. Reading SPOT, USDT-FUTURES.",
        "Reading 1: 1 order, 1 position left.",
        "Reading 2: failed. No answer.",
        "Reading 3: nothing left. Once more, to prove it.",
        "Reading 4: nothing left.",
    ]
    assert told[5].startswith("FLAT, PROVEN")
    assert len(told) == 6


def test_another_run_begins_anew() -> None:
    progress = Progress()
    progress.see(None, NOW_MS)
    progress.see(replace(START.read((ONE,)), running=False), NOW_MS)
    progress.see(replace(START, started_ms=NOW_MS + 1), NOW_MS)
    assert len(progress.lines) == 4
    assert progress.lines[-1].endswith("Trading is halted. Reading SPOT, USDT-FUTURES.")

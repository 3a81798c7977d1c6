"""When a window is dead, and which orders that ends."""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.commands import CancelOrder
from terminal_app.core.held import Distance, Oco, Trail
from terminal_app.core.orders import Side
from terminal_app.trading.deadman import BEAT, GOODBYE, SILENCE_S, Deadman, Verdict, left_behind, to_cancel
from tests.helpers.examples import PERP_ID, report


def looked(deadman: Deadman, start: int, end: int) -> Verdict:
    """Look once a second, without a word."""
    verdict = Verdict.ALIVE
    for second in range(start, end):
        verdict = deadman.look(second)
    return verdict


def test_a_beating_heart_is_alive() -> None:
    deadman = Deadman(0)
    for second in range(100):
        deadman.heard(BEAT, second)
        assert deadman.look(second) is Verdict.ALIVE


def test_silence_is_death_after_its_time() -> None:
    deadman = Deadman(0)
    assert looked(deadman, 1, SILENCE_S + 1) is Verdict.ALIVE
    assert looked(deadman, SILENCE_S + 1, SILENCE_S + 2) is Verdict.DEAD
    deadman.heard(BEAT, SILENCE_S + 2)
    assert deadman.look(SILENCE_S + 2) is Verdict.DEAD


def test_an_end_without_a_word_is_death_at_once() -> None:
    deadman = Deadman(0)
    deadman.heard(None, 1)
    assert deadman.look(1) is Verdict.DEAD


def test_a_goodbye_is_no_death_whatever_follows() -> None:
    deadman = Deadman(0)
    deadman.heard(GOODBYE, 1)
    deadman.heard(None, 1)
    assert looked(deadman, 1, 100) is Verdict.LEFT


def test_a_sleep_of_the_computer_is_no_silence() -> None:
    deadman = Deadman(0)
    assert deadman.look(1) is Verdict.ALIVE
    assert deadman.look(30_000) is Verdict.ALIVE
    assert looked(deadman, 30_001, 30_000 + SILENCE_S + 2) is Verdict.DEAD


def test_only_what_is_tagged_and_still_open_is_ended() -> None:
    orders = [
        report(),
        report("tb-2", order_id="v-2"),
        report("", order_id="v-3"),
        report("web", order_id=""),
    ]
    assert to_cancel(orders, frozenset({"tb-2", "tb-gone", ""})) == [CancelOrder("tb-2", PERP_ID, "v-2")]
    nameless = replace(report("tb-4"), order_id="")
    assert to_cancel([nameless], frozenset({"tb-4"})) == [CancelOrder("tb-4", PERP_ID)]


def test_what_the_window_held_is_named_with_what_stayed_at_the_exchange() -> None:
    trail = Trail("tb-t1", PERP_ID, Side.SELL, Distance(Decimal(1)), (Decimal(63000), Decimal(63210)), 1)
    assert (
        "the stop itself stayed at the exchange, at 63210 or one move before it" in left_behind(trail).lower()
    )
    pair = Oco("tb-1", "tb-s1", PERP_ID, Side.BUY, Decimal("0.01"), 1)
    assert "both may have been executed" in left_behind(pair)

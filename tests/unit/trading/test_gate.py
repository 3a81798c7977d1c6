"""The kill switch: it holds at once, cancels pass, and a restart remembers."""

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.ports import Purpose
from terminal_app.trading.gate import Gate, GateState, TradingState, from_saved, to_save

HALTED, REDUCE = TradingState.HALTED, TradingState.REDUCE_ONLY


def test_a_halt_lets_cancels_and_reads_pass_and_nothing_else() -> None:
    gate = Gate(ManualClock())
    assert [gate.may_send(purpose) for purpose in Purpose] == [None] * len(Purpose)
    gate.choose(HALTED, "you pressed the switch.")
    assert gate.may_send(Purpose.ORDER) == "Trading is halted: you pressed the switch."
    assert (gate.may_send(Purpose.CANCEL), gate.may_send(Purpose.READ)) == (None, None)
    gate.choose(TradingState.ENABLED, "")
    assert gate.may_send(Purpose.ORDER) is None


def test_a_shut_door_holds_back_what_still_waits() -> None:
    gate = Gate(ManualClock())
    gate.shut = lambda: "The link is down."
    assert gate.may_send(Purpose.ORDER) == "The link is down."
    assert gate.may_send(Purpose.CANCEL) is None


def test_reduce_only_is_a_matter_of_the_order_and_not_of_the_wire() -> None:
    gate = Gate(ManualClock())
    gate.choose(REDUCE, "")
    assert gate.may_send(Purpose.ORDER) is None
    assert gate.reducing() == "Only orders that reduce a position are allowed."
    assert gate.halted() is None


def test_a_lock_ends_at_its_time_and_is_never_shortened() -> None:
    clock = ManualClock(1_000_000)
    gate = Gate(clock)
    gate.lock(1_060_000, "today's loss is 12 and your limit is 10.")
    gate.lock(1_001_000, "less")
    assert (gate.state, gate.locked_until_ms) == (REDUCE, 1_060_000)
    assert "your limit is 10" in (gate.reducing() or "")
    gate.choose(TradingState.ENABLED, "")
    assert gate.state is REDUCE
    clock.advance(60)
    assert (gate.state, gate.reducing(), gate.locked_until_ms) == (TradingState.ENABLED, None, None)


def test_what_may_leave_and_why_is_told_together() -> None:
    clock = ManualClock(1_000_000)
    gate = Gate(clock)
    assert gate.stands == (TradingState.ENABLED, "")
    gate.lock(1_060_000, "a loss.")
    assert gate.stands == (REDUCE, "Only orders that reduce a position are allowed: a loss.")
    gate.choose(HALTED, "you pressed the switch.")
    assert gate.stands == (HALTED, "Trading is halted: you pressed the switch.")
    gate.choose(TradingState.ENABLED, "")
    clock.advance(60)
    assert gate.stands == (TradingState.ENABLED, "")


def test_a_halt_is_stronger_than_a_lock() -> None:
    gate = Gate(ManualClock(), GateState(HALTED, "x", 1, 1 << 60, "loss"))
    assert gate.state is HALTED


def test_every_change_is_written_down_after_it_holds() -> None:
    kept: list[GateState] = []
    clock = ManualClock(5)
    gate = Gate(clock, keep=lambda state: kept.append(state if gate.kept == state else GateState()))
    gate.choose(HALTED, "why")
    assert kept == [GateState(HALTED, "why", 5)]
    assert Gate(clock, kept[-1]).halted() == "Trading is halted: why"


def test_it_holds_even_when_it_cannot_be_written() -> None:
    def fail(_state: GateState) -> None:
        raise OSError("disk full")

    gate = Gate(ManualClock(), keep=fail)
    with pytest.raises(EnvironmentTroubleError, match="holds now"):
        gate.choose(HALTED, "why")
    assert gate.may_send(Purpose.ORDER) is not None


@pytest.mark.parametrize("state", [GateState(), GateState(HALTED, "why", 5, 9, "lost"), GateState(REDUCE)])
def test_it_survives_a_file(state: GateState) -> None:
    assert from_saved(to_save(state)) == state


def test_a_word_nobody_knows_is_a_halt() -> None:
    assert from_saved({"chosen": "maybe", "since_ms": "x"}).chosen is HALTED
    assert from_saved({}) == GateState()

"""Continuity of order books by sequence numbers."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.bitget.sequencer import Sequencer, Verdict


def started(seq: int = 100) -> Sequencer:
    sequencer = Sequencer()
    sequencer.restart(seq)
    return sequencer


def test_without_a_snapshot_nothing_may_be_applied() -> None:
    assert Sequencer().check(101, 100) is Verdict.RESYNC


def test_updates_in_a_row_are_applied() -> None:
    sequencer = started(100)
    verdicts = [sequencer.check(seq, pseq) for seq, pseq in ((107, 100), (108, 107), (2**62, 108))]
    assert verdicts == [Verdict.APPLY] * 3


def test_a_gap_asks_for_a_snapshot_and_nothing_is_applied_before_it() -> None:
    sequencer = started(100)
    assert sequencer.check(120, 110) is Verdict.RESYNC
    assert sequencer.check(121, 120) is Verdict.RESYNC
    sequencer.restart(130)
    assert sequencer.check(131, 130) is Verdict.APPLY


def test_a_repeated_or_overtaken_update_is_dropped() -> None:
    sequencer = started(100)
    assert sequencer.check(105, 100) is Verdict.APPLY
    assert sequencer.check(105, 100) is Verdict.DROP
    assert sequencer.check(103, 99) is Verdict.DROP
    assert sequencer.check(106, 105) is Verdict.APPLY


def test_a_restarted_service_asks_for_a_snapshot_even_with_a_smaller_number() -> None:
    assert started(100).check(7, 0) is Verdict.RESYNC
    assert started(100).check(107, 0) is Verdict.RESYNC


def test_a_number_that_does_not_grow_is_not_applied() -> None:
    assert started(100).check(100, 100) is Verdict.DROP


@pytest.mark.parametrize("seq", [0, 5, 99])
def test_an_update_that_follows_ours_and_is_older_contradicts_itself(seq: int) -> None:
    sequencer = started(100)
    assert sequencer.check(seq, 100) is Verdict.RESYNC
    assert sequencer.check(101, 100) is Verdict.RESYNC


def test_after_forgetting_a_snapshot_is_needed() -> None:
    sequencer = started(100)
    sequencer.forget()
    assert sequencer.check(101, 100) is Verdict.RESYNC


@pytest.mark.parametrize("start", [1, 427_583_461_144, 2**60])
def test_any_start_is_fine(start: int) -> None:
    assert started(start).check(start + 1, start) is Verdict.APPLY


@given(
    steps=st.lists(st.integers(1, 1000), min_size=1, max_size=60),
    faults=st.lists(st.tuples(st.sampled_from(["drop", "dup", "swap"]), st.integers(0, 59)), max_size=6),
)
def test_what_is_applied_is_always_an_unbroken_run(
    steps: Sequence[int], faults: Sequence[tuple[str, int]]
) -> None:
    numbers = [1]
    for step in steps:
        numbers.append(numbers[-1] + step)
    sent = [(seq, pseq) for pseq, seq in pairwise(numbers)]
    for fault, at in faults:
        here = at % len(sent) if sent else 0
        if fault == "drop" and sent:
            del sent[here]
        elif fault == "dup" and sent:
            sent.insert(here, sent[here])
        elif fault == "swap" and len(sent) > 1:
            other = (here + 1) % len(sent)
            sent[here], sent[other] = sent[other], sent[here]
    sequencer = Sequencer()
    sequencer.restart(1)
    last = 1
    for seq, pseq in sent:
        verdict = sequencer.check(seq, pseq)
        if verdict is Verdict.APPLY:
            assert pseq == last
            last = seq
        elif verdict is Verdict.RESYNC:
            break
        else:
            assert seq <= last


def test_without_a_predecessor_a_later_number_is_all_that_can_be_asked() -> None:
    sequencer = Sequencer()
    assert sequencer.check(5, None) is Verdict.RESYNC
    sequencer.restart(10)
    assert [sequencer.check(seq, None) for seq in (12, 12, 11, 30)] == [
        *(Verdict.APPLY, Verdict.DROP, Verdict.DROP, Verdict.APPLY)
    ]

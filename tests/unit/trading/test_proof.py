"""The proof that an order never was: all of the rule, or nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.trading.proof import APART_MS, Answer, Evidence, Round, is_never, wait_ms

NO, YES, SILENT = Answer.NOT_FOUND, Answer.FOUND, Answer.SILENT
SIGNED_MS, SIGNED = 1_000_000, 500.0
DEADLINE_MS = 35_000


def asked(after_ms: int, lookup: Answer = NO, lists: Answer = NO) -> Round:
    """A round so long after the signature, on both clocks."""
    return Round(SIGNED_MS + after_ms, SIGNED + after_ms / 1000, lookup, lists, lists, lists)


def evidence(*rounds: Round) -> Evidence:
    """An order in doubt."""
    return Evidence(SIGNED_MS, SIGNED, rounds)


def test_two_late_rounds_apart_prove_it() -> None:
    assert is_never(evidence(asked(DEADLINE_MS), asked(DEADLINE_MS + APART_MS)))


@pytest.mark.parametrize(
    "rounds",
    [
        (),
        (asked(DEADLINE_MS),),
        (asked(0), asked(4_500)),
        (asked(DEADLINE_MS - 1), asked(DEADLINE_MS + 60_000)),
        (asked(DEADLINE_MS), asked(DEADLINE_MS + APART_MS - 1)),
        (asked(DEADLINE_MS), asked(DEADLINE_MS)),
        (asked(DEADLINE_MS), asked(90_000, lookup=SILENT)),
        (asked(DEADLINE_MS), asked(90_000, lists=SILENT)),
        (asked(DEADLINE_MS), asked(90_000), asked(95_000, lookup=YES)),
        (asked(DEADLINE_MS), asked(90_000), asked(1_000, lookup=SILENT, lists=YES)),
    ],
)
def test_anything_less_proves_nothing(rounds: tuple[Round, ...]) -> None:
    assert not is_never(evidence(*rounds))


@pytest.mark.parametrize("which", ["working", "history", "fills"])
@pytest.mark.parametrize("answer", [SILENT, YES])
def test_every_list_must_be_without_it(which: str, answer: Answer) -> None:
    second = asked(90_000)
    answers = {name: getattr(second, name) for name in ("working", "history", "fills")} | {which: answer}
    assert not is_never(
        evidence(asked(DEADLINE_MS), Round(second.asked_ms, second.asked, second.lookup, **answers))
    )


def test_a_wall_clock_that_was_set_makes_nothing_old() -> None:
    first, second = asked(1_000), asked(5_000)
    hour = 3_600_000
    jumped = [replace(one, asked_ms=one.asked_ms + hour) for one in (first, second)]
    assert not is_never(evidence(*jumped))
    assert wait_ms(evidence(), SIGNED_MS + hour, SIGNED + 1) == DEADLINE_MS - 1_000


def test_a_longer_window_is_waited_for() -> None:
    slow = replace(evidence(asked(DEADLINE_MS), asked(50_000)), window_ms=60_000)
    assert not is_never(slow)
    assert is_never(replace(slow, rounds=(asked(65_000), asked(70_000))))


def test_the_wait_is_to_the_deadline_and_then_until_the_rounds_are_apart() -> None:
    assert wait_ms(evidence(), SIGNED_MS, SIGNED) == DEADLINE_MS
    assert wait_ms(evidence(), SIGNED_MS + DEADLINE_MS, SIGNED + 35) == 0
    once = evidence().having(asked(DEADLINE_MS))
    assert wait_ms(once, SIGNED_MS + DEADLINE_MS + 500, SIGNED + 35.5) == APART_MS - 500
    assert wait_ms(once, SIGNED_MS + 90_000, SIGNED + 90) == 0


def test_only_what_can_matter_is_kept() -> None:
    kept = evidence()
    for after_ms in range(DEADLINE_MS, DEADLINE_MS + 60_000, 500):
        kept = kept.having(asked(after_ms))
    assert len(kept.rounds) == 2
    assert is_never(kept)


rounds = st.builds(asked, st.integers(0, 120_000), st.sampled_from(Answer), st.sampled_from(Answer))


@given(st.lists(rounds, max_size=6))
def test_a_proof_always_has_two_good_rounds(found: list[Round]) -> None:
    if is_never(evidence(*found)):
        late = [one for one in found if one.says_never and one.asked_ms >= SIGNED_MS + DEADLINE_MS]
        assert max(one.asked_ms for one in late) - min(one.asked_ms for one in late) >= APART_MS
        assert all(YES not in (one.lookup, one.working, one.history, one.fills) for one in found)


@pytest.mark.parametrize(
    "second",
    [
        Round(SIGNED_MS + DEADLINE_MS + 1, SIGNED + 90, NO, NO, NO, NO),
        Round(SIGNED_MS + 90_000, SIGNED + (DEADLINE_MS + APART_MS - 1) / 1000, NO, NO, NO, NO),
    ],
    ids=["the wall clock stood", "the other clock stood"],
)
def test_two_rounds_are_apart_on_both_clocks(second: Round) -> None:
    assert not is_never(evidence(asked(DEADLINE_MS), second))


def test_the_wait_is_that_of_the_slower_clock() -> None:
    first = asked(DEADLINE_MS)
    late = DEADLINE_MS + APART_MS
    assert wait_ms(evidence(), SIGNED_MS + DEADLINE_MS - 500, SIGNED + 90) == 500
    assert wait_ms(evidence(), SIGNED_MS + 90_000, SIGNED + (DEADLINE_MS - 500) / 1000) == 500
    assert wait_ms(evidence(first), SIGNED_MS + late - 500, SIGNED + 90) == 500
    assert wait_ms(evidence(first), SIGNED_MS + 90_000, SIGNED + (late - 500) / 1000) == 500

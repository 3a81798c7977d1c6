"""What was watched is told exactly, and so is what was not."""

from hypothesis import given
from hypothesis import strategies as st

from terminal_app.market.flow.coverage import Coverage, Span


def test_one_span_goes_on_until_a_break() -> None:
    coverage = Coverage()
    assert coverage.since is None
    assert not coverage.holds(0, 1)
    coverage.hear(100)
    coverage.hear(250)
    assert coverage.spans == [Span(100, 250)]
    assert coverage.holds(100, 10_000)
    assert not coverage.holds(99, 200)
    coverage.break_off()
    assert not coverage.holds(100, 251)
    assert coverage.holds(100, 250)


def test_a_break_is_a_gap_from_the_last_word_to_the_next() -> None:
    coverage = Coverage()
    coverage.hear(100)
    coverage.hear(200)
    coverage.break_off()
    coverage.hear(900)
    assert coverage.gaps == [Span(200, 900)]
    assert coverage.since == 900
    assert not coverage.holds(150, 950)
    assert coverage.touches(150, 950)
    assert not coverage.touches(300, 800)


def test_a_break_in_which_nothing_was_missed_is_none() -> None:
    coverage = Coverage()
    coverage.hear(100)
    coverage.break_off()
    coverage.mend()
    coverage.hear(500)
    assert coverage.gaps == []
    assert coverage.since == 100


def test_spans_that_meet_are_one() -> None:
    coverage = Coverage([Span(50, 80), Span(10, 30), Span(30, 50), Span(100, 120)])
    assert coverage.spans == [Span(10, 80), Span(100, 120)]
    assert not coverage.holds(100, 121)


moments = st.integers(0, 60)
spans = st.lists(st.tuples(moments, moments).map(lambda pair: Span(min(pair), max(pair))), max_size=5)


@given(spans, st.tuples(moments, moments).map(lambda pair: Span(min(pair), max(pair))))
def test_what_is_cut_away_is_known_no_longer_and_all_else_is(known: list[Span], lost: Span) -> None:
    coverage = Coverage(known)
    before = {at for at in range(61) for span in coverage.spans if span.start <= at < span.end}
    coverage.cut(lost)
    after = {at for at in range(61) for span in coverage.spans if span.start <= at < span.end}
    assert after == before - set(range(lost.start, lost.end))

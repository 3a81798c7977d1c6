"""Candle intervals have lengths that are multiples of each other where a chart relies on it."""

from terminal_app.core.market import Interval


def test_every_interval_has_a_length() -> None:
    lengths = [interval.ms for interval in Interval]
    assert lengths == sorted(lengths)
    assert len(set(lengths)) == len(lengths)


def test_lengths_in_milliseconds() -> None:
    assert (Interval.M1.ms, Interval.H1.ms, Interval.D1.ms) == (60_000, 3_600_000, 86_400_000)
    assert Interval.W1.ms == 7 * Interval.D1.ms

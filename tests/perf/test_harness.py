"""The table of `make bench`: ratios of pairs, spreads, and what counts as met."""

import pytest

from tests.perf.bench import ALL, FAMILIES, table
from tests.perf.harness import Run, Sample


def samples(*figures: float) -> list[Sample]:
    """Samples of one figure each."""
    return [{"us": figure} for figure in figures]


def test_a_ratio_is_the_median_of_the_ratios_of_each_pair() -> None:
    run = Run()
    run.compare("S1", "decode", samples(1, 2, 9), samples(10, 10, 10), "peer", 0.25)
    (row,) = run.rows
    assert (row.ours, row.peer, row.value, row.met) == (2, 10, 0.2, True)
    assert row.noise == pytest.approx(2.0)


def test_a_figure_alone_is_measured_by_itself() -> None:
    run = Run()
    run.alone("S16", "growth", samples(20), 20, key="us", unit="MB", strictly=True)
    run.alone("S16", "growth", samples(20), 20, key="us", unit="MB")
    assert [row.met for row in run.rows] == [False, True]


def test_the_first_round_only_warms_up() -> None:
    run = Run(repeats=2)
    turns: list[str] = []

    def take(name: str) -> Sample:
        turns.append(name)
        return {"us": len(turns)}

    mine, theirs = run.pairs(lambda: take("ours"), {"peer": lambda: take("peer")})
    assert turns == ["ours", "peer"] * 3
    assert [sample["us"] for sample in mine] == [3, 5]
    assert [sample["us"] for sample in theirs["peer"]] == [4, 6]


def test_the_table_says_what_was_missed() -> None:
    run = Run()
    run.compare("S1", "decode", samples(5), samples(10), "peer", 0.25)
    run.alone("S16", "growth", samples(3), 20, key="us", unit="MB", strictly=True)
    heading, missed, met = table(run.rows).splitlines()
    assert heading.split() == ["#", "what", "ours", "peer", "ratio", "±", "target", "met"]
    assert missed.split() == ["S1", "decode", "5", "µs", "10", "µs", "peer", "0.5", "0%", "≤", "0.25", "NO"]
    assert met.split() == ["S16", "growth", "3", "MB", "–", "–", "0%", "<", "20", "MB", "yes"]


def test_every_number_is_measured_or_named_as_not_built() -> None:
    assert {number for numbers in FAMILIES for number in numbers} == set(ALL)

"""The order flow says what it has not seen, and nothing when it has seen all."""

from decimal import Decimal

import pytest

from terminal_app.market.flow.coverage import Coverage, Span
from terminal_app.market.flow.trades import Scale
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.flow.words import Volumes, known_text, trade_text
from tests.helpers.market import START_MS

MINUTE = 60_000


def at(minute: float) -> int:
    return START_MS + int(minute * MINUTE)


def clock(minute: float) -> str:
    return fmt.time_of_day(at(minute))


def watched(*spans: tuple[float, float], watching: bool = True) -> Coverage:
    coverage = Coverage(Span(at(start), at(end)) for start, end in spans)
    if watching:
        coverage.mend()
    return coverage


@pytest.mark.parametrize(
    ("coverage", "sight", "text"),
    [
        (Coverage(), (0, 9), "nothing seen yet"),
        (watched((0, 5)), (1, 9), ""),
        (watched((3, 5)), (1, 9), f"since {clock(3)}"),
        (watched((0, 5), (7, 8)), (1, 9), f"a gap {clock(5)}–{clock(7)}"),
        (watched((0, 5), (7, 8)), (7.5, 9), ""),
        (watched((2, 5), watching=False), (1, 9), f"since {clock(2)}, nothing heard after {clock(5)}"),
        (
            watched((0, 1), (2, 3), (4, 5), (6, 7)),
            (0, 9),
            f"a gap {clock(3)}–{clock(4)}, a gap {clock(5)}–{clock(6)}, 1 more",
        ),
    ],
)
def test_what_is_missing_in_sight_is_said(coverage: Coverage, sight: tuple[float, float], text: str) -> None:
    assert known_text(coverage, at(sight[0]), at(sight[1])) == text


def test_volumes_are_short() -> None:
    volumes, scale = Volumes(), Scale(1, 4)
    assert volumes.text(0, scale) == "0"
    assert volumes.text(12_345, scale) == "1.23"
    assert volumes.text(1, scale) == "<0.001"
    assert volumes.text(12_345_678_901, scale) == "1.23M"
    assert volumes.signed(-12_345, scale) == "−1.23"
    assert volumes.signed(12_345, scale) == "+1.23"


def test_a_large_trade_is_told_exactly() -> None:
    text = trade_text(START_MS, Decimal("64210.5"), Decimal("12.3456"), 3, bought=False)
    assert text.replace("\u2009", "").startswith("▼ Sold 12.3456 at 64210.5 in 3 prints")

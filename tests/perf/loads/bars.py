"""Candles for charts, the same for every side: a random walk in one-minute bars. Needs numpy only."""

import numpy as np
from numpy.typing import NDArray

FIRST_MS = 1_600_000_000_000
STEP_MS = 60_000
TICK = 0.1

Bars = NDArray[np.float64]
"""Rows of open time in ms, open, high, low, close, volume."""


def bars(count: int, seed: int = 1) -> Bars:
    """So many candles, oldest first."""
    numbers = np.random.default_rng(seed)
    closes = np.maximum(60_000 + np.cumsum(numbers.normal(0, 8, count)), 1_000).round(1)
    opens = np.concatenate(([60_000.0], closes[:-1]))
    reach = np.abs(numbers.normal(0, 5, (2, count)))
    highs, lows = np.maximum(opens, closes) + reach[0], np.minimum(opens, closes) - reach[1]
    volumes = np.round(numbers.exponential(20, count) + 0.001, 3)
    times = FIRST_MS + STEP_MS * np.arange(count, dtype=np.float64)
    return np.column_stack((times, opens, highs.round(1), lows.round(1), closes, volumes))


def ticks(last: Bars, count: int, seed: int = 2) -> Bars:
    """So many later versions of the newest bar, each with more volume and another close."""
    numbers = np.random.default_rng(seed)
    rows = np.repeat(last[None, :], count, axis=0)
    rows[:, 4] = (last[4] + np.cumsum(numbers.choice([-TICK, 0.0, TICK], count))).round(1)
    rows[:, 2] = np.maximum.accumulate(np.maximum(rows[:, 2], rows[:, 4]))
    rows[:, 3] = np.minimum.accumulate(np.minimum(rows[:, 3], rows[:, 4]))
    rows[:, 5] += 0.001 * (1 + np.arange(count))
    return rows


WIDTH, HEIGHT = 1280, 720
"""The size of every chart, in pixels."""

PANS = (1,) * 8 + (-1,) * 8
"""A round of pans, in steps; it ends where it began."""


def pan_step(count: int) -> int:
    """How many bars one pan moves the window, which shows nine tenths of all of them."""
    return max(1, count // 200)


def shown(count: int) -> tuple[float, float]:
    """The window that pans begin in, in bars."""
    return count * 0.05, count * 0.95


def zooms(count: int) -> list[tuple[float, float]]:
    """The windows of a round of zooms: wider, and back to where it began."""
    steps = (*range(1, 9), *range(7, -1, -1))
    return [(count * (0.2 - 0.02 * step), count * (0.8 + 0.02 * step)) for step in steps]

"""An image of a book has the largest size wherever several fall together, and nothing where nothing was."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.market.flow.book_chunks import COLUMNS, LEAST, MOST, NOTHING, ROWS, UNKNOWN, BookChunk
from terminal_app.market.flow.books import SLICE_MS
from terminal_app.ui.panels.chart.brushes import ChartColours
from terminal_app.ui.panels.chart.flow.heat_image import (
    Grain,
    colour_table,
    contrast,
    counts_of,
    grain_of,
    image_of,
    raster,
)
from terminal_app.ui.theme import DARK, LIGHT, Theme
from tests.helpers.market import START_MS

FINE = Grain(SLICE_MS, 1)


def chunk(length: int, seed: int = 1) -> BookChunk:
    made = BookChunk(1_000, 1, 1, 0.001)
    chance = np.random.default_rng(seed)
    for number in range(length):
        made.add(START_MS + number * SLICE_MS, chance.integers(0, 256, ROWS).astype(np.uint8))
    made.ends = START_MS + length * SLICE_MS
    return made


def test_the_finest_image_is_the_chunk_upside_down() -> None:
    made = chunk(100)
    assert (raster(made, FINE) == made.codes[:100].T[::-1]).all()


@given(st.integers(1, COLUMNS), st.integers(0, 9), st.integers(0, 6))
def test_a_coarser_one_keeps_what_was_largest(length: int, coarser: int, rows: int) -> None:
    made = chunk(length, seed=length)
    image = raster(made, Grain(SLICE_MS * 2.0**coarser, 2**rows))
    assert image.shape[0] == ROWS >> rows
    by_row = made.codes[:length].max(axis=0).reshape(ROWS >> rows, 1 << rows).max(axis=1)
    assert (image.max(axis=1) == by_row[::-1]).all()


def test_a_column_lasts_until_the_next() -> None:
    made = BookChunk(0, 1, 1, 0.001)
    for at, code in ((0, 10), (SLICE_MS * 6, 20)):
        made.add(START_MS + at, np.full(ROWS, code, np.uint8))
    made.ends = START_MS + SLICE_MS * 8
    assert raster(made, FINE)[0].tolist() == [10] * 6 + [20] * 2


def test_grains_come_in_doublings() -> None:
    assert grain_of(10, 0.1) == FINE
    assert grain_of(SLICE_MS * 3, 5) == Grain(SLICE_MS * 2, 4)
    assert grain_of(1e9, 1e9).rows == 64


def test_contrast_leaves_out_what_is_rare() -> None:
    counts = np.zeros(MOST + 1, np.int64)
    counts[[UNKNOWN, NOTHING]] = 10_000
    counts[100:140] = 1_000
    counts[250] = 1
    low, high = contrast(counts)
    assert 110 < low < 130
    assert high == 140
    assert contrast(np.zeros(MOST + 1, np.int64)) == (LEAST, MOST)
    assert counts_of(chunk(40)).sum() == 10 * ROWS


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_colours_grow_stronger_with_the_size(theme: Theme) -> None:
    table = colour_table(ChartColours(theme), 100, 140)
    alphas = [colour >> 24 & 0xFF for colour in table]
    assert alphas[UNKNOWN] == 0
    assert 0 < alphas[NOTHING] < alphas[LEAST]
    assert alphas[LEAST:] == sorted(alphas[LEAST:])
    assert alphas[MOST] > 200
    assert table[140] == table[MOST]


def test_an_image_has_the_colours_of_its_codes() -> None:
    table = colour_table(ChartColours(DARK), 100, 140)
    codes = np.array([[UNKNOWN, 120], [NOTHING, 255]], np.uint8)
    image = image_of(codes, table)
    assert (image.width(), image.height()) == (2, 2)
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(1, 1).alpha() == table[255] >> 24 & 0xFF
    assert 0 < image.pixelColor(1, 0).alpha() < image.pixelColor(1, 1).alpha()

"""Tests for `ui/bridge/rows.py`."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester

from terminal_app.ui.bridge.rows import (
    Align,
    CellRole,
    Column,
    RowsModel,
    Tone,
    signed,
    sort_number,
)
from terminal_app.ui.theme import DARK


@dataclass(frozen=True)
class Pet:
    """A row."""

    name: str
    weight: Decimal


COLUMNS: tuple[Column[Pet], ...] = (
    Column("Name", lambda pet: pet.name, 80, tag=lambda _: "pet", tip=lambda pet: f"<b>{pet.name}</b>"),
    Column(
        "Weight",
        lambda pet: str(pet.weight),
        60,
        Align.RIGHT,
        tone=lambda pet: signed(pet.weight),
        sort=lambda pet: sort_number(pet.weight),
        below=lambda _: "kg",
        heading_tip="In kilograms",
    ),
    Column("", lambda _: "×", 30, action=True),
)


def pet(name: str, weight: int = 1) -> Pet:
    """A row of a name and a whole weight."""
    return Pet(name, Decimal(weight))


def new_model() -> RowsModel[Pet]:
    """An empty model."""
    return RowsModel(COLUMNS, lambda pet: pet.name, DARK)


def names(model: RowsModel[Pet]) -> list[str]:
    """The names shown, top to bottom."""
    return [str(model.index(number, 0).data()) for number in range(model.rowCount())]


class Watch:
    """Writes down what the model tells Qt."""

    def __init__(self, model: RowsModel[Pet]) -> None:
        self.changed: list[tuple[int, int]] = []
        self.moved = 0
        self.reset = 0
        model.dataChanged.connect(self.on_changed)
        model.layoutChanged.connect(self.on_moved)
        model.modelReset.connect(self.on_reset)

    def on_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self.changed.append((first.row(), last.row()))

    def on_moved(self) -> None:
        self.moved += 1

    def on_reset(self) -> None:
        self.reset += 1


def test_a_cell_says_everything_about_itself() -> None:
    model = new_model()
    model.show([pet("Rex", -3)])
    name, weight, button = (model.index(0, column) for column in range(3))
    assert name.data() == "Rex"
    assert name.data(CellRole.TAG) == "pet"
    assert name.data(Qt.ItemDataRole.ToolTipRole) == "<span>&lt;b&gt;Rex&lt;/b&gt;</span>"
    assert weight.data(Qt.ItemDataRole.ForegroundRole) == QColor(DARK.sell)
    assert weight.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert weight.data(CellRole.BELOW) == "kg"
    assert weight.data(CellRole.BELOW_COLOUR) == QColor(DARK.text_faint)
    assert weight.data(Qt.ItemDataRole.AccessibleTextRole) == "Weight -3 kg"
    assert button.data(CellRole.ACTION) is True
    assert name.data(Qt.ItemDataRole.DecorationRole) is None
    assert QModelIndex().data() is None


def test_a_heading_is_aligned_as_its_cells() -> None:
    model = new_model()
    horizontal = Qt.Orientation.Horizontal
    assert model.headerData(1, horizontal) == "Weight"
    assert model.headerData(1, horizontal, Qt.ItemDataRole.ToolTipRole) == "In kilograms"
    aligned = model.headerData(1, horizontal, Qt.ItemDataRole.TextAlignmentRole)
    assert aligned == Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_only_what_changed_is_told_in_one_run() -> None:
    model = new_model()
    model.show([pet(letter) for letter in "abcdef"])
    watch = Watch(model)
    model.show([pet("a"), pet("b", 2), pet("c", 2), pet("d"), pet("e"), pet("f", 2)])
    assert watch.changed == [(1, 2), (5, 5)]
    model.show([pet("a"), pet("b", 2), pet("c", 2), pet("d"), pet("e"), pet("f", 2)])
    assert len(watch.changed) == 2
    assert (watch.moved, watch.reset) == (0, 0)


def test_replace_leaves_the_places_and_ignores_strangers() -> None:
    model = new_model()
    model.show([pet("a"), pet("b")])
    model.replace([pet("b", 9), pet("z")])
    assert names(model) == ["a", "b"]
    assert model.row(1).weight == 9
    assert model.place_of("b") == 1
    assert model.place_of("z") is None


def test_a_sort_stays_until_it_is_taken_back() -> None:
    model = new_model()
    model.show([pet("a", 2), pet("b", 3), pet("c", 1)])
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert names(model) == ["b", "a", "c"]
    model.show([pet("a", 9), pet("b", 3), pet("c", 1)])
    assert names(model) == ["a", "b", "c"]
    model.sort(1, Qt.SortOrder.AscendingOrder)
    assert names(model) == ["c", "b", "a"]
    model.sort(-1)
    model.show([pet("a"), pet("b"), pet("c")])
    assert names(model) == ["a", "b", "c"]
    model.sort(0)
    assert names(model) == ["a", "b", "c"]


def test_an_age_repaints_its_column_only() -> None:
    model = new_model()
    watch = Watch(model)
    model.repaint_column(1)
    assert watch.changed == []
    model.show([pet("a"), pet("b")])
    model.repaint_column(1)
    assert watch.changed == [(0, 1)]


@pytest.mark.parametrize(
    ("value", "tone"),
    [(None, Tone.SOFT), (Decimal(0), Tone.SOFT), (Decimal(1), Tone.UP), (Decimal(-1), Tone.DOWN)],
)
def test_a_gain_and_a_loss_have_their_tones(value: Decimal | None, tone: Tone) -> None:
    assert signed(value) is tone


def test_the_unknown_sorts_below_every_number() -> None:
    values = [Decimal(1), None, Decimal(-5)]
    keys = [sort_number(value) for value in values]
    assert keys[1] < keys[2] < keys[0]


ROWS = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 3)), unique_by=lambda row: row[0])


@given(st.lists(ROWS, min_size=1, max_size=6), st.booleans())
def test_whatever_is_shown_the_model_follows_and_keeps_its_promises(
    frames: list[list[tuple[str, int]]], by_weight: bool
) -> None:
    model = new_model()
    if by_weight:
        model.sort(1)
    watch = Watch(model)
    kept: dict[str, QPersistentModelIndex] = {}
    for frame in frames:
        rows = [pet(name, weight) for name, weight in frame]
        model.show(rows)
        wanted = sorted(rows, key=lambda row: row.weight) if by_weight else rows
        assert list(model.rows()) == wanted
        for name, index in kept.items():
            alive = name in {row.name for row in rows}
            assert index.isValid() is alive
            assert not alive or model.row(index.row()).name == name
        kept = {row.name: QPersistentModelIndex(model.index(n, 0)) for n, row in enumerate(wanted)}
    assert watch.reset == 0


def test_qt_finds_no_fault_with_the_model() -> None:
    model = new_model()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show([pet("a"), pet("b")])
    model.show([pet("c"), pet("b", 2), pet("a")])
    model.show([pet("b", 2)])
    assert names(model) == ["b"]
    assert tester.model() is model


def test_only_wanted_rows_are_shown_and_the_others_are_kept() -> None:
    model = new_model()
    model.show([pet("a", 1), pet("b", 2), pet("c", 3)])
    model.want(lambda row: row.weight > 1)
    assert names(model) == ["b", "c"]
    model.show([pet("a", 5), pet("b", 1), pet("c", 3), pet("d", 4)])
    assert names(model) == ["a", "c", "d"]
    assert [row.name for row in model.every()] == ["a", "b", "c", "d"]
    assert model.find("b") == pet("b", 1)
    assert model.find("a") == pet("a", 5)
    assert model.find("z") is None
    model.want(None)
    assert names(model) == ["a", "b", "c", "d"]


def test_a_thousand_rows_ten_times_are_told_in_one_change_each() -> None:
    model = new_model()
    rows = [pet(f"{number:04}", number) for number in range(1_000)]
    model.show(rows)
    watch = Watch(model)
    for turn in range(10):
        model.show([pet(row.name, 2_000 + turn) for row in rows])
    assert watch.changed == [(0, 999)] * 10
    model.show([pet(row.name, 2_009) for row in rows])
    assert len(watch.changed) == 10
    assert (watch.moved, watch.reset) == (0, 0)


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_what_is_shown_is_what_is_wanted_of_what_there_is(
    first: set[int], second: set[int], wanted: set[int]
) -> None:
    model = new_model()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show([pet(f"{number:02}") for number in sorted(first)])
    model.want(lambda row: int(row.name) in wanted)
    assert names(model) == [f"{number:02}" for number in sorted(first & wanted)]
    model.show([pet(f"{number:02}") for number in sorted(second)])
    assert names(model) == [f"{number:02}" for number in sorted(second & wanted)]
    for number in second & wanted:
        place = model.place_of(f"{number:02}")
        assert place is not None
        assert model.row(place).name == f"{number:02}"

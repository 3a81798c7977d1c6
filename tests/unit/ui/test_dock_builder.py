"""Tests for `ui/dock_builder.py`: what is built is what was asked for, again and again."""

import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.ui.docks import DockBoard
from terminal_app.ui.layout import Floating, Layout, Node, Place, Split, Tabs, panels_of, usual_layout
from terminal_app.ui.registry import DOCKS
from terminal_app.ui.style import apply_theme
from terminal_app.ui.theme import DARK

PANELS = [spec.id for spec in DOCKS]
FLOATING = Layout(
    Split(
        across=False,
        parts=(
            Split(
                across=True,
                parts=(Tabs(("chart",), "chart"), Tabs(("book", "ladder", "tape"), "tape")),
                sizes=(900, 300),
            ),
            Tabs(("fills", "positions", "history", "orders"), "orders"),
        ),
        sizes=(500, 200),
    ),
    (
        Floating(Tabs(("ticket",), "ticket"), Place(100, 120, 320, 500)),
        Floating(
            Split(
                across=False,
                parts=(Tabs(("watchlist",), "watchlist"), Tabs(("balances", "log"), "log")),
                sizes=(200, 200),
            ),
            Place(500, 150, 400, 420),
        ),
    ),
    frozenset({"fills"}),
)


@pytest.fixture
def board(qtbot: QtBot) -> Iterator[DockBoard]:
    window = QMainWindow()
    window.resize(1600, 900)
    made = DockBoard(window, lambda _: QWidget(), DARK)
    made.reset(window.size())
    with qtbot.waitExposed(window):
        window.show()
    made.fit()
    yield made
    made.close()
    window.close()
    window.deleteLater()


def shape(node: Node | None) -> object:
    """A part without its sizes."""
    if isinstance(node, Split):
        return (node.across, [shape(part) for part in node.parts])
    return node


def same(one: Layout, other: Layout) -> bool:
    """Whether everything stands in the same place, whatever its size."""
    floating = [[shape(window.node) for window in layout.floating] for layout in (one, other)]
    return shape(one.main) == shape(other.main) and floating[0] == floating[1] and one.closed == other.closed


def test_what_is_read_is_what_was_built(board: DockBoard) -> None:
    board.arrange(FLOATING)
    assert same(board.read(), FLOATING)
    assert board.read().floating[0].place == FLOATING.floating[0].place


def test_sizes_are_kept_in_proportion(board: DockBoard) -> None:
    board.arrange(FLOATING)
    main = board.read().main
    assert isinstance(main, Split)
    assert main.sizes[0] / main.sizes[1] == pytest.approx(500 / 200, rel=0.03)


def test_back_and_forth_leaves_nothing_behind(board: DockBoard, qtbot: QtBot) -> None:
    usual = usual_layout(1600, 900)
    for _ in range(5):
        board.arrange(FLOATING)
        board.arrange(usual)
    assert same(board.read(), usual)
    qtbot.waitUntil(lambda: not any(window.isVisible() for window in board.manager.floatingWidgets()))


def any_layout(dice: random.Random) -> Layout:
    """Any places for all panels."""
    names = PANELS.copy()
    dice.shuffle(names)
    loose = names[: dice.choice((0, 0, 1, 3))]
    held = names[len(loose) :]
    windows = tuple(
        Floating(Tabs((name,), name), Place(dice.randrange(900), dice.randrange(500), 300, 300))
        for name in loose
    )
    closed = frozenset(name for name in names if dice.random() < 0.15)
    return Layout(any_node(dice, held, across=dice.random() < 0.5), windows, closed)


def any_node(dice: random.Random, names: list[str], *, across: bool) -> Node:
    """These panels in any arrangement."""
    if len(names) < 3 or dice.random() < 0.3:
        return Tabs(tuple(names), names[0])
    cut = dice.randrange(1, len(names))
    parts = tuple(any_node(dice, half, across=not across) for half in (names[:cut], names[cut:]))
    return Split(across=across, parts=parts, sizes=(dice.randrange(1, 900), dice.randrange(1, 900)))


@pytest.mark.parametrize("seed", range(12))
def test_any_layout_can_be_built_over_any_other(board: DockBoard, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(3):
        layout = any_layout(dice)
        board.arrange(layout)
        built = board.read()
        assert shape_without_fronts(built.main) == shape_without_fronts(layout.main)
        assert built.closed == layout.closed
        assert sorted(panel for window in built.floating for panel in panels_of(window.node)) == sorted(
            panel for window in layout.floating for panel in panels_of(window.node)
        )


def shape_without_fronts(node: Node | None) -> object:
    """A part without sizes, and without saying which tab is seen: a closed one cannot be."""
    if isinstance(node, Split):
        return (node.across, [shape_without_fronts(part) for part in node.parts])
    return node.panels if node is not None else None


class _Dressed(QWidget):
    """A panel that counts how often Qt has worked its style out."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def changeEvent(self, event: QEvent) -> None:
        self.times += event.type() == QEvent.Type.StyleChange
        super().changeEvent(event)


def test_contents_are_moved_off_and_on_and_no_oftener(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, DARK)
    window = QMainWindow()
    window.resize(1600, 900)
    panels: dict[str, _Dressed] = {}
    board = DockBoard(window, lambda name: panels.setdefault(name, _Dressed()), DARK)
    board.reset(window.size())
    with qtbot.waitExposed(window):
        window.show()
    for layout in (FLOATING, usual_layout(1600, 900)):
        for panel in panels.values():
            panel.times = 0
        board.arrange(layout)
        assert {name: panel.times for name, panel in panels.items() if panel.times > 2} == {}
        seen = {name for name, panel in panels.items() if panel.isVisible()}
        fronts = {node.front for node in _tabs(layout)} - layout.closed
        assert seen == fronts
    board.close()
    window.close()
    window.deleteLater()


def _tabs(layout: Layout) -> Iterator[Tabs]:
    nodes = [window.node for window in layout.floating]
    nodes += [] if layout.main is None else [layout.main]
    while nodes:
        node = nodes.pop()
        if isinstance(node, Split):
            nodes.extend(node.parts)
        else:
            yield node

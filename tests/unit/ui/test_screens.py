"""Tests for `ui/screens.py`."""

from PySide6.QtWidgets import QApplication

from terminal_app.ui.layout import Floating, Layout, Place, Tabs
from terminal_app.ui.screens import Screen, on_screen, screens_now, set_name

DESK = Screen(Place(0, 0, 2560, 1440), Place(0, 0, 2560, 1400))
LEFT = Screen(Place(-1920, 200, 1920, 1080), Place(-1920, 200, 1920, 1080))
LAPTOP = Screen(Place(0, 0, 1440, 900), Place(0, 25, 1440, 875))


def test_a_set_has_one_name_in_any_order_and_another_for_every_other_set() -> None:
    assert set_name([DESK, LEFT]) == set_name([LEFT, DESK]) == "1920x1080-1920+200 2560x1440+0+0"
    assert len({set_name(screens) for screens in ([DESK, LEFT], [DESK], [LAPTOP], [])}) == 4


def test_the_bars_of_the_desktop_do_not_change_the_set() -> None:
    assert set_name([Screen(DESK.whole, Place(0, 40, 2560, 1360))]) == set_name([DESK])


def test_windows_of_their_own_come_into_sight() -> None:
    layout = Layout(
        Tabs(("chart",), "chart"), (Floating(Tabs(("tape",), "tape"), Place(-1500, 300, 300, 400)),)
    )
    assert on_screen(layout, [DESK, LEFT]) == layout
    moved = on_screen(layout, [LAPTOP]).floating[0].place
    assert moved == Place(0, 300, 300, 400)


def test_the_screens_there_are_can_be_read(qapp: QApplication) -> None:
    first = qapp.screens()[0].geometry()
    assert screens_now()[0].whole == Place(first.x(), first.y(), first.width(), first.height())

"""What each step of the tour points to in the window, as it stands now."""

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from terminal_app.ui.docks import DockBoard
from terminal_app.ui.layout import TABLES
from terminal_app.ui.topbar import TopBar
from terminal_app.ui.tour.tour import Target


def tour_targets(docks: DockBoard, topbar: TopBar) -> Mapping[str, Target]:
    """For each step, what finds its target; without a list of markets that is the button which shows it."""

    def markets() -> QWidget | None:
        place = docks.place("watchlist")
        return topbar.markets if place is None else place

    def tables() -> QWidget | None:
        return next((place for name in TABLES if (place := docks.place(name))), None)

    return {
        "watchlist": markets,
        "chart": lambda: docks.place("chart"),
        "book": lambda: docks.place("book"),
        "ticket": lambda: docks.place("ticket"),
        "tables": tables,
    }

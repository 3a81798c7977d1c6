"""What of the journal can be saved whole, beyond the table that is shown: everything of the chosen time."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from terminal_app.trading.journal_book import JournalData
from terminal_app.trading.journal_csv import bills_csv, fills_csv, stories_csv, trips_csv
from terminal_app.ui.bridge.files import save_text
from terminal_app.ui.panels.journal.orders import Pages

_KINDS = "Tables (*.csv)"


def fill_exports(menu: QMenu, parent: QWidget, data: JournalData | None, pages: Pages | None) -> None:
    """Put the exports of what was read into a menu; what there is nothing of is greyed."""
    menu.addSection("Export everything of this time")

    def offer(what: str, name: str, some: object, made: Callable[[], str]) -> None:
        action = menu.addAction(f"{what}…")
        action.setEnabled(bool(some))
        action.triggered.connect(lambda: save_text(parent, f"Export {what.lower()}", name, _KINDS, made))

    if data is not None:
        offer("Round trips", "all-trips.csv", data.trips, lambda: trips_csv(data.trips, data.notes))
        offer("Executions", "executions.csv", data.fills, lambda: fills_csv(data.fills))
        offer("Bills of the exchange", "bills.csv", data.bills, lambda: bills_csv(data.bills))
    if pages is not None:
        notes = {} if data is None else data.notes
        offer("Stories", "stories.csv", pages.stories, lambda: stories_csv(pages.stories, notes))
    if data is None and pages is None:
        menu.addAction("Nothing was read yet").setEnabled(False)

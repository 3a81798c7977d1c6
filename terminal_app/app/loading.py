"""Imports the window in small steps, so that the loop goes on in between and prices arrive.

The steps only say in which portions. What they leave out is imported with the last one.
"""

import importlib
from collections.abc import Awaitable, Callable

STEPS = (
    "terminal_app.market.indicators.gatherer",
    "PySide6QtAds",
    "terminal_app.ui.widgets.decimal_edit",
    "terminal_app.ui.widgets.table_panel",
    "terminal_app.ui.honesty.veil",
    "terminal_app.ui.alerts.desk",
    "terminal_app.ui.panels.balances.panel",
    "terminal_app.ui.panels.book.panel",
    "terminal_app.ui.panels.orders.panel",
    "terminal_app.ui.panels.positions.panel",
    "terminal_app.ui.panels.triggers.panel",
    "terminal_app.ui.panels.fills.panel",
    "terminal_app.ui.panels.history.panel",
    "terminal_app.ui.panels.ladder.panel",
    "terminal_app.ui.panels.tape.panel",
    "terminal_app.ui.panels.watchlist.panel",
    "terminal_app.ui.panels.ticket.page",
    "terminal_app.ui.panels.ticket.panel",
    "terminal_app.ui.panels.chart.picture",
    "terminal_app.ui.panels.chart.drawings.desk",
    "terminal_app.ui.panels.chart.flow.desk",
    "terminal_app.ui.panels.chart.indicator_desk",
    "terminal_app.ui.panels.chart.panel",
    "terminal_app.ui.panels.journal.panel",
    "terminal_app.ui.honesty.report",
    "terminal_app.ui.docks",
    "terminal_app.ui.keys.dialog",
    "terminal_app.ui.settings.dialog",
    "terminal_app.ui.tour.tour",
    "terminal_app.ui.main_window",
)


async def load_window(give_way: Callable[[], Awaitable[None]]) -> None:
    """Return when everything the window needs is imported; `give_way` is awaited before each step."""
    for name in STEPS:
        await give_way()
        importlib.import_module(name)

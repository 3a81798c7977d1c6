"""A terminal to be killed: run as a program by a test, which ends it with a signal nobody can catch.

python -m tests.helpers.killed_terminal FOLDER change   do what a person does, say so, and go on running
python -m tests.helpers.killed_terminal FOLDER tell     say how everything stands, as JSON, and end
"""

import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication

from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.settings.model import Appearance
from terminal_app.ui.layout import panels_in, to_save
from terminal_app.ui.links import UNLINKED
from terminal_app.ui.main_window import MainWindow
from terminal_app.ui.panels.chart.drawings.saving import Saved
from terminal_app.ui.panels.chart.drawings.saving import to_save as to_keep
from terminal_app.ui.panels.chart.drawings.values import Anchor, Change, Dash, Drawing, Span, Style, Tool
from tests.helpers.terminal import running_terminal
from tests.helpers.waiting import eventually

CHANGED = "everything is changed"
OWN = "Mine"
SECONDS = 60.0
DRAWN = Drawing(
    Tool.EXTENSION,
    (Anchor(1.7e12, Decimal(3000)), Anchor(1.8e12, Decimal("3100.5")), Anchor(1.81e12, Decimal(3050))),
    Style(3, Dash.DOTTED),
    levels=(Decimal("0.5"), Decimal(1)),
    span=Span(60_000, None),
)


def main(folder: Path, what: str) -> None:
    """Run the terminal on this folder."""
    application = QApplication([])
    with qasync.QEventLoop(application) as loop:
        loop.run_until_complete(story(application, folder, what))


async def story(application: QApplication, folder: Path, what: str) -> None:
    """Change things, or tell."""
    async with running_terminal(application, folder) as terminal:
        window = terminal.window
        if what == "change":
            change(window)
            sys.stdout.write(f"{CHANGED}\n")
            sys.stdout.write(f"{json.dumps(told(window))}\n")
            sys.stdout.flush()
            await asyncio.sleep(SECONDS)
        await eventually(lambda: drawn(window))
        sys.stdout.write(f"{json.dumps(told(window))}\n")
        sys.stdout.flush()


def change(window: MainWindow) -> None:
    """Another instrument, theme, size; panels closed and floating; tables filtered; a workspace."""
    window.resize(1500, 820)
    window.looks.choose(replace(window.looks.settings, appearance=Appearance.LIGHT, utc=True))
    window.choose_instrument(InstrumentId(ProductType.SPOT, "ETHUSDT"))
    window.docks.put_away("balances")
    window.docks.bring("fills")
    window.docks.dock("tape").setFloating()
    window.panels.orders.filter.setText("side:buy")
    window.panels.orders.on_double_click_chosen(cancels=True)
    window.panels.fills.table.columns.set_shown("Role", shown=False)
    window.workspace.switch("Charts 2×2")
    window.linking.link("chart-2", UNLINKED)
    window.linking.choose("chart-2", InstrumentId(ProductType.SPOT, "PEPEUSDT"))
    window.linking.link("chart-3", 7)
    window.linking.choose("chart-3", InstrumentId(ProductType.SPOT, "SOLUSDT"))
    window.docks.put_away("chart-4")
    if trouble := window.workspace.save_as(OWN):
        raise RuntimeError(trouble)
    window.linking.link("chart", 5)
    window.panels.chart.drawings.sheet.do([Change(None, DRAWN)])


def drawn(window: MainWindow) -> Mapping[str, object]:
    """What is drawn on the first chart, as it is kept; nothing while nothing is."""
    drawings = window.panels.chart.drawings.sheet.drawings
    return to_keep(Saved(drawings)) if drawings else {}


def told(window: MainWindow) -> Mapping[str, object]:
    """How everything stands."""
    settings = window.looks.settings
    links = window.linking.links
    own = window.docks.read()
    name = window.workspace.name
    linked = {
        panel: [links.colour(panel), str(links.instrument(panel))]
        for panel in ("chart", "chart-2", "chart-3", "ticket")
    }
    window.workspace.switch("Trade")
    layout = to_save(window.docks.read())
    told = {
        "workspace": name,
        "workspaces": window.workspace.names,
        "own panels": [panels_in(own), sorted(own.closed)],
        "linked": linked,
        "size": [window.width(), window.height()],
        "light": settings.appearance is Appearance.LIGHT,
        "utc": settings.utc,
        "chosen": str(window.chosen),
        "closed": layout["closed"],
        "floating": layout["floating"],
        "fills in front": window.docks.dock("fills").isCurrentTab(),
        "choices": window.memory.remember(),
        "drawings": drawn(window),
        "notices": [shown.notice.text for shown in window.board.shown()],
    }
    window.workspace.switch(name)
    return told


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

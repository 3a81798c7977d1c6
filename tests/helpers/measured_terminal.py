"""A terminal with orders and positions, measured in both themes and sizes: a program, for scales of its own.

    QT_SCALE_FACTOR=1.5 python -m tests.helpers.measured_terminal FOLDER [PICTURES]

It says as JSON what is cut off where. With a folder for pictures it also saves what it measured.
"""

import asyncio
import json
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication, QDialog

from terminal_app.app.terminal import Terminal
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import plain
from terminal_app.core.orders import Side
from terminal_app.settings.confirmations import ConfirmRules
from terminal_app.settings.model import Appearance
from terminal_app.ui.confirm_box import ConfirmBox
from terminal_app.ui.confirm_policy import ConfirmPolicy, Rule
from terminal_app.ui.panels.ticket.margin_dialog import MarginDialog
from terminal_app.ui.registry import DOCKS
from terminal_app.ui.safety.evidence import EvidenceSheet
from terminal_app.ui.safety.flat_sheet import FlatSheet
from terminal_app.ui.safety.flat_view import plan
from terminal_app.ui.settings.dialog import SettingsDialog
from terminal_app.ui.settings.state import Present
from tests.helpers.clipping import clipped
from tests.helpers.fake_guard import FakeGuard
from tests.helpers.terminal import click, running_terminal, type_into
from tests.helpers.ticket_hand import send
from tests.helpers.waiting import eventually

SIZES = ((1920, 1080), (1280, 720))
BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
PEPE = InstrumentId(ProductType.SPOT, "PEPEUSDT")


def main(folder: Path, pictures: Path | None) -> None:
    """Run the terminal on this folder and measure it."""
    application = QApplication([])
    with qasync.QEventLoop(application) as loop:
        found = loop.run_until_complete(story(application, folder, pictures))
    sys.stdout.write(f"{json.dumps(found)}\n")


async def story(application: QApplication, folder: Path, pictures: Path | None) -> dict[str, list[str]]:
    """Trade a little, then look at everything."""
    found: dict[str, list[str]] = {}
    async with running_terminal(application, folder) as terminal:
        window = terminal.window
        found.update(await toured(terminal))
        window.resize(*SIZES[0])
        await trade(terminal)
        for appearance in Appearance:
            window.looks.choose(replace(window.looks.settings, appearance=appearance))
            for width, height in SIZES:
                window.resize(width, height)
                await settled(terminal)
                if appearance is Appearance.DARK:  # words are as long in every colour
                    found.update(await switched(terminal, f"{width}x{height}"))
                    window.resize(width, height)  # some workspaces have a window of another size
                    await settled(terminal)
                window.on_reset_layout()
                assert (window.width(), window.height()) == (width, height)
                for instrument in (BTC, PEPE):
                    window.choose_instrument(instrument)
                    await best_bid(terminal, instrument)
                    for panel in (spec.id for spec in DOCKS):
                        if not window.docks.is_open(panel):
                            continue
                        window.docks.bring(panel)
                        await settled(terminal)
                        where = f"{appearance.value} {width}x{height} {instrument} {panel}"
                        if problems := await looked_at(terminal, panel):
                            found[where] = problems
                    if pictures is not None:
                        window.grab().save(
                            str(pictures / f"{appearance.value}{width}{instrument.symbol}.png")
                        )
        window.choose_instrument(BTC)
        await best_bid(terminal, BTC)
        # Once: words are as wide in one theme as in the other.
        more = [*await tickets(terminal), *await questions(terminal)]
        found |= {name: problems for name, problems in more if problems}
    return found


async def looked_at(terminal: Terminal, panel: str) -> list[str]:
    """What is wrong in the window now that this panel is in front, in each of the views it has."""
    window = terminal.window
    problems = clipped(window)
    if panel == "journal":
        for view in window.panels.journal.head.views.buttons()[1:]:
            click(view)
            await settled(terminal)
            problems += clipped(window)
        click(window.panels.journal.head.views.buttons()[0])
    return problems


async def tickets(terminal: Terminal) -> list[tuple[str, list[str]]]:
    """What is wrong with the ticket of each kind of order, with every field of it open."""
    ticket = terminal.window.panels.ticket
    fields = ticket.fields
    ticket.after.open(wanted=True)
    fields.exits.on.setChecked(True)
    fields.exits.set_texts("2.5R", "1.5%")
    fields.prices.trigger.set_text("165432.1")
    fields.prices.price_to.set_text("165432.1")
    fields.prices.count.set_text("20")
    fields.size_edit.set_text("12.3456")
    found = []
    fields.prices.distance.set_text("12.5%")
    fields.prices.activation.set_text("165432.1")
    fields.price.set_text("154321.9")
    for tab in (fields.limit, fields.market, fields.trigger, fields.scaled, fields.trailing, fields.oco):
        tab.click()
        await settled(terminal)
        # What is scrolled away is not cut off.
        problems = [one for one in clipped(ticket) if "is cut off by what it stands in" not in one]
        found.append((f"ticket {tab.text()}", problems))
    fields.exits.on.setChecked(False)
    fields.limit.click()
    return found


async def questions(terminal: Terminal) -> list[tuple[str, list[str]]]:
    """What is wrong with the dialogs that belong to orders."""
    window, ticket = terminal.window, terminal.window.panels.ticket
    policy = ConfirmPolicy(ConfirmRules(), live=True)
    text = "Sell 1 234 567 890 PEPE at 0.0000035239\nInstrument: PEPEUSDT\nLiquidation after: about 64 210.5"
    ticket.head.on_account_wanted()
    margin = ticket.findChild(MarginDialog)
    assert margin is not None
    settings = SettingsDialog(
        Present(window.looks.settings), lambda _: "", FakeGuard().use_countdown, window._ui_tasks, window
    )
    flat = FlatSheet(live=True, parent=window)
    flat.show_plan(plan([], [], []))
    evidence = EvidenceSheet("Evidence of an order on BTCUSDT perp", text, window)
    dialogs: list[QDialog] = [ConfirmBox(window, policy, tuple(Rule), text, "Sell"), margin, settings]
    dialogs += [flat, evidence]
    found = []
    for dialog in dialogs:
        dialog.open()
        await settled(terminal)
        found.append((type(dialog).__name__, clipped(dialog)))
    settings.pages.setCurrentRow(1)
    await settled(terminal)
    found.append(("SettingsDialog, limits", clipped(settings)))
    for dialog in reversed(dialogs):
        dialog.reject()
        dialog.deleteLater()
    return found


async def toured(terminal: Terminal) -> dict[str, list[str]]:
    """What is cut off in the callouts of the tour."""
    window = terminal.window
    found: dict[str, list[str]] = {}
    for width, height in SIZES:
        window.resize(width, height)
        window.tour.start()
        while window.tour.step is not None:
            await settled(terminal)
            if problems := clipped(window.tour.callout):
                found[f"{width}x{height} tour {window.tour.step.title}"] = problems
            click(window.tour.callout.next)
    return found


async def switched(terminal: Terminal, where: str) -> dict[str, list[str]]:
    """What is cut off in the other workspaces; ends in the usual one."""
    window = terminal.window
    found: dict[str, list[str]] = {}
    for name in (*window.workspace.names[1:], "Trade"):
        window.workspace.switch(name)
        await settled(terminal)
        if problems := clipped(window):
            found[f"{where} {name}"] = problems
    return found


async def trade(terminal: Terminal) -> None:
    """Two open orders and a position."""
    ticket, hub = terminal.window.panels.ticket, terminal.session.hub
    for instrument, size in ((PEPE, "2500000"), (BTC, "0.12")):
        terminal.window.choose_instrument(instrument)
        best = await best_bid(terminal, instrument)
        rules = hub.instruments.get(instrument)
        assert rules is not None
        click(ticket.fields.limit)
        type_into(ticket.fields.price.line, plain(rules.snap_price(best * Decimal("0.99"), Side.BUY)))
        type_into(ticket.fields.size_edit.line, size)
        await buy(terminal)
    click(ticket.fields.market)
    type_into(ticket.fields.size_edit.line, "0.2")
    await buy(terminal)


async def best_bid(terminal: Terminal, instrument: InstrumentId) -> Decimal:
    """The best bid of an instrument, as soon as there is one."""
    hub = terminal.session.hub
    await eventually(lambda: hub.book(instrument).best_bid is not None)
    best = hub.book(instrument).best_bid
    assert best is not None
    return best[0]


async def buy(terminal: Terminal) -> None:
    """Press buy and wait for the answer."""
    blotter = terminal.session.blotter
    before = len(blotter.open()) + len(blotter.fills.all())
    await send(terminal, Side.BUY)
    await eventually(lambda: len(blotter.open()) + len(blotter.fills.all()) > before)


async def settled(terminal: Terminal) -> None:
    """Let the layouts take their places and a frame be painted."""
    for _ in range(3):
        await asyncio.sleep(0)
    terminal.window.frames.step()
    await asyncio.sleep(0.02)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)

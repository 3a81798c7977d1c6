"""Puts damaged workspaces into a window, one by one: a program of its own, because a bad one might end it.

    python -m tests.helpers.layout_mutants FOLDER COUNT SEED

Half of the mutants are damaged bytes of the file, the other half sound files with damaged contents, which no
checksum can find.
"""

import json
import random
import sys
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from terminal_app.core.clock import ManualClock
from terminal_app.core.instrument import InstrumentId
from terminal_app.settings.store import JsonFile
from terminal_app.ui.bridge.memory import Memory
from terminal_app.ui.docks import DockBoard
from terminal_app.ui.keeping import Forgetful
from terminal_app.ui.layout import Place, clamp, to_save, usual_layout
from terminal_app.ui.links import Links
from terminal_app.ui.registry import PANELS
from terminal_app.ui.screens import screens_now, set_name
from terminal_app.ui.shipped import charts_layout
from terminal_app.ui.theme import DARK
from terminal_app.ui.workspace import Workspace

PLACE = [200, 100, 900, 600]
NASTY: tuple[object, ...] = (
    None,
    True,
    -1,
    0,
    10**6,
    2**40,
    1e300,
    "",
    "chart",
    "\ud800",
    [],
    {},
    [[]],
    ["chart"],
)


class Nobody:
    """Shows no instrument."""

    def __init__(self) -> None:
        self.links = Links(PANELS)

    @property
    def chosen(self) -> InstrumentId | None:
        """None."""
        return None

    def settle(self) -> None:
        """Nothing to show."""


class Bench:
    """One window into which every mutant is put."""

    def __init__(self, folder: Path) -> None:
        self.file = JsonFile(folder / "workspace.json", "window layout", ManualClock())
        self.window = QMainWindow()
        self.window.setMinimumSize(400, 300)
        self.window.resize(1200, 700)
        self.docks = DockBoard(self.window, lambda _: QWidget(), DARK)
        self.window.show()
        self.used = 0

    def sound(self) -> Mapping[str, object]:
        """A workspace with everything in it."""
        layout = to_save(usual_layout(1200, 700))
        screens = set_name(screens_now())
        bitcoin = {"product": "spot", "symbol": "BTCUSDT"}
        own = {
            "layouts": {screens: layout, "1x1+0+0": layout},
            "earlier": [layout],
            "colours": {"chart": 2, "ticket": 0},
            "own": {"ticket": bitcoin},
            "base": "Scalp",
            "start": layout,
        }
        charts = {"layouts": {screens: to_save(charts_layout(1200, 700))}, "earlier": [], "base": "Trade"}
        floating = [{"node": {"tabs": ["log"], "front": "log"}, "place": [50, 60, 300, 200]}]
        return {
            "layout": {**layout, "floating": floating, "closed": ["tape"]},
            "earlier": [layout, layout],
            "window": {"place": PLACE, "maximised": False, "full": False},
            "locked": False,
            "chosen": bitcoin,
            "name": "Mine",
            "screens": screens,
            "shelf": {"Mine": own, "Charts 2×2": charts, "Compact": own},
            "places": {f"usual {screens}": {"place": PLACE}, f"on top {screens}": {"place": PLACE}},
            "linked": {"1": bitcoin, "2": bitcoin},
            "choices": {"chart": {"interval": "1m"}},
        }

    def use(self) -> list[str]:
        """Load what is in the file and put it into the window. Returns what is wrong then."""
        loaded = self.file.load()
        if loaded.trouble:
            return [] if not loaded.body else ["a damaged file was used"]
        keeping = Forgetful(loaded.body)
        workspace = Workspace(self.window, self.docks, Memory({}), Nobody(), keeping)
        workspace.restore()
        workspace.instrument()
        workspace.start()
        workspace.undo()
        workspace.switch(workspace.names[self.used % len(workspace.names)])
        workspace.reset()
        workspace.undo()
        self.used += 1
        workspace.stop()
        workspace.deleteLater()
        windows = [self.window, *(w for w in self.docks.manager.floatingWidgets() if w.isVisible())]
        boxes = [window.geometry() for window in windows]
        places = [Place(box.x(), box.y(), box.width(), box.height()) for box in boxes]
        seen = [screen.usable for screen in screens_now()]
        return [f"off the screen: {place}" for place in places if clamp(place, seen) != place]


def damaged(content: bytes, dice: random.Random) -> bytes:
    """A flipped bit, a lost end, or other bytes somewhere."""
    place = dice.randrange(len(content))
    kind = dice.randrange(3)
    if kind == 0:
        return content[:place] + bytes([content[place] ^ (1 << dice.randrange(8))]) + content[place + 1 :]
    return content[:place] + (b"" if kind == 1 else dice.randbytes(4) + content[place + 4 :])


def changed(value: object, dice: random.Random, chance: float) -> object:
    """The same value with nonsense in some places."""
    if dice.random() < chance:
        return dice.choice(NASTY) if dice.random() < 0.7 else dice.randrange(-(10**5), 10**5)
    if isinstance(value, Mapping):
        return {name: changed(part, dice, chance) for name, part in value.items()}
    if isinstance(value, list):
        parts = [changed(part, dice, chance) for part in value]
        return parts + parts[:1] if dice.random() < chance else parts
    return value


def main(folder: Path, count: int, seed: int) -> None:
    """Use every mutant and say how many were used and what went wrong."""
    application = QApplication([])
    bench = Bench(folder)
    dice = random.Random(seed)
    sound = bench.sound()
    bench.file.save(sound)
    written = bench.file.path.read_bytes()
    troubles: list[str] = []
    used = 0

    def one() -> None:
        nonlocal used
        if used == count:
            timer.stop()
            sys.stdout.write(f"{json.dumps({'used': used, 'troubles': troubles[:20]})}\n")
            sys.stdout.flush()
            bench.docks.close()
            bench.window.close()
            application.quit()
            return
        if used % 2:
            bench.file.path.write_bytes(damaged(written, dice))
        else:
            body = changed(sound, dice, 0.04)
            bench.file.save(body if isinstance(body, Mapping) else {})
        troubles.extend(bench.use())
        used += 1

    timer = QTimer()
    timer.timeout.connect(one)
    timer.start(0)
    application.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))

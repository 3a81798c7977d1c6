"""vnpy's main window, shown as its own examples show it. Runs until it is ended."""

import sys

from vnpy.event import EventEngine
from vnpy.trader.engine import MainEngine
from vnpy.trader.ui import MainWindow, create_qapp


def main() -> int:
    """Show it. Returns the exit code of the process."""
    application = create_qapp()
    events = EventEngine()
    window = MainWindow(MainEngine(events), events)
    window.showMaximized()
    return int(application.exec())


if __name__ == "__main__":
    sys.exit(main())

"""Without a display: status lines on the terminal, and a picture of the window that is kept fresh."""

import asyncio
import time
from pathlib import Path

from PySide6.QtWidgets import QWidget

from terminal_app.app.console import say
from terminal_app.app.session import Session
from terminal_app.core.events import Link, LinkState
from terminal_app.core.instrument import InstrumentId
from terminal_app.ui import format as text

_EVERY_SECONDS = 3.0
_LIVE_SECONDS = 5.0


class StatusLines:
    """Says in one line what a person would look for first: last price, age of the feed, open orders."""

    def __init__(self, session: Session, window: QWidget, picture: Path, instrument: InstrumentId) -> None:
        self._session = session
        self._window = window
        self._picture = picture
        self._instrument = instrument

    async def keep_printing(self) -> None:
        """Print a line and renew the picture every few seconds until cancelled."""
        say(f"A picture of the window is kept at {self._picture}")
        while True:
            await asyncio.sleep(_EVERY_SECONDS)
            save_picture(self._window, self._picture)
            say(self.line())

    def line(self) -> str:
        """The status as it is now."""
        hub = self._session.hub
        ticker = hub.tickers.get(self._instrument)
        age = hub.tickers.age(self._instrument)
        last = text.price(ticker.last if ticker else None, hub.instruments.get(self._instrument))
        feed = f"{age:.1f} s old" if age is not None else "no data yet"
        return (
            f"{time.strftime('%H:%M:%S')}  {self._instrument}  last {last}  feed {feed}  "
            f"open orders {len(self._session.blotter.open())}"
        )

    def why_not_live(self) -> str | None:
        """Why the feed cannot be called live, `None` when it is."""
        state = self._session.links.state(Link.PUBLIC)
        if state is not LinkState.LIVE:
            return f"the market feed is {state.value}. {self._session.links.sentence(Link.PUBLIC)}".strip()
        age = self._session.hub.tickers.age(self._instrument)
        if age is None:
            return f"no price of {self._instrument} arrived."
        return f"the last price is {age:.0f} s old." if age > _LIVE_SECONDS else None


def save_picture(window: QWidget, target: Path) -> None:
    """Save the window as a PNG; the file is replaced whole, so that a reader never sees half of it.

    Raises:
        OSError: the picture cannot be written.
    """
    partial = target.with_name(f".{target.name}.part")
    if not window.grab().save(str(partial), "PNG"):
        raise OSError(f"the picture cannot be written to {target}")
    partial.replace(target)

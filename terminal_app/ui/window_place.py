"""Where the window stands: kept for each set of screens, and apart for the small one that stays on top."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from terminal_app.ui.layout import Place, clamp, place_from, saved_place
from terminal_app.ui.screens import Screen, place_of
from terminal_app.ui.shipped import COMPACT_PX, Shipped

_MOST = 16


class WindowPlace:
    """Reads and restores the place of one window.

    Args:
        window: the window.
    """

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._kept: dict[str, object] = {}
        self._slot = ""

    def read(self) -> dict[str, object]:
        """How the window stands now."""
        window = self._window
        return {
            "place": saved_place(place_of(window.normalGeometry())),
            "maximised": window.isMaximized(),
            "full": window.isFullScreen(),
        }

    def keep(self) -> None:
        """Remember how the window stands, for when its kind comes back."""
        if self._slot:
            self._kept.pop(self._slot, None)
            self._kept[self._slot] = self.read()

    def to_save(self) -> dict[str, object]:
        """All places that are kept, for a file."""
        return dict(list(self._kept.items())[-_MOST:])

    def take(self, saved: object) -> None:
        """Take the places of a file."""
        self._kept = {str(slot): value for slot, value in saved.items()} if isinstance(saved, Mapping) else {}

    def enter(self, kind: Shipped, set_name: str, screens: Sequence[Screen], usual: object = None) -> None:
        """Stand as a workspace of this kind last stood on these screens.

        Args:
            kind: its window may stay on top and has a smallest size.
            set_name: the name of the set of screens.
            screens: which there are.
            usual: how to stand where nothing is kept; without it the window stays as it is.
        """
        slot = f"{'on top' if kind.on_top else 'usual'} {set_name}"
        before, self._slot = self._slot, slot
        self._window.setMinimumSize(*kind.least)
        self._stay_on_top(on=kind.on_top)
        if slot == before:
            return
        saved = self._kept.get(slot, usual)
        if isinstance(saved, Mapping):
            self._stand(saved, screens, kind.least)
        elif kind.on_top:
            box = self._window.frameGeometry()
            corner = Place(box.right() - COMPACT_PX[0], box.top(), *COMPACT_PX)
            self._stand({"place": saved_place(corner)}, screens, kind.least)
        elif self._window.isVisible():
            self._stand(self.read(), screens, kind.least)

    def _stand(self, saved: Mapping[str, object], screens: Sequence[Screen], least: tuple[int, int]) -> None:
        window = self._window
        states = window.windowState().WindowFullScreen | window.windowState().WindowMaximized
        if window.windowState() & states and not (saved.get("full") or saved.get("maximised")):
            window.setWindowState(window.windowState() & ~states)
        place = place_from(saved.get("place")) or place_of(window.normalGeometry())
        fitting = clamp(place, [screen.usable for screen in screens], least)
        window.setGeometry(fitting.x, fitting.y, fitting.width, fitting.height)
        if saved.get("full") is True:
            window.setWindowState(window.windowState().WindowFullScreen)
        elif saved.get("maximised") is True:
            window.setWindowState(window.windowState().WindowMaximized)

    def _stay_on_top(self, *, on: bool) -> None:
        hint = Qt.WindowType.WindowStaysOnTopHint
        flags = self._window.windowFlags()
        if bool(flags & hint) is on:
            return
        # Through QWidget alone the window would be taken off the screen and made anew.
        self._window.overrideWindowFlags(flags | hint if on else flags & ~hint)
        handle = self._window.windowHandle()
        if handle is not None:
            handle.setFlag(hint, on)

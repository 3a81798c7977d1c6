"""The accounts one can trade on: their keys, and the way from this window to one on another account."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from terminal_app.core.keys import CLASSIC_PAPER_PROFILE, PAPER_PROFILE, Profile
from terminal_app.ui.departure import Departure
from terminal_app.ui.keys.dialog import ProfilesDialog
from terminal_app.ui.parts import Parts


class Accounts:
    """Shows the profiles, and leaves for the account that is asked for.

    Args:
        window: over which the profiles are shown.
        parts: which account this is, and the keys of the others.
        departure: leaves this window.
    """

    def __init__(self, window: QWidget, parts: Parts, departure: Departure) -> None:
        self._window = window
        self._parts = parts
        self._departure = departure

    def on_profiles(self) -> None:
        """Show the profiles and their keys."""
        if self._parts.keys is None:
            return
        dialog = ProfilesDialog(self._parts.keys, self._parts.tasks, self._parts.theme, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open_asked.connect(self.on_profile_asked)
        dialog.open()

    def on_profile_asked(self, profile: Profile) -> None:
        """Trade on an account, the present one anew too: this window closes and another one opens."""
        self._departure.switch_to(profile.name)

    def on_paper_asked(self) -> None:
        """Trade on the paper account."""
        self._switch_to_paper(PAPER_PROFILE)

    def on_classic_paper_asked(self) -> None:
        """Trade on the paper account that is a classic one."""
        self._switch_to_paper(CLASSIC_PAPER_PROFILE)

    def _switch_to_paper(self, name: str) -> None:
        if self._parts.account != name:
            self._departure.switch_to(name)

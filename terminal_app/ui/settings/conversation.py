"""The settings of a window: opened with what holds now, and what was chosen put where it belongs."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from terminal_app.core.abilities import unavailable
from terminal_app.trading.limits import RiskLimits
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.looks import Looks
from terminal_app.ui.parts import Parts
from terminal_app.ui.settings.dialog import SettingsDialog
from terminal_app.ui.settings.state import Chosen, Present


class SettingsConversation:
    """Opens the dialog over one window, and keeps what the person saves in it.

    Args:
        window: over which the dialog opens.
        parts: what holds now, and who takes what is chosen.
        looks: knows the settings of the program as they are.
        tasks: run the question to the venue.
        on_limits: told the limits when others hold.
    """

    def __init__(
        self,
        window: QWidget,
        parts: Parts,
        looks: Looks,
        tasks: UiTasks,
        on_limits: Callable[[RiskLimits], None],
    ) -> None:
        self._window = window
        self._parts = parts
        self._looks = looks
        self._tasks = tasks
        self._on_limits = on_limits

    def open(self) -> SettingsDialog:
        """Show the settings."""
        guard = self._parts.guard
        kind = self._parts.account_kind()
        missing = {} if kind is None else unavailable(kind)
        present = Present(
            self._looks.settings, guard.limits, guard.exchange_choices, guard.day_result(), missing
        )
        dialog = SettingsDialog(
            present,
            self._keep,
            guard.use_countdown,
            self._tasks,
            self._window,
            recording=self._parts.recording,
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def on_settings(self) -> None:
        """Show the settings."""
        self.open()

    def on_recording(self) -> None:
        """Show the settings of what is recorded."""
        self.open().show_recording()

    def _keep(self, chosen: Chosen) -> str:
        """Why it could not be kept, in a sentence; empty when it was."""
        guard = self._parts.guard
        if chosen.limits != guard.limits:
            # The dialog has asked for what is looser.
            refused = guard.set_limits(chosen.limits, loosen=True)
            if refused is not None:
                return " ".join(refused.reasons)
            self._on_limits(guard.limits)
        self._parts.keeping.keep_settings(chosen.into(self._looks.settings))
        trouble = ""
        if chosen.recording is not None and self._parts.recording is not None:
            trouble = self._parts.recording.choose(chosen.recording)
        return guard.choose_orders_over(chosen.exchange.orders_over) or trouble

"""The mark in the status bar while something is recorded, or should be and is not."""

from PySide6.QtWidgets import QToolButton

from terminal_app.ui.recording.state import RecordingDesk, mark_text, state_text
from terminal_app.ui.style import Role, set_role, set_state
from terminal_app.ui.widgets.text import set_tip


class RecordingMark(QToolButton):
    """Says that this terminal is recorded; pressed, it leads to the settings.

    Args:
        desk: knows how recording stands.
    """

    def __init__(self, desk: RecordingDesk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("recording_mark")
        set_role(self, Role.QUIET)
        self.on_tick()

    def on_tick(self) -> None:
        """Say how it stands now."""
        state = self._desk.state()
        text = mark_text(state)
        if text != self.text():
            self.setText(text)
            set_tip(self, state_text(state))
            self.setAccessibleName(f"Recording: {text}" if text else "")
            set_state(self, "recording" if text else "")
        self.setVisible(bool(text))

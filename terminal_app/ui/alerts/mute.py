"""Whether price alerts make a sound, where the choices for the whole program are kept."""

from dataclasses import replace

from terminal_app.ui.keeping import Keeping


class AlertMute:
    """Reads and keeps the choice.

    Args:
        keeping: where the choices are kept.
    """

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping

    @property
    def muted(self) -> bool:
        """Whether they are silent."""
        return self._keeping.settings.mute_alerts

    def toggle(self) -> None:
        """Make them silent, or let them be heard again."""
        self._keeping.keep_settings(replace(self._keeping.settings, mute_alerts=not self.muted))

"""The templates of indicators where the choices for the whole program are kept."""

from collections.abc import Mapping
from dataclasses import replace

from terminal_app.ui.keeping import Keeping


class KeptTemplates:
    """Reads and keeps the templates.

    Args:
        keeping: where the choices are kept.
    """

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping

    def read(self) -> Mapping[str, object]:
        """What was kept."""
        return self._keeping.settings.indicator_templates

    def keep(self, saved: Mapping[str, object]) -> None:
        """Keep this from now on."""
        self._keeping.keep_settings(replace(self._keeping.settings, indicator_templates=saved))

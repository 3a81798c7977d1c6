"""Panels that are built when they are first shown: the second chart, the third book."""

from collections.abc import Callable, Mapping
from typing import TypeGuard

from PySide6.QtWidgets import QWidget

from terminal_app.ui.bridge.frame import Panel
from terminal_app.ui.registry import spec_of


class Spares:
    """The panels beyond the first of their kind.

    Args:
        makers: builds one more of a kind, given the name it will have.
    """

    def __init__(self, makers: Mapping[str, Callable[[str], QWidget]]) -> None:
        self._makers = makers
        self._built: dict[str, QWidget] = {}
        self.on_built: list[Callable[[str, QWidget], None]] = []

    def get(self, panel: str) -> QWidget:
        """The panel, built if it was not yet.

        Raises:
            KeyError: there is no such panel, or only one of its kind.
        """
        if panel not in self._built:
            made = self._makers[spec_of(panel).family.id](panel)
            self._built[panel] = made
            for told in self.on_built:
                told(panel, made)
        return self._built[panel]

    def built(self) -> Mapping[str, QWidget]:
        """Those that have been built, by name."""
        return dict(self._built)

    def served(self) -> list[Panel]:
        """Those that have been built and want frames."""
        return [panel for panel in self._built.values() if serves(panel)]


def serves(panel: object) -> TypeGuard[Panel]:
    """Whether a widget wants frames."""
    return hasattr(panel, "topics") and hasattr(panel, "show_frame")

"""What a panel asks to have remembered, and the one place where the window collects it and gives it back.

Knows no panel: a panel that has choices worth keeping offers them as plain values that fit in JSON.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Protocol, runtime_checkable

from PySide6.QtCore import SignalInstance

log = logging.getLogger(__name__)


@runtime_checkable
class Remembers(Protocol):
    """A widget with choices that outlive the program: columns, grouping, interval, and favourites.

    `changed_choice` is a signal without arguments, emitted when one of them changes.
    """

    @property
    def changed_choice(self) -> SignalInstance:
        """Emitted when something that `remember` tells has changed."""
        ...

    def remember(self) -> Mapping[str, object]:
        """The choices as values that fit in JSON."""
        ...

    def recall(self, saved: Mapping[str, object]) -> None:
        """Take choices told earlier, perhaps by an older version: ignore what is not understood."""
        ...


class Memory:
    """The choices of all panels of a window, by the name of the panel.

    Args:
        panels: everything that stands in the window, by name; those that remember nothing are left out.
    """

    def __init__(self, panels: Mapping[str, object]) -> None:
        self._panels = {name: panel for name, panel in panels.items() if isinstance(panel, Remembers)}

    def on_change(self, run: Callable[[], None]) -> None:
        """Call `run` after each change of any choice."""
        for panel in self._panels.values():
            panel.changed_choice.connect(run)

    def remember(self) -> dict[str, object]:
        """The choices of every panel."""
        return {name: dict(panel.remember()) for name, panel in self._panels.items()}

    def recall(self, saved: Mapping[str, object]) -> None:
        """Give every panel its choices back; a panel that stumbles over them keeps its defaults."""
        for name, panel in self._panels.items():
            choices = saved.get(name)
            if not isinstance(choices, Mapping):
                continue
            try:
                panel.recall(choices)
            except Exception:
                # One panel with a bad memory must not keep the window from opening.
                log.exception("the saved choices of %s could not be used", name)

"""What a panel asks to have remembered, and the one place where the window collects it and gives it back.

Knows no panel: a panel that has choices worth keeping offers them as plain values that fit in JSON.
"""

import logging
from collections.abc import Callable, Collection, Mapping
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
        self._waiting: dict[str, Mapping[str, object]] = {}
        self._told: list[Callable[[], None]] = []

    def add(self, name: str, panel: object) -> None:
        """Ask one more panel too, built later; it gets its choices at once."""
        if not isinstance(panel, Remembers):
            return
        self._panels[name] = panel
        for run in self._told:
            panel.changed_choice.connect(run)
        if name in self._waiting:
            self._give(name, self._waiting.pop(name))
        for run in self._told:
            run()

    def on_change(self, run: Callable[[], None]) -> None:
        """Call `run` after each change of any choice."""
        self._told.append(run)
        for panel in self._panels.values():
            panel.changed_choice.connect(run)

    def remember(self) -> dict[str, object]:
        """The choices of every panel, and those of panels that are not built yet."""
        asked = {name: dict(panel.remember()) for name, panel in self._panels.items()}
        return {**self._waiting, **asked}

    def recall(self, saved: Mapping[str, object], later: Collection[str] = ()) -> None:
        """Give every panel its choices back; a panel that stumbles over them keeps its defaults.

        Args:
            saved: choices by panel.
            later: panels that may be added later; theirs are kept until then.
        """
        for name, choices in saved.items():
            if not isinstance(choices, Mapping):
                continue
            if name in self._panels:
                self._give(name, choices)
            elif name in later:
                self._waiting[name] = choices

    def _give(self, name: str, choices: Mapping[str, object]) -> None:
        try:
            self._panels[name].recall(choices)
        except Exception:
            # One panel with a bad memory must not keep the window from opening.
            log.exception("the saved choices of %s could not be used", name)

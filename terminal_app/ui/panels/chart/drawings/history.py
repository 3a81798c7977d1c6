"""What was done on one chart, to be taken back and done again. Knows no Qt."""

from collections.abc import Sequence

from terminal_app.ui.panels.chart.drawings.values import Change

AT_MOST = 200


class History:
    """Steps, each of one change or several. A new step forgets those that were taken back."""

    def __init__(self) -> None:
        self._done: list[tuple[Change, ...]] = []
        self._undone: list[tuple[Change, ...]] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return bool(self._undone)

    def done(self, changes: Sequence[Change]) -> None:
        """A step was made."""
        self._done = [*self._done, tuple(changes)][-AT_MOST:]
        self._undone.clear()

    def undo(self) -> tuple[Change, ...]:
        """The changes that take the last step back; none when there is no step."""
        if not self._done:
            return ()
        step = self._done.pop()
        self._undone.append(step)
        return tuple(change.undone for change in reversed(step))

    def redo(self) -> tuple[Change, ...]:
        """The changes of the step that was taken back last."""
        if not self._undone:
            return ()
        step = self._undone.pop()
        self._done.append(step)
        return step

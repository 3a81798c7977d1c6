"""A count that stays right while the panel it belongs to cannot be seen, and so gets no frames."""

from collections.abc import Callable

from terminal_app.core.changes import Batch, Kind, Topic


class Counter:
    """Counts again after each change of a kind and tells when the number is another one.

    Args:
        kind: what is counted.
        count: how many there are now.
        tell: takes the new number.
    """

    def __init__(self, kind: Kind, count: Callable[[], int], tell: Callable[[int], None]) -> None:
        self._kind = kind
        self._count = count
        self._tell = tell
        self._told = 0

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """Every change of the kind."""
        return frozenset({self._kind})

    def show_frame(self, batch: Batch) -> None:
        """Count again."""
        if batch.has(self._kind):
            number = self._count()
            if number != self._told:
                self._told = number
                self._tell(number)

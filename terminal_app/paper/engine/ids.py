"""Identifiers of orders, executions and bills: 19 digits that grow with time, as the venue's do."""

_SHIFT = 20


class Ids:
    """A source of identifiers. Made from the exchange's time, so they go on growing after a restart."""

    def __init__(self) -> None:
        self.last = 0

    def next(self, now_ms: int) -> str:
        """A fresh identifier, greater than every one before."""
        least = now_ms << _SHIFT
        self.last = made = least if least > self.last else self.last + 1
        return str(made)

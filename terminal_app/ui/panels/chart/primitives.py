"""Rows of numbers that Qt paints as they are: no Qt object for each rectangle or line."""

from typing import Any

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QLine, QLineF, QRect

_DOUBLES = {QRect: 2, QLine: 2, QLineF: 4}


class Primitives:
    """A buffer that grows and is used again and again.

    Args:
        kind: what one row is to Qt: `QRect` and `QLine` have the size of two doubles, `QLineF` of four.
    """

    def __init__(self, kind: type[QRect | QLine | QLineF]) -> None:
        self._kind = kind
        self._count = 0
        self._make(1)

    def resize(self, count: int) -> None:
        """Have so many rows; what is in them is undefined."""
        if count > len(self._rows):
            self._make(count)
        self._count = count

    def rows(self) -> NDArray[np.float64]:
        """The rows, to be filled."""
        return self._rows[: self._count]

    def drawn(self) -> tuple[Any, int]:
        """The arguments of `drawRects` or `drawLines`: the first row, and how many follow in memory."""
        return self._first, self._count

    def _make(self, count: int) -> None:
        self._rows: NDArray[np.float64] = np.empty((count, _DOUBLES[self._kind]))
        self._first = shiboken6.wrapInstance(self._rows.ctypes.data, self._kind)

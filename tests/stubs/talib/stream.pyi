from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

_Column = NDArray[np.float64] | NDArray[np.int32]

class OutRange(NamedTuple):
    begidx: int
    nbelement: int

class Stream:
    @property
    def out_range(self) -> OutRange: ...
    def update(self, *values: float) -> float | tuple[float, ...]: ...
    def peek(self, *values: float) -> float | tuple[float, ...]: ...

class Opener(Protocol):
    def open_and_fill(
        self, *columns: NDArray[np.float64], **parameters: float
    ) -> tuple[Stream, _Column | tuple[_Column, ...]]: ...

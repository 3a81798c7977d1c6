from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from talib import abstract as abstract
from talib import stream as stream

_Column = NDArray[np.float64] | NDArray[np.int32]

class Batch(Protocol):
    def __call__(
        self, *columns: NDArray[np.float64], **parameters: float
    ) -> _Column | tuple[_Column, ...]: ...

class InsufficientHistory(Exception): ...

def get_functions() -> list[str]: ...
def get_function_groups() -> Mapping[str, list[str]]: ...

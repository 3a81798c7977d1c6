# What `make bench` uses of pandas 3.
from collections.abc import Mapping
from typing import Any

class Index:
    def get_loc(self, key: str) -> int: ...

class _Cells:
    def __setitem__(self, place: tuple[int, int], value: float) -> None: ...

class DataFrame:
    columns: Index
    iat: _Cells
    def __init__(self, data: Mapping[str, Any]) -> None: ...
    def __getitem__(self, names: list[str]) -> DataFrame: ...

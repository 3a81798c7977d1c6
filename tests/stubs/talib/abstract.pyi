from collections.abc import Mapping
from typing import TypedDict

class Info(TypedDict):
    name: str
    group: str
    display_name: str
    function_flags: list[str] | None
    input_names: Mapping[str, str | list[str]]
    parameters: Mapping[str, float]
    output_flags: Mapping[str, list[str]]
    output_names: list[str]

class Function:
    def __init__(self, name: str) -> None: ...
    @property
    def info(self) -> Info: ...
    @property
    def lookback(self) -> int: ...
    @property
    def parameters(self) -> Mapping[str, float]: ...
    @parameters.setter
    def parameters(self, value: Mapping[str, float]) -> None: ...

# What `make bench` uses of pybotters 1.11.
from typing import Any

class Book:
    def sorted(self, query: dict[str, Any] | None = ..., limit: int | None = ...) -> dict[str, list[Any]]: ...

class BitgetV2DataStore:
    book: Book
    def onmessage(self, msg: Any, ws: object = ...) -> None: ...

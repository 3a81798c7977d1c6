# The part of ccxt's websocket client that the tests use.
from ccxt.async_support import _Answer, _Params
from ccxt.async_support import bitget as rest_bitget

class _Connected:
    def resolve(self, result: object) -> None: ...

class Client:
    connected: _Connected
    subscriptions: dict[str, object]
    def handle_text_or_binary_message(self, data: str | bytes) -> None: ...

class bitget(rest_bitget):
    orderbooks: dict[str, _Answer]
    def client(self, url: str) -> Client: ...
    async def watch_ticker(self, symbol: str, params: _Params = ...) -> _Answer: ...
    async def watch_tickers(
        self, symbols: list[str] | None = ..., params: _Params = ...
    ) -> dict[str, _Answer]: ...
    async def watch_order_book(
        self, symbol: str, limit: int | None = ..., params: _Params = ...
    ) -> _Answer: ...
    async def watch_ohlcv(
        self,
        symbol: str,
        timeframe: str = ...,
        since: int | None = ...,
        limit: int | None = ...,
        params: _Params = ...,
    ) -> list[list[float]]: ...
    async def watch_trades(
        self, symbol: str, since: int | None = ..., limit: int | None = ..., params: _Params = ...
    ) -> list[_Answer]: ...
    async def watch_balance(self, params: _Params = ...) -> _Answer: ...
    async def watch_orders(
        self,
        symbol: str | None = ...,
        since: int | None = ...,
        limit: int | None = ...,
        params: _Params = ...,
    ) -> list[_Answer]: ...
    async def watch_my_trades(
        self,
        symbol: str | None = ...,
        since: int | None = ...,
        limit: int | None = ...,
        params: _Params = ...,
    ) -> list[_Answer]: ...
    async def watch_positions(
        self,
        symbols: list[str] | None = ...,
        since: int | None = ...,
        limit: int | None = ...,
        params: _Params = ...,
    ) -> list[_Answer]: ...

"""Where the venue lives and what each address costs: LIVE, DEMO and PAPER, and the rate class of every path.

Paper trading is another base address, nothing else: this module is the only one that can tell.
"""

from dataclasses import dataclass, field, replace
from enum import Enum
from urllib.parse import urlsplit

from terminal_app.bitget.signing import Header
from terminal_app.core.ports import Purpose

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Badge(Enum):
    """What the window says about the money behind it."""

    LIVE = "LIVE"
    DEMO = "DEMO"
    PAPER = "PAPER"


@dataclass(frozen=True, slots=True)
class Venue:
    """The addresses of one environment. `headers` go with every REST request."""

    badge: Badge
    rest: str
    public_ws: str
    private_ws: str
    headers: tuple[Header, ...] = ()

    @staticmethod
    def live() -> "Venue":
        """The venue itself, with real money."""
        return Venue(
            Badge.LIVE,
            rest="https://api.bitget.com",
            public_ws="wss://ws.bitget.com/v3/ws/public",
            private_ws="wss://ws.bitget.com/v3/ws/private",
        )

    @staticmethod
    def demo() -> "Venue":
        """The venue's demo trading: a demo key, the same REST host told by a header, other stream hosts."""
        return Venue(
            Badge.DEMO,
            rest="https://api.bitget.com",
            public_ws="wss://wspap.bitget.com/v3/ws/public",
            private_ws="wss://wspap.bitget.com/v3/ws/private",
            headers=((b"paptrading", b"1"),),
        )

    @staticmethod
    def paper(rest: str, public_ws: str, private_ws: str) -> "Venue":
        """A paper exchange on this computer.

        Raises:
            ValueError: an address is not on this computer, so the money might be real.
        """
        for url in (rest, public_ws, private_ws):
            if urlsplit(url).hostname not in _LOOPBACK:
                raise ValueError("a paper exchange lives on this computer only")
        return Venue(Badge.PAPER, rest.rstrip("/"), public_ws, private_ws)


class Scope(Enum):
    """Who a limit counts: the network address (public calls) or the user (signed calls)."""

    IP = "ip"
    UID = "uid"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path and its limit: calls per second, counted per endpoint and `scope`."""

    method: str
    path: str
    per_second: int
    scope: Scope
    # What one address is called for makes no second budget of it.
    purpose: Purpose = field(default=Purpose.READ, compare=False)

    @property
    def signed(self) -> bool:
        """Whether the call needs a key."""
        return self.scope is Scope.UID


def _public(path: str) -> Endpoint:
    return Endpoint("GET", path, 20, Scope.IP)


def _private(path: str, per_second: int = 20) -> Endpoint:
    return Endpoint("GET", path, per_second, Scope.UID)


def _order(path: str, per_second: int) -> Endpoint:
    return Endpoint("POST", path, per_second, Scope.UID, Purpose.ORDER)


def _cancel(path: str, per_second: int) -> Endpoint:
    return Endpoint("POST", path, per_second, Scope.UID, Purpose.CANCEL)


# The unified pages document no time call of their own; every SDK uses this one in both modes.
TIME = _public("/api/v2/public/time")

INSTRUMENTS = _public("/api/v3/market/instruments")
TICKERS = _public("/api/v3/market/tickers")
ORDER_BOOK = _public("/api/v3/market/orderbook")
CANDLES = _public("/api/v3/market/candles")
HISTORY_CANDLES = _public("/api/v3/market/history-candles")
PUBLIC_FILLS = _public("/api/v3/market/fills")
FUNDING = _public("/api/v3/market/current-fund-rate")
FUNDING_HISTORY = _public("/api/v3/market/history-fund-rate")
OPEN_INTEREST = _public("/api/v3/market/open-interest")
POSITION_TIERS = _public("/api/v3/market/position-tier")

KEY_INFO = _private("/api/v3/account/info")
SETTINGS = _private("/api/v3/account/settings")
ASSETS = _private("/api/v3/account/assets")
FINANCIAL_RECORDS = _private("/api/v3/account/financial-records")
FEE_RATE = _private("/api/v3/account/fee-rate", 3)
ORDER_INFO = _private("/api/v3/trade/order-info")
OPEN_ORDERS = _private("/api/v3/trade/unfilled-orders")
ORDER_HISTORY = _private("/api/v3/trade/history-orders")
FILLS = _private("/api/v3/trade/fills")
POSITIONS = _private("/api/v3/position/current-position")
POSITION_HISTORY = _private("/api/v3/position/history-position")
STRATEGY_ORDERS = _private("/api/v3/trade/unfilled-strategy-orders")
STRATEGY_HISTORY = _private("/api/v3/trade/history-strategy-orders")

PLACE_ORDER = _order("/api/v3/trade/place-order", 10)
PLACE_BATCH = _order("/api/v3/trade/place-batch", 5)
MODIFY_ORDER = _order("/api/v3/trade/modify-order", 10)
CANCEL_ORDER = _cancel("/api/v3/trade/cancel-order", 10)
CANCEL_BATCH = _cancel("/api/v3/trade/cancel-batch", 5)
COUNTDOWN_CANCEL = _cancel("/api/v3/trade/countdown-cancel-all", 1)
CANCEL_SYMBOL = _cancel("/api/v3/trade/cancel-symbol-order", 5)
PLACE_STRATEGY = _order("/api/v3/trade/place-strategy-order", 10)
PLACE_EXITS = replace(PLACE_STRATEGY, purpose=Purpose.GUARD)
MODIFY_STRATEGY = _order("/api/v3/trade/modify-strategy-order", 10)
CANCEL_STRATEGY = _cancel("/api/v3/trade/cancel-strategy-order", 10)
# Closing a position takes risk away, like a cancel, so it may use the reserve too.
CLOSE_POSITIONS = _cancel("/api/v3/trade/close-positions", 5)
SET_LEVERAGE = _order("/api/v3/account/set-leverage", 10)
SET_HOLD_MODE = _order("/api/v3/account/set-hold-mode", 10)

PER_MINUTE = 6000
"""Calls per minute and address over all endpoints; whoever exceeds it waits five minutes."""

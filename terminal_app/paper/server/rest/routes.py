"""Every REST path of the paper exchange: its handler, its calls per second, and whether it is signed.

The quotas are the venue's documented ones: per address for public calls, per account for signed ones.
"""

from dataclasses import dataclass

from terminal_app.paper.server.gate import Access
from terminal_app.paper.server.rest import account, market, records, strategy, trade
from terminal_app.paper.server.rest.call import Handler
from terminal_app.paper.server.rest.classic_public import CLASSIC_PUBLIC
from terminal_app.paper.server.wallets import AccountKind


@dataclass(frozen=True, slots=True)
class Route:
    """A handler and what the gate must know of it."""

    handler: Handler
    access: Access


Routes = dict[tuple[str, str], Route]

_PUBLIC: list[tuple[str, Handler, int]] = [
    ("/api/v3/public/time", market.server_time, 20),
    ("/api/v3/market/instruments", market.instruments, 20),
    ("/api/v3/market/tickers", market.tickers, 20),
    ("/api/v3/market/orderbook", market.order_book, 20),
    ("/api/v3/market/candles", market.candles, 20),
    ("/api/v3/market/history-candles", market.history_candles, 20),
    ("/api/v3/market/fills", market.fills, 20),
    ("/api/v3/market/current-fund-rate", market.current_funding, 20),
    ("/api/v3/market/history-fund-rate", market.funding_history, 20),
    ("/api/v3/market/open-interest", market.open_interest, 20),
    ("/api/v3/market/position-tier", market.position_tiers, 20),
]

_SIGNED: list[tuple[str, str, Handler, int]] = [
    ("GET", "/api/v3/account/info", account.info, 20),
    ("GET", "/api/v3/account/settings", account.settings, 20),
    ("GET", "/api/v3/account/switch-status", account.switch_status, 20),
    ("GET", "/api/v3/account/assets", account.assets, 20),
    ("GET", "/api/v3/account/funding-assets", account.funding_assets, 20),
    ("GET", "/api/v3/account/fee-rate", account.fee_rate, 3),
    ("GET", "/api/v3/account/all-fee-rate", account.all_fee_rates, 3),
    ("GET", "/api/v3/account/financial-records", account.financial_records, 20),
    ("GET", "/api/v3/account/max-open-available", account.max_open_available, 5),
    ("POST", "/api/v3/account/max-open-available", account.max_open_available, 5),
    ("POST", "/api/v3/account/set-leverage", account.set_leverage, 10),
    ("POST", "/api/v3/account/set-hold-mode", account.set_hold_mode, 10),
    ("POST", "/api/v3/account/transfer", account.transfer, 5),
    ("POST", "/api/v3/account/set-margin", account.set_margin, 10),
    ("POST", "/api/v3/trade/place-strategy-order", strategy.place, 10),
    ("POST", "/api/v3/trade/modify-strategy-order", strategy.modify, 10),
    ("POST", "/api/v3/trade/cancel-strategy-order", strategy.cancel, 10),
    ("POST", "/api/v3/trade/place-order", trade.place, 10),
    ("POST", "/api/v3/trade/place-batch", trade.place_batch, 5),
    ("POST", "/api/v3/trade/modify-order", trade.modify, 10),
    ("POST", "/api/v3/trade/batch-modify-order", trade.modify_batch, 10),
    ("POST", "/api/v3/trade/cancel-order", trade.cancel, 10),
    ("POST", "/api/v3/trade/cancel-batch", trade.cancel_batch, 5),
    ("POST", "/api/v3/trade/cancel-symbol-order", trade.cancel_symbol, 5),
    ("POST", "/api/v3/trade/close-positions", trade.close_positions, 5),
    ("POST", "/api/v3/trade/countdown-cancel-all", trade.countdown_cancel_all, 1),
    ("GET", "/api/v3/trade/order-info", records.order_info, 20),
    ("GET", "/api/v3/trade/unfilled-orders", records.unfilled_orders, 20),
    ("GET", "/api/v3/trade/history-orders", records.history_orders, 20),
    ("GET", "/api/v3/trade/fills", records.fills, 20),
    ("GET", "/api/v3/trade/unfilled-strategy-orders", strategy.unfilled, 20),
    ("GET", "/api/v3/trade/history-strategy-orders", strategy.history, 20),
    ("GET", "/api/v3/position/current-position", records.current_positions, 20),
    ("GET", "/api/v3/position/history-position", records.position_history, 20),
]


def routes(kind: AccountKind = AccountKind.UNIFIED) -> Routes:
    """The table of routes by method and path, for one kind of account."""
    public: Routes = {
        ("GET", path): Route(handler, Access(path, per_second, private=False))
        for path, handler, per_second in [*_PUBLIC, *CLASSIC_PUBLIC]
    }
    signed: Routes = {
        (method, path): Route(handler, Access(path, per_second, private=True))
        for method, path, handler, per_second in _signed(kind)
    }
    return public | signed


def _signed(kind: AccountKind) -> list[tuple[str, str, Handler, int]]:
    if kind is AccountKind.UNIFIED:
        return _SIGNED
    from terminal_app.paper.server.rest.classic_signed import CLASSIC_SIGNED

    return CLASSIC_SIGNED

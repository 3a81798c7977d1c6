"""The paths of the unified account (V3), each with its rate class."""

from dataclasses import replace

from terminal_app.bitget.endpoints import cancel, order, private, public
from terminal_app.core.ports import Purpose

INSTRUMENTS = public("/api/v3/market/instruments")
TICKERS = public("/api/v3/market/tickers")
ORDER_BOOK = public("/api/v3/market/orderbook")
CANDLES = public("/api/v3/market/candles")
HISTORY_CANDLES = public("/api/v3/market/history-candles")
PUBLIC_FILLS = public("/api/v3/market/fills")
FUNDING = public("/api/v3/market/current-fund-rate")
FUNDING_HISTORY = public("/api/v3/market/history-fund-rate")
OPEN_INTEREST = public("/api/v3/market/open-interest")
POSITION_TIERS = public("/api/v3/market/position-tier")

KEY_INFO = private("/api/v3/account/info")
SETTINGS = private("/api/v3/account/settings")
ASSETS = private("/api/v3/account/assets")
FINANCIAL_RECORDS = private("/api/v3/account/financial-records")
FEE_RATE = private("/api/v3/account/fee-rate", 3)
ORDER_INFO = private("/api/v3/trade/order-info")
OPEN_ORDERS = private("/api/v3/trade/unfilled-orders")
ORDER_HISTORY = private("/api/v3/trade/history-orders")
FILLS = private("/api/v3/trade/fills")
POSITIONS = private("/api/v3/position/current-position")
POSITION_HISTORY = private("/api/v3/position/history-position")
STRATEGY_ORDERS = private("/api/v3/trade/unfilled-strategy-orders")
STRATEGY_HISTORY = private("/api/v3/trade/history-strategy-orders")

PLACE_ORDER = order("/api/v3/trade/place-order", 10)
PLACE_BATCH = order("/api/v3/trade/place-batch", 5)
MODIFY_ORDER = order("/api/v3/trade/modify-order", 10)
CANCEL_ORDER = cancel("/api/v3/trade/cancel-order", 10)
CANCEL_BATCH = cancel("/api/v3/trade/cancel-batch", 5)
COUNTDOWN_CANCEL = cancel("/api/v3/trade/countdown-cancel-all", 1)
CANCEL_SYMBOL = cancel("/api/v3/trade/cancel-symbol-order", 5)
PLACE_STRATEGY = order("/api/v3/trade/place-strategy-order", 10)
PLACE_EXITS = replace(PLACE_STRATEGY, purpose=Purpose.GUARD)
MODIFY_STRATEGY = order("/api/v3/trade/modify-strategy-order", 10)
CANCEL_STRATEGY = cancel("/api/v3/trade/cancel-strategy-order", 10)
# Closing a position takes risk away, like a cancel, so it may use the reserve too.
CLOSE_POSITIONS = cancel("/api/v3/trade/close-positions", 5)
SET_LEVERAGE = order("/api/v3/account/set-leverage", 10)
SET_HOLD_MODE = order("/api/v3/account/set-hold-mode", 10)

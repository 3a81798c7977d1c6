"""The paths of the classic account (V2), spot and mix (futures), each with its rate class."""

from dataclasses import replace

from terminal_app.bitget.endpoints import cancel, order, private, public
from terminal_app.core.ports import Purpose

SPOT_SYMBOLS = public("/api/v2/spot/public/symbols")
SPOT_TICKERS = public("/api/v2/spot/market/tickers")
SPOT_BOOK = public("/api/v2/spot/market/orderbook")
SPOT_CANDLES = public("/api/v2/spot/market/candles")
SPOT_HISTORY_CANDLES = public("/api/v2/spot/market/history-candles")
SPOT_PUBLIC_FILLS = public("/api/v2/spot/market/fills", 10)

CONTRACTS = public("/api/v2/mix/market/contracts")
MIX_TICKERS = public("/api/v2/mix/market/tickers")
MERGE_DEPTH = public("/api/v2/mix/market/merge-depth")
MIX_CANDLES = public("/api/v2/mix/market/candles")
MIX_HISTORY_CANDLES = public("/api/v2/mix/market/history-candles")
MIX_PUBLIC_FILLS = public("/api/v2/mix/market/fills")
FUNDING = public("/api/v2/mix/market/current-fund-rate")
FUNDING_TIME = public("/api/v2/mix/market/funding-time")
FUNDING_HISTORY = public("/api/v2/mix/market/history-fund-rate")
OPEN_INTEREST = public("/api/v2/mix/market/open-interest")
POSITION_TIERS = public("/api/v2/mix/market/query-position-lever", 10)

KEY_INFO = private("/api/v2/spot/account/info", 1)
ALL_BALANCES = private("/api/v2/account/all-account-balance", 1)
TRADE_RATE = private("/api/v2/common/trade-rate", 10)
TRANSFER_RECORDS = private("/api/v2/spot/account/transferRecords")

SPOT_ASSETS = private("/api/v2/spot/account/assets", 10)
SPOT_BILLS = private("/api/v2/spot/account/bills", 10)
SPOT_ORDER_INFO = private("/api/v2/spot/trade/orderInfo")
SPOT_OPEN_ORDERS = private("/api/v2/spot/trade/unfilled-orders")
SPOT_ORDER_HISTORY = private("/api/v2/spot/trade/history-orders")
SPOT_FILLS = private("/api/v2/spot/trade/fills", 10)
SPOT_PLAN_ORDERS = private("/api/v2/spot/trade/current-plan-order")
SPOT_PLAN_HISTORY = private("/api/v2/spot/trade/history-plan-order")

MIX_ACCOUNT = private("/api/v2/mix/account/account", 10)
MIX_ACCOUNTS = private("/api/v2/mix/account/accounts", 10)
MIX_BILLS = private("/api/v2/mix/account/bill", 10)
MIX_ORDER_DETAIL = private("/api/v2/mix/order/detail", 10)
MIX_OPEN_ORDERS = private("/api/v2/mix/order/orders-pending", 10)
MIX_ORDER_HISTORY = private("/api/v2/mix/order/orders-history", 10)
MIX_FILLS = private("/api/v2/mix/order/fills", 10)
MIX_PLAN_ORDERS = private("/api/v2/mix/order/orders-plan-pending", 10)
MIX_PLAN_HISTORY = private("/api/v2/mix/order/orders-plan-history", 10)
POSITIONS = private("/api/v2/mix/position/all-position", 5)
POSITION_HISTORY = private("/api/v2/mix/position/history-position")

TRANSFER = order("/api/v2/spot/wallet/transfer", 10)

SPOT_PLACE_ORDER = order("/api/v2/spot/trade/place-order", 10)
SPOT_PLACE_BATCH = order("/api/v2/spot/trade/batch-orders", 5)
SPOT_CANCEL_REPLACE = order("/api/v2/spot/trade/cancel-replace-order", 5)
SPOT_CANCEL_ORDER = cancel("/api/v2/spot/trade/cancel-order", 10)
SPOT_CANCEL_BATCH = cancel("/api/v2/spot/trade/batch-cancel-order", 10)
SPOT_CANCEL_SYMBOL = cancel("/api/v2/spot/trade/cancel-symbol-order", 5)
SPOT_PLACE_PLAN = order("/api/v2/spot/trade/place-plan-order", 20)
SPOT_MODIFY_PLAN = order("/api/v2/spot/trade/modify-plan-order", 20)
SPOT_CANCEL_PLAN = cancel("/api/v2/spot/trade/cancel-plan-order", 20)

MIX_PLACE_ORDER = order("/api/v2/mix/order/place-order", 10)
MIX_PLACE_BATCH = order("/api/v2/mix/order/batch-place-order", 5)
MIX_MODIFY_ORDER = order("/api/v2/mix/order/modify-order", 10)
MIX_CANCEL_ORDER = cancel("/api/v2/mix/order/cancel-order", 10)
MIX_CANCEL_BATCH = cancel("/api/v2/mix/order/batch-cancel-orders", 10)
MIX_CANCEL_ALL = cancel("/api/v2/mix/order/cancel-all-orders", 10)
# Closing a position takes risk away, like a cancel, so it may use the reserve too.
CLOSE_POSITIONS = cancel("/api/v2/mix/order/close-positions", 1)
MIX_PLACE_PLAN = order("/api/v2/mix/order/place-plan-order", 10)
MIX_MODIFY_PLAN = order("/api/v2/mix/order/modify-plan-order", 10)
# One path for every plan of futures: normal, trailing, take-profit and stop-loss.
MIX_CANCEL_PLAN = cancel("/api/v2/mix/order/cancel-plan-order", 10)
PLACE_TP_SL = replace(order("/api/v2/mix/order/place-tpsl-order", 10), purpose=Purpose.GUARD)
PLACE_POSITION_TP_SL = replace(order("/api/v2/mix/order/place-pos-tpsl", 10), purpose=Purpose.GUARD)
MODIFY_TP_SL = order("/api/v2/mix/order/modify-tpsl-order", 10)

SET_LEVERAGE = order("/api/v2/mix/account/set-leverage", 5)
SET_MARGIN_MODE = order("/api/v2/mix/account/set-margin-mode", 5)
SET_POSITION_MODE = order("/api/v2/mix/account/set-position-mode", 5)

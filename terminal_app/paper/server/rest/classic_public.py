"""The public paths of the classic API, which answer every account: handler, calls per second.

The quotas are the venue's documented ones, one for each path.
"""

from terminal_app.paper.server.rest import (
    classic_candles,
    classic_market,
    classic_rates,
    market,
)
from terminal_app.paper.server.rest.call import Handler

CLASSIC_PUBLIC: list[tuple[str, Handler, int]] = [
    ("/api/v2/public/time", market.server_time, 20),
    ("/api/v2/spot/public/coins", classic_market.coins, 3),
    ("/api/v2/spot/public/symbols", classic_market.spot_symbols, 20),
    ("/api/v2/margin/currencies", classic_market.margin_currencies, 10),
    ("/api/v2/spot/market/tickers", classic_market.spot_tickers, 20),
    ("/api/v2/spot/market/orderbook", classic_market.spot_book, 20),
    ("/api/v2/spot/market/merge-depth", classic_market.spot_merged_depth, 20),
    ("/api/v2/spot/market/candles", classic_candles.spot, 20),
    ("/api/v2/spot/market/history-candles", classic_candles.spot_history, 20),
    ("/api/v2/spot/market/fills", classic_market.spot_fills, 10),
    ("/api/v2/spot/market/fills-history", classic_market.spot_fills_history, 10),
    ("/api/v2/mix/market/contracts", classic_market.contracts, 20),
    ("/api/v2/mix/market/ticker", classic_market.mix_ticker, 20),
    ("/api/v2/mix/market/tickers", classic_market.mix_tickers, 20),
    ("/api/v2/mix/market/merge-depth", classic_market.mix_merged_depth, 20),
    ("/api/v2/mix/market/candles", classic_candles.mix, 20),
    ("/api/v2/mix/market/history-candles", classic_candles.mix_history, 20),
    ("/api/v2/mix/market/fills", classic_market.mix_fills, 20),
    ("/api/v2/mix/market/fills-history", classic_market.mix_fills_history, 10),
    ("/api/v2/mix/market/history-index-candles", classic_candles.mix_price_history, 20),
    ("/api/v2/mix/market/history-mark-candles", classic_candles.mix_price_history, 20),
    ("/api/v2/mix/market/current-fund-rate", classic_rates.current_funding, 20),
    ("/api/v2/mix/market/history-fund-rate", classic_rates.funding_history, 20),
    ("/api/v2/mix/market/funding-time", classic_rates.funding_time, 20),
    ("/api/v2/mix/market/open-interest", classic_rates.open_interest, 20),
    ("/api/v2/mix/market/symbol-price", classic_rates.symbol_price, 20),
    ("/api/v2/mix/market/query-position-lever", classic_rates.position_tiers, 10),
    ("/api/v2/mix/market/oi-limit", classic_rates.position_limits, 10),
]

"""How lively each listed instrument is: usual price, volatility, turnover, pace, premium.

Rough figures of the real markets; only the synthetic market reads them.
"""

from typing import NamedTuple

from terminal_app.core.instrument import Instrument
from terminal_app.paper.engine.models.walk import Coin


class Profile(NamedTuple):
    """The liveliness of one instrument.

    `turnover` is a usual day's, in quote coin; `pace` is trades per second; `premium` the share by which it
    trades above its coin; `depth` the size of a maker's order in usual trades.
    """

    coin: Coin
    turnover: float
    pace: float
    premium: float = 0.0
    depth: float = 3.0


_COINS = {
    "BTC": (Coin("BTC", 108_000.0, 0.022, 0.9), 600e6, 6e9, 4.0, 6.0),
    "ETH": (Coin("ETH", 3_900.0, 0.032, 0.85), 400e6, 4e9, 3.0, 5.0),
    "SOL": (Coin("SOL", 190.0, 0.04, 0.78), 150e6, 1.2e9, 2.0, 3.0),
    "XRP": (Coin("XRP", 2.4, 0.04, 0.65), 150e6, 800e6, 1.5, 2.0),
    "BNB": (Coin("BNB", 1_050.0, 0.028, 0.72), 40e6, 200e6, 0.8, 1.2),
    "DOGE": (Coin("DOGE", 0.2, 0.048, 0.72), 60e6, 500e6, 1.0, 1.5),
    "ADA": (Coin("ADA", 0.65, 0.042, 0.72), 25e6, 150e6, 0.6, 0.9),
    "LTC": (Coin("LTC", 95.0, 0.036, 0.7), 15e6, 80e6, 0.5, 0.7),
    "PEPE": (Coin("PEPE", 0.000_010_93, 0.065, 0.6), 30e6, 250e6, 0.8, 1.2),
}
_UNKNOWN_PRICE = 10.0
_PREMIUM = 0.000_2


def profile(instrument: Instrument) -> Profile:
    """The profile of an instrument; one of a coin nobody knows is quiet and costs about ten."""
    found = _COINS.get(instrument.base)
    if found is None:
        coin = Coin(instrument.base, _UNKNOWN_PRICE, 0.04, 0.6)
        return Profile(coin, 20e6, 0.5)
    coin, spot_turnover, perp_turnover, spot_pace, perp_pace = found
    if instrument.id.product.is_futures:
        return Profile(coin, perp_turnover, perp_pace, _PREMIUM)
    return Profile(coin, spot_turnover, spot_pace)

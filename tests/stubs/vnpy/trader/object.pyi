from datetime import datetime

from vnpy.trader.constant import Exchange

class BarData:
    def __init__(
        self,
        *,
        gateway_name: str,
        symbol: str,
        exchange: Exchange,
        datetime: datetime,
        open_price: float,
        high_price: float,
        low_price: float,
        close_price: float,
        volume: float,
    ) -> None: ...

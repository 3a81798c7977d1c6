"""The instruments of the paper exchange, with the steps, limits, fees and tiers their real namesakes have.

Knows nothing of how they trade: prices and activity belong to the synthetic market.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.instrument import Instrument, InstrumentId, PositionTier, ProductType

QUOTE = "USDT"
FUNDING_HOURS = 8


class _Spot(NamedTuple):
    tick: str
    lot: str
    max_qty: str


class _Perp(NamedTuple):
    tick: str
    lot: str
    max_qty: str
    max_leverage: int
    first_tier: str


_SPOT = {
    "BTC": _Spot("0.01", "0.000001", "500"),
    "ETH": _Spot("0.01", "0.0001", "5000"),
    "SOL": _Spot("0.01", "0.0001", "50000"),
    "XRP": _Spot("0.0001", "0.0001", "2000000"),
    "BNB": _Spot("0.01", "0.0001", "10000"),
    "DOGE": _Spot("0.00001", "0.0001", "20000000"),
    "ADA": _Spot("0.0001", "0.0001", "5000000"),
    "LTC": _Spot("0.01", "0.0001", "50000"),
    "PEPE": _Spot("0.000000001", "1", "200000000000"),
}

_PERP = {
    "BTC": _Perp("0.1", "0.0001", "1200", 150, "150000"),
    "ETH": _Perp("0.01", "0.01", "20000", 125, "100000"),
    "SOL": _Perp("0.001", "0.1", "100000", 100, "50000"),
    "XRP": _Perp("0.0001", "1", "5000000", 75, "50000"),
    "BNB": _Perp("0.01", "0.01", "10000", 75, "50000"),
    "DOGE": _Perp("0.00001", "1", "50000000", 75, "50000"),
    "ADA": _Perp("0.0001", "1", "10000000", 75, "25000"),
    "LTC": _Perp("0.01", "0.1", "100000", 75, "25000"),
    "PEPE": _Perp("0.0000000001", "1000", "500000000000", 75, "25000"),
}

_TIER_STEPS = (
    # share of the greatest leverage, upper bound as a multiple of the first one, maintenance margin rate
    ("1", 1, "0.004"),
    ("0.66", 6, "0.005"),
    ("0.5", 20, "0.01"),
    ("0.33", 60, "0.015"),
    ("0.16", 160, "0.025"),
    ("0.08", 400, "0.05"),
    ("0.04", 800, "0.1"),
    ("0.02", 1600, "0.15"),
)


def listings() -> list[Instrument]:
    """Every instrument: spot first, then USDT-M perpetuals, the best known first."""
    return [_spot(base, row) for base, row in _SPOT.items()] + [
        _perp(base, row) for base, row in _PERP.items()
    ]


def tiers() -> Mapping[InstrumentId, tuple[PositionTier, ...]]:
    """The position tiers of every futures instrument, smallest first."""
    return {_perp_id(base): _tiers(row) for base, row in _PERP.items()}


def _spot(base: str, row: _Spot) -> Instrument:
    lot = Decimal(row.lot)
    return Instrument(
        id=InstrumentId(ProductType.SPOT, base + QUOTE),
        base=base,
        quote=QUOTE,
        tick=Decimal(row.tick),
        lot=lot,
        quote_step=Decimal("0.00000001"),
        min_qty=lot,
        min_notional=Decimal(1),
        max_qty=Decimal(row.max_qty),
        max_market_qty=Decimal(row.max_qty) / 2,
        buy_band=Decimal("0.05"),
        sell_band=Decimal("0.05"),
        maker_fee=Decimal("0.001"),
        taker_fee=Decimal("0.001"),
    )


def _perp(base: str, row: _Perp) -> Instrument:
    lot = Decimal(row.lot)
    return Instrument(
        id=_perp_id(base),
        base=base,
        quote=QUOTE,
        tick=Decimal(row.tick),
        lot=lot,
        quote_step=Decimal("0.00000001"),
        min_qty=lot,
        min_notional=Decimal(5),
        max_qty=Decimal(row.max_qty),
        max_market_qty=Decimal(row.max_qty) / 2,
        buy_band=Decimal("0.05"),
        sell_band=Decimal("0.05"),
        maker_fee=Decimal("0.0002"),
        taker_fee=Decimal("0.0006"),
        max_leverage=row.max_leverage,
        funding_hours=FUNDING_HOURS,
    )


def _perp_id(base: str) -> InstrumentId:
    return InstrumentId(ProductType.USDT_FUTURES, base + QUOTE)


def _tiers(row: _Perp) -> tuple[PositionTier, ...]:
    first = Decimal(row.first_tier)
    lower = Decimal(0)
    rows = []
    for number, (share, multiple, rate) in enumerate(_TIER_STEPS, start=1):
        upper = first * multiple
        greatest = max(1, int(row.max_leverage * Decimal(share)))
        rows.append(PositionTier(number, lower, upper, Decimal(greatest), Decimal(rate)))
        lower = upper
    return tuple(rows)

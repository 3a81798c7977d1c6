"""Our own limits, as values: what the risk check refuses before anything leaves this computer."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class RiskLimits:
    """The limits of one profile.

    `max_order_notional` is in quote coin and bounds each order that can open or grow a position.
    `max_price_age_s` is how old, in seconds, the price may be that a market order is judged by.
    """

    max_order_notional: Decimal = Decimal(50_000)
    max_price_age_s: int = 10


DEFAULT_LIMITS = RiskLimits()

"""Accounts of the house: the synthetic market, the fees and the insurance fund.

They have no limits and may owe. They exist so that every coin and every contract that leaves an account
arrives somewhere: over all accounts and houses nothing is ever made or lost.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.money import ZERO
from terminal_app.core.orders import Side


@dataclass(slots=True)
class House:
    """Coins and net contracts of one house account. Buying a contract costs its price in coins."""

    coins: dict[str, Decimal] = field(default_factory=dict)
    contracts: dict[InstrumentId, Decimal] = field(default_factory=dict)

    def add(self, coin: str, amount: Decimal) -> None:
        """Receive coins, or pay when negative."""
        self.coins[coin] = self.coins.get(coin, ZERO) + amount

    def trade(self, instrument: Instrument, side: Side, size: Decimal, value: Decimal) -> None:
        """Book the house's side of a trade."""
        sign = 1 if side is Side.BUY else -1
        self.add(instrument.quote, -sign * value)
        if instrument.id.product.is_futures:
            held = self.contracts.get(instrument.id, ZERO)
            self.contracts[instrument.id] = held + sign * size
        else:
            self.add(instrument.base, sign * size)

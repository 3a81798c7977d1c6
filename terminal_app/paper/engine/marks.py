"""The prices the exchange values things at: mark, index and funding of every instrument, and coins in USD."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.core.money import ZERO

_DOLLARS = frozenset({"USDT", "USDC", "USD"})


@dataclass(slots=True)
class _Mark:
    mark: Decimal = ZERO
    index: Decimal = ZERO
    rate: Decimal = ZERO
    next_ms: int = 0


@dataclass(slots=True)
class Marks:
    """Reference prices. A price of zero means that nobody has set it yet."""

    _rows: dict[InstrumentId, _Mark] = field(default_factory=dict)
    _dollar_spot: dict[str, InstrumentId] = field(default_factory=dict)

    def list(self, instruments: Iterable[Instrument]) -> None:
        """Start to keep prices of these instruments."""
        for one in instruments:
            self._rows[one.id] = _Mark()
            if one.id.product is ProductType.SPOT and one.quote in _DOLLARS:
                self._dollar_spot[one.base] = one.id

    def set_price(self, instrument: InstrumentId, mark: Decimal, index: Decimal) -> None:
        """Set mark and index."""
        row = self._rows[instrument]
        row.mark, row.index = mark, index

    def set_funding(self, instrument: InstrumentId, rate: Decimal, next_ms: int) -> None:
        """Set the funding rate and when it is settled."""
        row = self._rows[instrument]
        row.rate, row.next_ms = rate, next_ms

    def mark(self, instrument: InstrumentId) -> Decimal:
        """The mark price."""
        return self._rows[instrument].mark

    def index(self, instrument: InstrumentId) -> Decimal:
        """The index price."""
        return self._rows[instrument].index

    def funding(self, instrument: InstrumentId) -> tuple[Decimal, int]:
        """The funding rate and when it is settled."""
        row = self._rows[instrument]
        return row.rate, row.next_ms

    def usd(self, coin: str) -> Decimal:
        """What one coin is worth in USD; zero when nothing here trades it against dollars."""
        if coin in _DOLLARS:
            return Decimal(1)
        instrument = self._dollar_spot.get(coin)
        return self._rows[instrument].mark if instrument else ZERO

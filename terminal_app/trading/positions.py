"""Open positions as the venue reports them. An older report never overwrites a newer one."""

from collections.abc import Iterable

from terminal_app.core.account import HoldMode, Position
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.orders import PositionSide

_Key = tuple[InstrumentId, PositionSide]


class PositionBook:
    """Positions by instrument; in hedge mode by instrument and side.

    A one-way position that turns from long to short is the same position, so its place does not depend on its
    direction.
    """

    def __init__(self) -> None:
        self._rows: dict[_Key, Position] = {}

    def all(self) -> list[Position]:
        """Every open position, by product and symbol."""
        positions = [position for position in self._rows.values() if position.size]
        return sorted(positions, key=lambda position: (position.instrument.symbol, position.side.value))

    def get(self, instrument: InstrumentId, side: PositionSide = PositionSide.NET) -> Position | None:
        """The open position of a side. `NET` finds that of one-way mode, `LONG` or `SHORT` either mode's."""
        for key in ((instrument, side), (instrument, PositionSide.NET)):
            position = self._rows.get(key)
            if position is not None and position.size and side in (position.side, PositionSide.NET):
                return position
        return None

    def apply(self, positions: Iterable[Position]) -> bool:
        """Take reports; size zero closes a position. Whether anything changed."""
        changed = False
        for position in positions:
            key = _key(position)
            known = self._rows.get(key)
            if known is not None and known.stamp.source_ms > position.stamp.source_ms:
                continue
            if known is None and not position.size:
                continue
            # A closed position stays as a tombstone, so that an older report cannot open it again.
            self._rows[key] = position
            changed = True
        return changed

    def replace(
        self, positions: Iterable[Position], asked_at: float, product: ProductType | None = None
    ) -> bool:
        """Take a complete list: what it does not name is closed, unless it was reported after the question.

        Args:
            positions: all that are open.
            asked_at: monotonic seconds when the list was asked for (or when it arrived, if nobody asked).
            product: the only product the list is about; `None` for all.
        """
        named = list(positions)
        keys = {_key(position) for position in named}
        gone = [
            key
            for key, known in self._rows.items()
            if key not in keys and product in (None, key[0].product) and known.stamp.received < asked_at
        ]
        for key in gone:
            del self._rows[key]
        return self.apply(named) or bool(gone)


def _key(position: Position) -> _Key:
    one_way = position.hold_mode is HoldMode.ONE_WAY
    return position.instrument, PositionSide.NET if one_way else position.side

"""What the ticket takes from a hand elsewhere in the window, such as a click in the order book."""

from decimal import Decimal
from typing import Protocol

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.orders import Side


class PricePick(Protocol):
    """A price that was clicked somewhere, such as a row of the order book."""

    @property
    def instrument(self) -> InstrumentId:
        """Where it was clicked."""
        ...

    @property
    def price(self) -> Decimal:
        """The price."""
        ...


class SizePick(Protocol):
    """A size that was picked somewhere, in base coin."""

    @property
    def instrument(self) -> InstrumentId:
        """Where it was picked."""
        ...

    @property
    def size(self) -> Decimal:
        """The size."""
        ...


class ClosePick(Protocol):
    """A position, or a part of one, that is to be closed."""

    @property
    def instrument(self) -> InstrumentId:
        """Of the position."""
        ...

    @property
    def side(self) -> Side:
        """The direction of the closing order."""
        ...

    @property
    def size(self) -> Decimal:
        """In base coin, on the lot."""
        ...

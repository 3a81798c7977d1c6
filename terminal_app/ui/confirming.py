"""What the person is asked before something is sent, as every panel asks it. Each class has its rule."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Protocol

from PySide6.QtWidgets import QWidget


class Ask(Enum):
    """The classes of action that can be asked about, each by itself."""

    MARKET = "market"
    LIMIT = "limit"
    AMEND_BY_DRAG = "amend-by-drag"
    CANCEL = "cancel"
    CLOSE = "close"
    REVERSE = "reverse"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Asked:
    """An action about to be sent.

    `notional` is in quote coin; `away` is how far its price lies from the middle of the book, as a share of
    it, counted only to the bad side. Both are `None` when they are not known or make no sense.
    """

    ask: Ask
    notional: Decimal | None = None
    away: Decimal | None = None


class Confirmer(Protocol):
    """Asks the person when a rule of theirs wants it."""

    async def __call__(self, parent: QWidget, asked: Asked, text: str, yes: str) -> bool:
        """Whether to go on: `True` at once where no rule asks.

        Args:
            parent: over what the question stands.
            asked: the action.
            text: side, size, price, value and consequences, line by line.
            yes: what the button that goes on says.
        """
        ...


async def never_ask(parent: QWidget, asked: Asked, text: str, yes: str) -> bool:
    """A `Confirmer` that goes on at once."""
    del parent, asked, text, yes
    return True

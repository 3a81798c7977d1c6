"""The venue's own account of every change of a balance."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.orders import PositionSide


class BillKind(Enum):
    """Why a balance changed. `SETTLEMENT` is the realised profit of a close."""

    TRADE = "trade"
    FEE = "fee"
    FUNDING = "funding"
    TRANSFER = "transfer"
    INTEREST = "interest"
    SETTLEMENT = "settlement"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Bill:
    """One line of the venue's ledger. `bill_id` is the venue's and unique.

    `amount` is what came (positive) or went, before the fee; `fee` is positive when charged. `balance` is
    what was there afterwards, `None` when the venue did not say; `type_text` is the venue's own word.
    `position_side` is the position of a hedge that it is about, `NET` where the venue does not say.
    """

    bill_id: str
    time_ms: int
    coin: str
    kind: BillKind
    instrument: InstrumentId | None
    amount: Decimal
    fee: Decimal
    balance: Decimal | None
    type_text: str
    position_side: PositionSide = PositionSide.NET

    @property
    def change(self) -> Decimal:
        """By how much the balance changed."""
        return self.amount - self.fee

"""What the window can ask of the account's guard: the kill switch, flat with proof, evidence, limits."""

from collections.abc import Sequence
from typing import Protocol

from terminal_app.core.outcomes import Refused
from terminal_app.core.ports import OrdersOver
from terminal_app.settings.exchange import ExchangeChoices
from terminal_app.trading.day import DayResult
from terminal_app.trading.evidence import EvidenceLine
from terminal_app.trading.flat_state import FlatReport
from terminal_app.trading.gate import TradingState
from terminal_app.trading.limits import RiskLimits


class Guard(Protocol):
    """The session, as far as it protects the person."""

    @property
    def limits(self) -> RiskLimits:
        """Our own limits as they are now."""
        ...

    def set_limits(self, new: RiskLimits, *, loosen: bool = False) -> Refused | None:
        """Change them; the reasons when that makes no sense or loosens what nobody agreed to."""
        ...

    @property
    def exchange_choices(self) -> ExchangeChoices:
        """How this account is spoken to, as it was chosen last."""
        ...

    def choose_orders_over(self, over: OrdersOver) -> str:
        """Have orders go by another way from the next connection on; why that was not kept, if so."""
        ...

    async def use_countdown(self, seconds: int) -> str:
        """Have the venue cancel EVERY order after so much silence, zero for never; why not, if so."""
        ...

    def day_result(self) -> DayResult | None:
        """What today brought so far; `None` while nobody knows."""
        ...

    def trading_state(self) -> TradingState:
        """What may leave at all."""
        ...

    def trading_why(self) -> str | None:
        """Why not everything may leave, in a sentence; `None` when everything may."""
        ...

    def halt(self, why: str) -> None:
        """Let nothing leave but cancels and closes."""
        ...

    def reduce_only(self, why: str) -> None:
        """Let nothing leave that can grow a position."""
        ...

    def resume(self) -> None:
        """Open again what was shut by hand."""
        ...

    def flat(self) -> FlatReport | None:
        """How the last flattening went, or is going; `None` before one."""
        ...

    async def flatten(self, cause: str) -> FlatReport | None:
        """Halt, cancel every order, close every position, and prove it; `None` without a connection."""
        ...

    async def flatten_again(self, key: str) -> FlatReport | None:
        """Try one row of the last report again."""
        ...

    async def ask_again(self, client_oid: str) -> bool:
        """Ask the exchange about an order now. Whether it answered with an order."""
        ...

    def evidence(self, client_oid: str) -> Sequence[EvidenceLine]:
        """What was sent of an order, what came back and when; oldest first."""
        ...

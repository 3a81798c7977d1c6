"""A guard for tests of the window: it does nothing, and remembers what was asked of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from terminal_app.core.outcomes import Refused
from terminal_app.core.ports import OrdersOver
from terminal_app.settings.exchange import ExchangeChoices
from terminal_app.trading.day import DayResult
from terminal_app.trading.evidence import EvidenceLine
from terminal_app.trading.flat_state import FlatReport
from terminal_app.trading.gate import TradingState
from terminal_app.trading.limits import DEFAULT_LIMITS, RiskLimits, loosened


class FakeGuard:
    """`asked` is everything that was wanted, in order; a flattening ends when `may_end` is set."""

    def __init__(self) -> None:
        self.limits = DEFAULT_LIMITS
        self.choices = ExchangeChoices()
        self.no_countdown = ""
        self.state = TradingState.ENABLED
        self.why: str | None = None
        self.lock_why: str | None = None
        self.report: FlatReport | None = None
        self.may_end = asyncio.Event()
        self.asked: list[str] = []
        self.answers = False
        self.lines: Sequence[EvidenceLine] = ()
        self.today: DayResult | None = DayResult(Decimal("-12.5"))

    def set_limits(self, new: RiskLimits, *, loosen: bool = False) -> Refused | None:
        """Hold others, unless they allow more than was agreed to."""
        allowed = () if loosen else loosened(self.limits, new)
        if allowed:
            return Refused(allowed)
        self.limits = new
        return None

    @property
    def exchange_choices(self) -> ExchangeChoices:
        """What was chosen."""
        return self.choices

    def choose_orders_over(self, over: OrdersOver) -> str:
        """Keep it."""
        self.choices = replace(self.choices, orders_over=over)
        return ""

    async def use_countdown(self, seconds: int) -> str:
        """Remember it, and answer what the test says."""
        self.asked.append(f"countdown: {seconds}")
        if not self.no_countdown:
            self.choices = replace(self.choices, countdown_s=seconds)
        return self.no_countdown

    def day_result(self) -> DayResult | None:
        """What today brought."""
        return self.today

    def trading_state(self) -> TradingState:
        """What may leave."""
        return self.state

    def trading_why(self) -> str | None:
        """Why not everything may leave."""
        return self.why

    def halt(self, why: str) -> None:
        """Throw the switch."""
        self.state, self.why = TradingState.HALTED, f"Trading is halted: {why}"

    def reduce_only(self, why: str) -> None:
        """Let reductions pass."""
        self.state, self.why = TradingState.REDUCE_ONLY, f"Only orders that reduce: {why}"

    def resume(self) -> None:
        """Open it."""
        self.asked.append("resume")
        self.state, self.why = TradingState.ENABLED, self.lock_why

    def flat(self) -> FlatReport | None:
        """What the test says."""
        return self.report

    async def flatten(self, cause: str) -> FlatReport | None:
        """Wait for the test."""
        self.asked.append(f"flatten: {cause}")
        await self.may_end.wait()
        return self.report

    async def flatten_again(self, key: str) -> FlatReport | None:
        """Remember which row."""
        self.asked.append(f"again: {key}")
        return self.report

    async def ask_again(self, client_oid: str) -> bool:
        """Remember which order."""
        self.asked.append(f"ask: {client_oid}")
        return self.answers

    def evidence(self, client_oid: str) -> Sequence[EvidenceLine]:
        """What the test says."""
        del client_oid
        return self.lines

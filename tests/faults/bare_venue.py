"""The part of the model venue that these proofs hardly use: what it answers is all there is to it."""

from collections.abc import Callable, Sequence

from terminal_app.core.account import (
    ClosedPosition,
    FeeRate,
    SymbolSetting,
    TransferState,
)
from terminal_app.core.bills import Bill
from terminal_app.core.commands import (
    AmendStrategy,
    Approved,
    CancelOrder,
    CancelStrategy,
    PlaceOrder,
    PlaceTpSl,
    PlaceTrigger,
    SetHoldMode,
    SetLeverage,
    Transfer,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import ZERO
from terminal_app.core.outcomes import Accepted, NotSent, VenueOutcome
from terminal_app.core.ports import Purpose
from terminal_app.core.strategy_orders import StrategyOrder


class BareVenue:
    """Commands that are always taken, and lists with nothing in them."""

    async def place(self, order: Approved[PlaceOrder]) -> VenueOutcome:
        """Send one order, once."""
        raise NotImplementedError

    async def cancel(self, order: CancelOrder) -> VenueOutcome:
        """Cancel one order."""
        raise NotImplementedError

    async def _ask(self, purpose: Purpose, client_oid: str, work: Callable[[], VenueOutcome]) -> VenueOutcome:
        """Send something."""
        raise NotImplementedError

    async def _read(self) -> None:
        """Wait for an answer."""
        raise NotImplementedError

    async def place_batch(self, orders: Sequence[Approved[PlaceOrder]]) -> list[VenueOutcome]:
        return [await self.place(order) for order in orders]

    async def cancel_batch(self, orders: Sequence[CancelOrder]) -> list[VenueOutcome]:
        return [await self.cancel(order) for order in orders]

    async def set_leverage(self, command: SetLeverage) -> VenueOutcome:
        return await self._ask(Purpose.ORDER, f"leverage {command.leverage}", Accepted)

    async def set_hold_mode(self, command: SetHoldMode) -> VenueOutcome:
        return await self._ask(Purpose.ORDER, f"mode {command.mode.value}", Accepted)

    async def place_trigger(self, order: Approved[PlaceTrigger]) -> VenueOutcome:
        return await self._ask(Purpose.ORDER, order.command.client_oid, Accepted)

    async def place_tp_sl(self, order: Approved[PlaceTpSl]) -> VenueOutcome:
        return await self._ask(Purpose.GUARD, order.command.client_oid, Accepted)

    async def amend_strategy(self, order: Approved[AmendStrategy]) -> VenueOutcome:
        return await self._ask(Purpose.ORDER, order.command.client_oid, Accepted)

    async def cancel_strategy(self, order: CancelStrategy) -> VenueOutcome:
        return await self._ask(Purpose.CANCEL, order.client_oid, Accepted)

    async def fee_rate(self, instrument: InstrumentId) -> FeeRate:
        return FeeRate(ZERO, ZERO)

    async def bills(self, *, since_ms: int, until_ms: int | None = None) -> list[Bill]:
        await self._read()
        return []

    async def position_history(self, product: ProductType, count: int = 100) -> list[ClosedPosition]:
        return []

    async def strategy_orders(self, product: ProductType) -> list[StrategyOrder]:
        await self._read()
        return []

    async def transfer(self, order: Approved[Transfer]) -> VenueOutcome:
        return NotSent("This venue has one balance.")

    async def symbol_setting(self, instrument: InstrumentId) -> SymbolSetting | None:
        return None

    async def transfer_state(self, transfer: Transfer) -> TransferState | None:
        return None

    async def strategy_history(self, product: ProductType, count: int = 100) -> list[StrategyOrder]:
        return []

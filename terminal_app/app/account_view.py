"""The account as the exchange shows it: its kind and settings, its past orders, and how fast it answers."""

import logging
from collections.abc import Sequence

from terminal_app.app.guards import Guards
from terminal_app.core.account import AccountSettings
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.core.errors import LinkError
from terminal_app.core.instrument import InstrumentId, PositionTier, ProductType
from terminal_app.core.orders import VenueOrder
from terminal_app.core.ports import ExchangeClient, Health
from terminal_app.trading.service import TradingService
from terminal_app.trading.timings import OrderTimes

log = logging.getLogger(__name__)

_NOT_CONNECTED = "There is no connection to the exchange yet."


class AccountView:
    """Knows nothing until a session has attached its connection.

    Args:
        guards: keep the kind of account that was found.
        changes: told when the account turns out to be of another kind.
        products: whose orders are read.
    """

    def __init__(self, guards: Guards, changes: Changes, products: Sequence[ProductType]) -> None:
        self._guards = guards
        self._changes = changes
        self._products = products
        self._client: ExchangeClient | None = None
        self._service: TradingService | None = None
        self._found: AccountKind | None = None
        self._closing = False

    def attach(self, client: ExchangeClient, service: TradingService) -> None:
        """Show what these know from now on."""
        self._client, self._service = client, service

    def close(self) -> None:
        """Ask the exchange nothing more; what is known stays known."""
        self._closing = True

    @property
    def kind(self) -> AccountKind | None:
        """Which kind of account this is, `None` until the exchange has shown it."""
        settings = self.settings()
        return self._found or (settings.kind if settings is not None else None)

    def settings(self) -> AccountSettings | None:
        """How the account is set up, `None` until it has been read."""
        return self._service.account_settings if self._service else None

    def found(self, kind: AccountKind) -> None:
        """The venue has shown another kind of account: remember it, over a restart too."""
        log.warning("this is a %s account; it is spoken to as one from now on", kind.value)
        self._found = kind
        try:
            self._guards.keep_account_kind(kind)
        except OSError as error:
            log.warning("the kind of account could not be written down: %s", error)
        self._changes.mark(Topic(Kind.TRADING))

    async def order_history(self, count: int) -> list[VenueOrder]:
        """Up to `count` finished orders of all products, newest first.

        Raises:
            LinkError: there is no connection, or no answer.
            VenueError: the venue refused.
        """
        client, _ = self._connected()
        found = [order for product in self._products for order in await client.order_history(product, count)]
        return sorted(found, key=lambda order: order.updated_ms, reverse=True)[:count]

    async def position_tiers(self, instrument: InstrumentId) -> list[PositionTier]:
        """The position tiers of a contract, smallest first; its margin mode and leverage are learnt as well.

        Raises:
            LinkError: there is no connection, or no answer.
            VenueError: the venue refused.
        """
        client, service = self._connected()
        tiers = await client.position_tiers(instrument)
        await service.learn_contract(instrument)
        return tiers

    def health(self) -> Health:
        """How the link is doing."""
        return self._client.health() if self._client else Health(None, None, None, None, ())

    def last_order_ms(self) -> float | None:
        """How long the venue took to answer the last command, `None` before one."""
        timing = self._service.last_order if self._service else None
        return timing.answer_ms if timing else None

    def order_times(self) -> Sequence[OrderTimes]:
        """When the last orders were sent, answered and filled, oldest first."""
        return self._service.timings.all() if self._service else ()

    def _connected(self) -> tuple[ExchangeClient, TradingService]:
        if self._client is None or self._service is None or self._closing:
            raise LinkError(_NOT_CONNECTED)
        return self._client, self._service

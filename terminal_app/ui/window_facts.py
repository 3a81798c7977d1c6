"""What the frame of the window says of an account: status bar, equity, plan of flattening. Knows no Qt."""

from collections.abc import Sequence
from decimal import Decimal

from terminal_app.core.instrument import InstrumentId
from terminal_app.ui.parts import Parts
from terminal_app.ui.safety.flat_view import plan
from terminal_app.ui.statusbar_state import ACCOUNT_STALE_SECONDS, StatusFacts


def status_facts(parts: Parts, chosen: InstrumentId | None) -> StatusFacts:
    """What the status bar says while this instrument is chosen."""
    account = parts.balances.snapshot
    return StatusFacts(
        feed_age=None if chosen is None else parts.hub.tickers.age(chosen),
        account_age=None if account is None else parts.clock.monotonic() - account.stamp.received,
        health=parts.health(),
        last_order_ms=parts.last_order_ms(),
        unconfirmed=parts.blotter.unknown_count(),
        # Wallets are told when they change, and not repeated.
        account_limit=None if account is not None and account.wallets else ACCOUNT_STALE_SECONDS,
    )


def equity(parts: Parts) -> Decimal | None:
    """Of the account in USD, `None` until known."""
    account = parts.balances.snapshot
    return None if account is None else account.equity


def flattening_plan(parts: Parts) -> Sequence[str]:
    """What flattening would do now, step by step."""
    return plan(parts.blotter.open(), parts.strategy_orders.open(), parts.positions.all())

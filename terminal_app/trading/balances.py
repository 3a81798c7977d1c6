"""The account's balances as the venue reports them, the newest only."""

from decimal import Decimal

from terminal_app.core.account import AccountSnapshot


class BalanceSheet:
    """The last snapshot of the account; `snapshot` is `None` until the first one."""

    def __init__(self) -> None:
        self.snapshot: AccountSnapshot | None = None

    def apply(self, snapshot: AccountSnapshot) -> bool:
        """Take a snapshot unless a newer one is known. Whether it was taken."""
        if self.snapshot is not None and snapshot.stamp.source_ms < self.snapshot.stamp.source_ms:
            return False
        self.snapshot = snapshot
        return True

    def available(self, coin: str) -> Decimal | None:
        """What can be spent of a coin; `None` before the first snapshot, zero for a coin that is not held."""
        if self.snapshot is None:
            return None
        held = (balance.available for balance in self.snapshot.balances if balance.coin == coin)
        return next(held, Decimal(0))

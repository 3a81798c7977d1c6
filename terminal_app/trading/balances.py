"""The account's balances as the venue reports them, the newest only.

A unified account is one pool and one report. A classic account lies in wallets; each is told on its own, and
the whole is put together here.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from terminal_app.core.account import AccountSnapshot, Balance
from terminal_app.core.instrument import ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.money import ZERO, divide


@dataclass(slots=True)
class _Wallet:
    """One wallet: its coins, each with the venue's time it is from, and when it was last told.

    `whole` says that all of it was told once, so that a coin that is not here is not held; `missed` that the
    last reading of the account could not read it.
    """

    stamp: Stamp
    coins: dict[str, tuple[Balance, int]] = field(default_factory=dict)
    whole: bool = False
    missed: bool = False

    def take(self, balances: Iterable[Balance], stamp: Stamp, *, partial: bool) -> bool:
        """Take coins, or all there is without `partial`, except where newer is known. Whether it is news."""
        before, was_whole = self.coins, self.whole
        newer = stamp.source_ms >= self.stamp.source_ms
        self.coins = {
            coin: (balance, at_ms)
            for coin, (balance, at_ms) in before.items()
            if partial or at_ms > stamp.source_ms
        }
        for balance in balances:
            known = self.coins.get(balance.coin)
            if known is None or known[1] <= stamp.source_ms:
                self.coins[balance.coin] = (balance, stamp.source_ms)
        if not partial:
            self.whole, self.missed = True, False
        if newer:
            self.stamp = stamp
        return newer or self.coins != before or self.whole is not was_whole


class BalanceSheet:
    """What is known of the account; `snapshot` is `None` until the first report.

    Args:
        price_of: what a coin of a wallet is worth in USD now, `None` when nobody knows: then it is worth what
            the venue said, if it said anything.
    """

    def __init__(self, price_of: Callable[[str], Decimal | None] = lambda _coin: None) -> None:
        self.snapshot: AccountSnapshot | None = None
        self._price_of = price_of
        self._wallets: dict[ProductType, _Wallet] = {}

    def apply(self, snapshot: AccountSnapshot) -> bool:
        """Take a snapshot unless a newer one is known. Whether it was taken."""
        told = _told(snapshot)
        if told:
            return self._apply_wallets(snapshot, told)
        newer = self.snapshot is None or snapshot.stamp.source_ms >= self.snapshot.stamp.source_ms
        # An account that has become unified is another account.
        if not newer and not self._wallets:
            return False
        self._wallets.clear()
        self.snapshot = snapshot
        return True

    def available(self, coin: str, product: ProductType | None = None) -> Decimal | None:
        """What an order of a product can use of a coin.

        `None` while that is not known; zero for a coin that is not held.
        """
        if self.snapshot is None:
            return None
        held = self.balance(coin, product)
        if held is not None:
            return held.available
        if not self._wallets:
            return ZERO
        wallet = self._wallets.get(product) if product is not None else None
        return ZERO if wallet is not None and wallet.whole else None

    def balance(self, coin: str, product: ProductType | None = None) -> Balance | None:
        """The balance of a coin that an order of a product is paid from, `None` when there is none."""
        if self._wallets:
            wallet = self._wallets.get(product) if product is not None else None
            found = wallet.coins.get(coin) if wallet is not None else None
            return found[0] if found is not None else None
        balances = self.snapshot.balances if self.snapshot is not None else ()
        return next((balance for balance in balances if balance.coin == coin), None)

    @property
    def wallets(self) -> tuple[ProductType, ...]:
        """The wallets that are known; empty in a unified account."""
        return tuple(product for product in ProductType if product in self._wallets)

    def told(self, product: ProductType) -> Stamp | None:
        """When a wallet was last told, `None` if never."""
        wallet = self._wallets.get(product)
        return wallet.stamp if wallet is not None else None

    @property
    def missed(self) -> Collection[ProductType]:
        """Wallets that the last reading of the account could not read: what is shown of them is old."""
        return frozenset(product for product, wallet in self._wallets.items() if wallet.missed)

    def revalue(self) -> bool:
        """Value the coins of wallets at the prices of now. Whether anything is worth another amount."""
        before = self.snapshot
        if before is None or not self._wallets:
            return False
        self.snapshot = self._whole()
        return self.snapshot != before

    def _apply_wallets(self, snapshot: AccountSnapshot, told: Collection[ProductType]) -> bool:
        taken = False
        for product in told:
            wallet = self._wallets.get(product)
            if wallet is None:
                wallet = self._wallets[product] = _Wallet(snapshot.stamp)
            balances = [
                replace(balance, product=product)
                for balance in snapshot.balances
                if balance.product is product or snapshot.wallet is product
            ]
            taken = wallet.take(balances, snapshot.stamp, partial=snapshot.partial) or taken
        if snapshot.wallet is None:
            for product in self._wallets.keys() - set(told):
                self._wallets[product].missed = taken = True
        if taken:
            self.snapshot = self._whole()
        return taken

    def _whole(self) -> AccountSnapshot:
        """All wallets as one account. Sums leave out what nobody has a value for."""
        wallets = [self._wallets[product] for product in self.wallets]
        balances = tuple(self._valued(one) for wallet in wallets for one, _ in wallet.coins.values())
        margins = [(one.margin, _rate(one)) for one in balances if one.margin is not None]
        unrealised = [
            margin.unrealised_pnl * rate
            for margin, rate in margins
            if margin.unrealised_pnl is not None and rate is not None
        ]
        used = [
            ((margin.crossed or ZERO) + (margin.isolated or ZERO)) * rate
            for margin, rate in margins
            if rate is not None and (margin.crossed, margin.isolated) != (None, None)
        ]
        ratios = [margin.ratio for margin, _ in margins if margin.ratio is not None]
        return AccountSnapshot(
            stamp=min((wallet.stamp for wallet in wallets), key=lambda stamp: stamp.received),
            equity=sum((one.usd_value for one in balances if one.usd_value is not None), ZERO),
            balances=balances,
            unrealised_pnl=sum(unrealised, ZERO) if unrealised else None,
            initial_margin=sum(used, ZERO) if used else None,
            # One wallet does not help another: the one that is closest to its end is what matters.
            margin_ratio=max(ratios, default=None),
            wallets=self.wallets,
        )

    def _valued(self, balance: Balance) -> Balance:
        """The balance with its worth in USD: of a coin that has a price now, at that price."""
        price = self._price_of(balance.coin)
        return balance if price is None else replace(balance, usd_value=balance.equity * price)


def _told(snapshot: AccountSnapshot) -> Collection[ProductType]:
    """The wallets a snapshot tells of; none in a unified account."""
    if snapshot.wallet is not None:
        return (snapshot.wallet,)
    held = (balance.product for balance in snapshot.balances)
    return frozenset((*snapshot.wallets, *(product for product in held if product is not None)))


def _rate(balance: Balance) -> Decimal | None:
    """What one coin is worth in USD, as far as the balance tells."""
    if balance.usd_value is None or not balance.equity:
        return None
    return divide(balance.usd_value, balance.equity)

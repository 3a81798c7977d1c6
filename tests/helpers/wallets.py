"""Accounts with wallets, and money that moves between them."""

from decimal import Decimal

from terminal_app.core.account import AccountSnapshot, Balance, WalletMargin
from terminal_app.core.commands import Transfer
from terminal_app.core.instrument import ProductType
from terminal_app.core.market import Stamp

SPOT, USDT_M = ProductType.SPOT, ProductType.USDT_FUTURES


def coin(name: str, product: ProductType, held: str, margin: WalletMargin | None = None) -> Balance:
    """A coin in a wallet, all of it available."""
    amount = Decimal(held)
    return Balance(name, amount, amount, Decimal(0), wallet=amount, product=product, margin=margin)


def classic(
    *balances: Balance, wallets: tuple[ProductType, ...] = (SPOT, USDT_M), at_ms: int = 1_000
) -> AccountSnapshot:
    """A whole account with wallets."""
    return AccountSnapshot(Stamp(at_ms, at_ms / 1000), Decimal(0), balances, wallets=wallets)


def move(
    amount: str,
    source: ProductType = SPOT,
    target: ProductType = USDT_M,
    client_oid: str = "tb-t1",
    name: str = "USDT",
) -> Transfer:
    """A transfer, of USDT from spot to the USDT-M wallet if not said otherwise."""
    return Transfer(client_oid, name, Decimal(amount), source, target)

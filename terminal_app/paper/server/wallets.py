"""The two kinds of account, and which account of the engine stands for which wallet.

A unified account is one wallet. A classic one has a wallet for spot and one for each kind of futures (the
venue's documentation, transfer), each with its own coins and position mode.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum

from terminal_app.core.instrument import ProductType
from terminal_app.paper.engine.exchange import PaperExchange

START_COINS: Mapping[str, Decimal] = {"USDT": Decimal(100_000), "BTC": Decimal(1), "ETH": Decimal(10)}

WALLET_NAME: Mapping[ProductType, str] = {
    ProductType.SPOT: "spot",
    ProductType.USDT_FUTURES: "usdt_futures",
    ProductType.USDC_FUTURES: "usdc_futures",
    ProductType.COIN_FUTURES: "coin_futures",
}
"""The wallets of a classic account in the words of the transfer calls."""

_CLASSIC_START: Mapping[ProductType, Mapping[str, Decimal]] = {
    ProductType.SPOT: {**START_COINS, "USDT": START_COINS["USDT"] / 2},
    ProductType.USDT_FUTURES: {"USDT": START_COINS["USDT"] / 2},
}


class AccountKind(Enum):
    """What the key opens. It decides which half of the API answers."""

    UNIFIED = "unified"
    CLASSIC = "classic"


class Wallets:
    """The engine's accounts of one owner.

    Attributes:
        transfers: the transfers of this session that were given an id by their sender, by that id.
    """

    def __init__(self, uid: str, kind: AccountKind = AccountKind.UNIFIED) -> None:
        self.uid = uid
        self.kind = kind
        split = kind is AccountKind.CLASSIC
        self._uids = {
            product: f"{uid}/{name}" if split and product.is_futures else uid
            for product, name in WALLET_NAME.items()
        }
        self.transfers: dict[str, str] = {}
        self._products = {uid: product for product, uid in self._uids.items()} if split else {}

    def of(self, product: ProductType) -> str:
        """The engine's account that trades a product."""
        return self._uids[product]

    def product(self, uid: str) -> ProductType | None:
        """The product whose wallet an account of the engine is; `None` when it is no classic wallet."""
        return self._products.get(uid)

    def open(self, engine: PaperExchange, now_ms: int) -> bool:
        """Open those that the exchange does not have yet, with play money; returns whether there were any."""
        missing = [one for one in dict.fromkeys(self._uids.values()) if one not in engine.accounts()]
        for uid in missing:
            product = self.product(uid)
            coins = START_COINS if product is None else _CLASSIC_START.get(product, {})
            engine.open_account(uid, coins, now_ms, classic=product is not None)
        return bool(missing)

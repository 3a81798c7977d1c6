"""Which coins a symbol is made of, told by its name where no instrument list is at hand (old trades)."""

from decimal import Decimal
from functools import lru_cache

from terminal_app.core.account import Fill
from terminal_app.core.instrument import InstrumentId, ProductType

# The quote coins of the venue's spot market. A longer one is tried before one it ends with.
_QUOTES = ("USDT", "USDC", "USDE", "USD1", "BRL", "EUR", "BTC", "ETH", "BGB", "USD")
_PERP = "PERP"
_ONE = Decimal(1)


@lru_cache(maxsize=4096)
def coins_of(instrument: InstrumentId) -> tuple[str, str]:
    """The base and the quote coin; an unknown ending is taken for USDT, as on nearly every symbol."""
    symbol = instrument.symbol
    if instrument.product is ProductType.USDC_FUTURES:
        return symbol.removesuffix(_PERP), "USDC"
    quote = next((coin for coin in _QUOTES if symbol.endswith(coin)), "USDT")
    return symbol.removesuffix(quote), quote


def settled_in(instrument: InstrumentId) -> str:
    """The coin that a futures position is backed by, and its profit paid in."""
    base, quote = coins_of(instrument)
    return base if instrument.product is ProductType.COIN_FUTURES else quote


def price_of_profit(fill: Fill) -> Decimal:
    """What one coin of the profit is worth in quote coin."""
    return fill.price if fill.instrument.product is ProductType.COIN_FUTURES else _ONE


def price_of_fee(fill: Fill) -> Decimal | None:
    """What one coin of the fee is worth in quote coin: the fill's own price for one in base coin.

    `None` for a fee in a third coin, of which the fill says nothing.
    """
    base, quote = coins_of(fill.instrument)
    if not fill.fee or fill.fee_coin == quote:
        return _ONE
    return fill.price if fill.fee_coin == base else None

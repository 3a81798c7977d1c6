"""The wallets of a classic account and how it is set up, put together from several answers.

What a wallet cannot tell because it was never opened is left out; a key that is refused is an error.
"""

import logging
from collections.abc import Awaitable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import TypeVar

from terminal_app.bitget.classic import endpoints
from terminal_app.bitget.rest import BitgetRest
from terminal_app.bitget.wire.classic import account, key_info, positions
from terminal_app.bitget.wire.classic.common import FUTURES, of_product
from terminal_app.core.account import AccountSettings, AccountSnapshot, Balance, HoldMode, SymbolSetting
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.errors import AuthError, RateLimitError, VenueError
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.money import ZERO, divide

log = logging.getLogger(__name__)

T = TypeVar("T")

_ALWAYS_OPEN = frozenset({ProductType.SPOT, ProductType.USDT_FUTURES})
_CONTRACT: Mapping[ProductType, str] = {
    ProductType.USDT_FUTURES: "BTCUSDT",
    ProductType.USDC_FUTURES: "BTCPERP",
    ProductType.COIN_FUTURES: "BTCUSD",
}
"""A contract that every account has: the hold mode of a product is told with one of its contracts only."""


async def read_account(rest: BitgetRest, received: float) -> AccountSnapshot:
    """Every wallet at one moment, and what all of them are worth.

    Args:
        rest: the venue.
        received: our monotonic clock (seconds).

    Raises:
        AuthError, LinkError, VenueError: see `ports.AccountData`.
    """
    spot_ms, spot = await rest.read(
        endpoints.SPOT_ASSETS, {}, lambda envelope: (envelope.time_ms, account.spot_balances(envelope))
    )
    told = {ProductType.SPOT: spot}
    moments = [spot_ms]
    for product in FUTURES:
        answer = await if_opened(_futures_wallet(rest, product), product)
        if answer is not None:
            moments.append(answer[0])
            told[product] = answer[1]
    balances = tuple(balance for wallet in told.values() for balance in wallet)
    return AccountSnapshot(
        stamp=Stamp(min(moments), received),
        equity=await _worth(rest, balances),
        balances=balances,
        unrealised_pnl=_profit(balances),
        wallets=tuple(told),
    )


async def read_settings(rest: BitgetRest, uid: str, instruments: Iterable[InstrumentId]) -> AccountSettings:
    """How the account is set up: the hold mode of each product, margin mode and leverage of some contracts.

    The venue tells of one contract at a time: those with a position, those that are named, and one of each
    product that is there anyway.

    Args:
        rest: the venue.
        uid: whose account it is.
        instruments: the contracts that have to be among them.

    Raises:
        AuthError, LinkError, VenueError: see `ports.AccountData`.
    """
    modes: dict[ProductType, HoldMode] = {}
    symbols: dict[InstrumentId, SymbolSetting] = {}
    wanted = list(instruments)
    for product in FUTURES:
        contract = InstrumentId(product, _CONTRACT[product])
        told = await if_opened(read_setup(rest, contract), product)
        if told is None:
            continue
        modes[product], symbols[contract] = told
        for one in (one for one in wanted if one.product is product):
            _, symbols[one] = await read_setup(rest, one)
        read = partial(positions.positions, product=product, received=0)
        for position in await rest.read(endpoints.POSITIONS, of_product(product), read):
            setting = SymbolSetting(position.instrument, position.margin_mode, position.leverage)
            symbols.setdefault(position.instrument, setting)
    main = modes.get(ProductType.USDT_FUTURES, HoldMode.ONE_WAY)
    return AccountSettings(uid, main, tuple(symbols.values()), AccountKind.CLASSIC, modes)


async def read_setup(rest: BitgetRest, instrument: InstrumentId) -> tuple[HoldMode, SymbolSetting]:
    """The hold mode of the product, and margin mode and leverage of one contract."""
    return await rest.read(
        endpoints.MIX_ACCOUNT,
        account.of_setup(instrument),
        lambda envelope: account.setup(envelope, instrument),
    )


async def read_uid(rest: BitgetRest) -> str:
    """Whose account it is."""
    return await rest.read(endpoints.KEY_INFO, {}, key_info.user_id)


async def _futures_wallet(rest: BitgetRest, product: ProductType) -> tuple[int, list[Balance]]:
    return await rest.read(
        endpoints.MIX_ACCOUNTS,
        of_product(product),
        lambda envelope: (envelope.time_ms, account.mix_balances(envelope, product)),
    )


async def if_opened(reading: Awaitable[T], product: ProductType) -> T | None:
    """What a product tells; `None` when the venue has nothing of the kind for this account.

    Raises:
        AuthError, RateLimitError, LinkError: that says nothing about the product.
        VenueError: the product is one that every account has.
    """
    try:
        return await reading
    except (AuthError, RateLimitError):
        raise
    except VenueError as error:
        if product in _ALWAYS_OPEN:
            raise
        log.info("nothing is told of %s: %s", product.value, error.detail)
        return None


async def _worth(rest: BitgetRest, balances: Iterable[Balance]) -> Decimal:
    """What the account is worth in USD: the venue's own sum, or else that of what it told coin by coin."""
    try:
        return await rest.read(endpoints.ALL_BALANCES, {}, account.worth)
    except (AuthError, RateLimitError):
        raise
    except VenueError as error:
        log.info("the worth of the account is not told: %s", error.detail)
        return sum((balance.usd_value or ZERO for balance in balances), ZERO)


def _profit(balances: Iterable[Balance]) -> Decimal | None:
    """The unrealised profit of all futures wallets in USD, `None` when none of them tells it."""
    told: list[Decimal] = []
    for balance in balances:
        profit = balance.margin.unrealised_pnl if balance.margin is not None else None
        if profit is None:
            continue
        if profit and balance.usd_value is not None and balance.equity:
            profit = divide(profit * balance.usd_value, balance.equity)
        told.append(profit)
    return sum(told, ZERO) if told else None

"""Futures wallets read for the classic API, coin by coin."""

from decimal import Decimal

from terminal_app.core.instrument import ProductType
from terminal_app.core.money import ZERO
from terminal_app.core.orders import MarginMode
from terminal_app.paper.engine.messages import CoinRow, PositionRow
from terminal_app.paper.server.encode.classic_position import Purse
from terminal_app.paper.server.venue import Venue

_MARGIN_COIN = {ProductType.USDT_FUTURES: "USDT", ProductType.USDC_FUTURES: "USDC"}


def margin_coins(venue: Venue, product: ProductType) -> list[str]:
    """The coins of a futures wallet: its margin coin, and whatever else is in it."""
    held = [row.coin for row in venue.engine.account(venue.wallets.of(product)).coins]
    own = _MARGIN_COIN.get(product)
    return [own, *(coin for coin in held if coin != own)] if own else held


def purse(venue: Venue, product: ProductType, coin: str) -> Purse:
    """One coin of a futures wallet, empty when nothing of it is there."""
    uid, engine = venue.wallets.of(product), venue.engine
    held = next((row for row in engine.account(uid).coins if row.coin == coin), None)
    rows = [row for row in engine.positions(uid) if engine.instruments[row.instrument].quote == coin]
    crossed = [row for row in rows if row.margin_mode is MarginMode.CROSSED]
    isolated = [row for row in rows if row.margin_mode is MarginMode.ISOLATED]
    return Purse(
        coin=held or CoinRow(coin, ZERO, ZERO, ZERO, ZERO, ZERO),
        spare=engine.wallets.spare(uid, coin),
        btc_price=venue.btc_price(),
        crossed_profit=sum((row.unrealised_pnl for row in crossed), ZERO),
        isolated_profit=sum((row.unrealised_pnl for row in isolated), ZERO),
        isolated_margin=sum((row.margin for row in isolated), ZERO),
        crossed_margin=sum((row.margin for row in crossed), ZERO),
        maintenance=sum((_maintenance(row) for row in crossed), ZERO),
    )


def _maintenance(row: PositionRow) -> Decimal:
    return row.size * row.mark * row.maintenance_rate

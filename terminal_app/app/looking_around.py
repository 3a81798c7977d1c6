"""Once a second while a session is open: the clock, and a price for everything that needs one."""

import asyncio

from terminal_app.core.ports import Channel, Feed
from terminal_app.market.feed import MarketFeed
from terminal_app.trading.held_book import HeldBook
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from terminal_app.trading.service import TradingService

_MOST_PRICES = 40


async def keep_looking(
    service: TradingService, feed: MarketFeed, positions: PositionBook, blotter: OrderBlotter, held: HeldBook
) -> None:
    """Look for ever, until it is cancelled.

    Args:
        service: told to look at the clock.
        feed: asked for the prices.
        positions, blotter, held: what needs a price, whether a panel shows it or not.
    """
    while True:
        await asyncio.sleep(1)
        service.look_at_clock()
        wanted = {position.instrument for position in positions.all()}
        wanted |= {order.instrument for order in blotter.open()}
        wanted |= {one.instrument for one in held.running()}
        first = sorted(wanted, key=str)[:_MOST_PRICES]
        feed.watch("trading", (Channel(Feed.TICKER, instrument) for instrument in first))

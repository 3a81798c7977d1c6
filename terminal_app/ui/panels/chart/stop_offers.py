"""The stop entries of the menu: a market order as soon as the last price is there. Knows no Qt."""

from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.abilities import Ability, unavailable
from terminal_app.core.account import AccountSettings
from terminal_app.core.commands import PlaceTrigger
from terminal_app.core.instrument import Instrument
from terminal_app.core.market import Ticker
from terminal_app.core.money import ZERO, BaseQty
from terminal_app.core.orders import Side, TriggerBy
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.offers import (
    NO_PRICE,
    NO_RULES,
    WORDS,
    amount_text,
    opening,
    size_trouble,
)
from terminal_app.ui.panels.chart.scale import nearest_tick

_WAYS = {Side.BUY: ("above", "rises"), Side.SELL: ("below", "falls")}


@dataclass(frozen=True, slots=True)
class StopOffer:
    """A market order that waits for the last price, or the reason why there is none."""

    side: Side
    price: Decimal | None = None
    size: Decimal | None = None
    reason: str = ""


def stop_offer(
    side: Side,
    value: float,
    rules: Instrument | None,
    size: Decimal | None,
    ticker: Ticker | None,
    settings: AccountSettings | None,
    block: str = "",
) -> StopOffer:
    """What a stop entry at this price would be; `block` says why orders are shut."""
    if rules is None:
        return StopOffer(side, reason=NO_RULES)
    price = max(nearest_tick(value, rules.tick), rules.tick)
    shut = block or _unable(rules, settings)
    if shut:
        return StopOffer(side, price, reason=shut)
    if ticker is None:
        return StopOffer(side, price, reason=NO_PRICE)
    if not (price > ticker.last if side is Side.BUY else price < ticker.last):
        reason = f"it belongs {_WAYS[side][0]} the last price, {fmt.price(ticker.last, rules)}"
        return StopOffer(side, price, reason=reason)
    size = None if size is None else rules.floor_size(size)
    return StopOffer(side, price, size, size_trouble(size, price, rules))


def stop_text(made: StopOffer, rules: Instrument | None) -> str:
    """The offer in a line, such as `Buy stop 0.050 BTC at 64 000.0, market when last rises there`."""
    text = f"{WORDS[made.side]} stop{amount_text(made.size, made.price, rules)}"
    if made.reason:
        return f"{text}: {made.reason.rstrip('.')}"
    return f"{text}, market when last {_WAYS[made.side][1]} there"


def stop_question(made: StopOffer, rules: Instrument) -> str:
    """The offer for the box that asks, line by line."""
    value = ZERO if made.price is None or made.size is None else made.price * made.size
    return f"{stop_text(made, rules)}\nValue, about {fmt.money(value)} {rules.quote}"


def stop_order(
    made: StopOffer, rules: Instrument, settings: AccountSettings | None, client_oid: str
) -> PlaceTrigger | str:
    """The command of an offer, or why there is none."""
    if made.reason or made.price is None or made.size is None:
        return made.reason
    terms = opening(made.side, rules, settings)
    if isinstance(terms, str):
        return terms
    return PlaceTrigger(
        client_oid,
        rules.id,
        made.side,
        BaseQty(made.size),
        made.price,
        TriggerBy.LAST,
        position_side=terms.position_side,
        margin_mode=terms.margin_mode,
    )


def _unable(rules: Instrument, settings: AccountSettings | None) -> str:
    """Why this account has no trigger orders on an instrument."""
    if rules.id.product.is_futures or settings is None:
        return ""
    return unavailable(settings.kind).get(Ability.SPOT_TRIGGERS, "")

"""The numbers of a planned position: risk, reward and their ratio R, and the money with a size. Exact."""

from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO, divide
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.drawings.values import Drawing, Tool

USUAL_R = 2
"""The target of a new position, in multiples of its risk."""


class Plan(NamedTuple):
    """A planned trade. Prices are exact; `risk` and `reward` are distances of price, never below zero."""

    long: bool
    entry: Decimal
    target: Decimal
    stop: Decimal
    size: Decimal | None = None

    @property
    def risk(self) -> Decimal:
        """The price given up when the stop is reached."""
        return abs(self.entry - self.stop)

    @property
    def reward(self) -> Decimal:
        """The price won when the target is reached."""
        return abs(self.target - self.entry)

    @property
    def multiple(self) -> Decimal | None:
        """R: the reward in risks; `None` without any risk."""
        return divide(self.reward, self.risk) if self.risk else None

    def share(self, distance: Decimal) -> Decimal | None:
        """A distance as a share of the entry."""
        return divide(distance, self.entry) if self.entry else None

    def money(self, distance: Decimal) -> Decimal | None:
        """What a distance is worth in quote coin; `None` without a size. Fees are not in it."""
        return None if self.size is None else distance * self.size


class PlanTexts(NamedTuple):
    """What is written at the three prices."""

    target: str
    entry: str
    stop: str


def plan_of(drawing: Drawing) -> Plan:
    """The trade that a position tool stands for."""
    entry, target, stop = drawing.anchors
    return Plan(drawing.tool is Tool.LONG, entry.price, target.price, stop.price, drawing.size)


def kept_apart(plan: Plan, tick: Decimal) -> Plan:
    """The same plan with its target and its stop at least a tick away, each on its side of the entry."""
    if plan.long:
        return plan._replace(
            target=max(plan.target, plan.entry + tick), stop=min(plan.stop, plan.entry - tick)
        )
    return plan._replace(target=min(plan.target, plan.entry - tick), stop=max(plan.stop, plan.entry + tick))


def from_two(*, long: bool, entry: Decimal, second: Decimal, tick: Decimal) -> Plan:
    """The plan of an entry and one more price: a stop, or on the other side a target; the other is `USUAL_R`.

    A second price at the entry itself is a stop one tick away.
    """
    by = (second - entry) if long else (entry - second)
    sign = 1 if long else -1
    if by > 0:
        risk = tick * max(1, int(divide(by, tick * USUAL_R)))
        return Plan(long, entry, second, entry - sign * risk)
    risk = max(-by, tick)
    return Plan(long, entry, entry + sign * risk * USUAL_R, entry - sign * risk)


def texts(plan: Plan, rules: Instrument | None) -> PlanTexts:
    """What to write of a plan."""
    multiple = plan.multiple
    times = fmt.DASH if multiple is None else f"{fmt.fixed(multiple, 2)}R"
    side = "Long" if plan.long else "Short"
    size = "" if plan.size is None else f" {fmt.size(plan.size, rules)}{_coin(rules, base=True)}"
    return PlanTexts(
        f"Target {fmt.price(plan.target, rules)} {_gain(plan, plan.reward, 1, rules)} · {times}",
        f"{side}{size} {fmt.price(plan.entry, rules)} · risk {fmt.price(plan.risk, rules)}"
        f" · reward {fmt.price(plan.reward, rules)}",
        f"Stop {fmt.price(plan.stop, rules)} {_gain(plan, plan.risk, -1, rules)} · {_minus_one(plan)}",
    )


def _gain(plan: Plan, distance: Decimal, sign: int, rules: Instrument | None) -> str:
    """Percent of the entry and, with a size, money; gained or lost."""
    share, money = plan.share(distance), plan.money(distance)
    text = f"({fmt.percent(None if share is None else share * sign)})"
    return text if money is None else f"{text} {fmt.signed_money(money * sign)}{_coin(rules, base=False)}"


def _coin(rules: Instrument | None, *, base: bool) -> str:
    return "" if rules is None else f" {rules.base if base else rules.quote}"


def _minus_one(plan: Plan) -> str:
    return fmt.DASH if plan.risk == ZERO else f"{fmt.MINUS}1R"

"""What of the order flow one chart shows, as the person chooses it. Knows no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.money import BadNumberError, parse_decimal, plain

IMBALANCES = (150, 200, 300, 400, 1_000)
"""Percent of the other side, from which on a side is marked as stronger."""
SHARES = (95.0, 99.0, 99.9)
"""Percentiles of trades, from which on one is large."""
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)
"""Heights of a row of the footprint in ticks."""


@dataclass(frozen=True, slots=True)
class FlowChoice:
    """The choices of one chart.

    Args:
        footprint: whether volumes by price are drawn in the bars.
        step: how high a row is, in ticks; 0 lets the zoom choose.
        imbalance: percent of the other side, from which on a side is marked.
        heat: whether the book is drawn over time.
        bubbles: whether large trades are drawn.
        share: the percentile from which on a trade is large.
        size: the size in base coin from which on it is, in place of the percentile.
    """

    footprint: bool = False
    step: int = 0
    imbalance: int = 300
    heat: bool = False
    bubbles: bool = False
    share: float = 99.0
    size: Decimal | None = None

    @property
    def wants_trades(self) -> bool:
        """Whether anything is drawn that trades are remembered for."""
        return self.footprint or self.bubbles

    def remember(self) -> Mapping[str, object]:
        """The choices as JSON can hold them."""
        return {
            "footprint": self.footprint,
            "step": self.step,
            "imbalance": self.imbalance,
            "heat": self.heat,
            "bubbles": self.bubbles,
            "share": self.share,
            "size": None if self.size is None else plain(self.size),
        }


def choice_from(saved: object) -> FlowChoice:
    """The choices of an earlier run; what is not understood is as usual."""
    if not isinstance(saved, Mapping):
        return FlowChoice()
    return FlowChoice(
        footprint=saved.get("footprint") is True,
        step=_one_of((0, *STEPS), saved.get("step"), 0),
        imbalance=_one_of(IMBALANCES, saved.get("imbalance"), 300),
        heat=saved.get("heat") is True,
        bubbles=saved.get("bubbles") is True,
        share=_share(saved.get("share")),
        size=_size(saved.get("size")),
    )


def _one_of(known: tuple[int, ...], saved: object, usual: int) -> int:
    return saved if isinstance(saved, int) and not isinstance(saved, bool) and saved in known else usual


def _share(saved: object) -> float:
    return saved if isinstance(saved, float) and saved in SHARES else FlowChoice().share


def _size(saved: object) -> Decimal | None:
    try:
        size = parse_decimal(saved) if isinstance(saved, str) else None
    except BadNumberError:
        return None
    return size if size is not None and size > 0 else None

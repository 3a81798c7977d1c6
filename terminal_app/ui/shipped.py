"""The workspaces that come with the program: what stands where, who is linked with whom. Knows no Qt.

A person changes them as they like; *Reset layout* comes back to what is written here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.ui.layout import BOOK_PX, TICKET_PX, Layout, Node, Split, Tabs, usual_layout

LADDER = "ladder"
"""The kind of panel that stands where a ladder belongs."""

TRADE = "Trade"
LEAST_SIZE = (1280, 720)
COMPACT_PX = (680, 660)
FIRST_SYMBOLS: Mapping[int, InstrumentId] = {
    colour: InstrumentId(ProductType.USDT_FUTURES, f"{base}USDT")
    for colour, base in enumerate(("BTC", "ETH", "SOL", "XRP"), start=1)
}
"""What a colour shows when a workspace first asks for it and nobody has chosen anything."""

_LADDER_PX = 288
_FEW_LADDERS_PX = 1500
_TABLES_SHARE = 0.24
_TWO_TABLES_PX = 1800


@dataclass(frozen=True, slots=True)
class Shipped:
    """One workspace as it comes.

    Args:
        name: for the person and for files.
        tip: what it is for.
        usual: where everything stands in a window with so much room for panels.
        colours: who wears another link colour than the usual one.
        on_top: its window is small and stays above all others.
        least: the smallest width and height of its window.
    """

    name: str
    tip: str
    usual: Callable[[int, int], Layout]
    colours: Mapping[str, int] = field(default_factory=dict)
    on_top: bool = False
    least: tuple[int, int] = LEAST_SIZE


def scalp_layout(width: int, height: int) -> Layout:
    """Ladders beside each other, as many as have room, two small charts beside them and the tables below."""
    ladders = [_numbered(LADDER, number) for number in range(1, 5)]
    if width < _FEW_LADDERS_PX:
        ladders = ladders[:2]
    charts = max(1, width - len(ladders) * _LADDER_PX)
    tables = int(height * _TABLES_SHARE)
    upper = max(1, height - tables)
    column = Split(
        across=False, parts=(_alone("chart"), _alone("chart-2")), sizes=(upper // 2, upper - upper // 2)
    )
    top = Split(
        across=True,
        parts=(column, *(_alone(ladder) for ladder in ladders)),
        sizes=(charts, *(_LADDER_PX for _ in ladders)),
    )
    below = Tabs(("positions", "orders", "triggers", "fills", "balances"), "positions")
    return Layout(Split(across=False, parts=(top, below), sizes=(upper, tables)))


def charts_layout(width: int, height: int) -> Layout:
    """Four charts, two by two."""
    rows = tuple(
        Split(across=True, parts=(_alone(left), _alone(right)), sizes=(width // 2, width - width // 2))
        for left, right in (("chart", "chart-2"), ("chart-3", "chart-4"))
    )
    return Layout(Split(across=False, parts=rows, sizes=(height // 2, height - height // 2)))


def monitor_layout(width: int, height: int) -> Layout:
    """The tables alone: two by two, or below each other where a row would not fit into half the width."""
    if width < _TWO_TABLES_PX:
        rows: tuple[Node, ...] = (
            _alone("positions"),
            Tabs(("orders", "triggers"), "orders"),
            Tabs(("fills", "history", "balances", "journal", "log"), "fills"),
        )
        return Layout(Split(across=False, parts=rows, sizes=(height // 3, height // 3, height // 3)))
    left = Split(
        across=False,
        parts=(_alone("positions"), Tabs(("fills", "history"), "fills")),
        sizes=(height // 2, height - height // 2),
    )
    right = Split(
        across=False,
        parts=(Tabs(("orders", "triggers"), "orders"), Tabs(("balances", "journal", "log"), "balances")),
        sizes=(height // 2, height - height // 2),
    )
    return Layout(Split(across=True, parts=(left, right), sizes=(width // 2, width - width // 2)))


def compact_layout(width: int, height: int) -> Layout:
    """A ladder and the ticket."""
    del height
    ladder = max(BOOK_PX, width - TICKET_PX)
    return Layout(Split(across=True, parts=(_alone(LADDER), _alone("ticket")), sizes=(ladder, TICKET_PX)))


SHIPPED: Sequence[Shipped] = (
    Shipped(TRADE, "Everything around one market", usual_layout),
    Shipped(
        "Scalp",
        "Ladders with small charts",
        scalp_layout,
        {
            "chart-2": 2,
            **{f"{LADDER}-{number}": number for number in (2, 3, 4)},
        },
    ),
    Shipped(
        "Charts 2×2",
        "Four charts, each with its own symbol",
        charts_layout,
        {f"chart-{number}": number for number in (2, 3, 4)},
    ),
    Shipped("Monitor", "Tables only", monitor_layout),
    Shipped(
        "Compact", "Ticket and book, above all other windows", compact_layout, on_top=True, least=COMPACT_PX
    ),
)


def shipped(name: str) -> Shipped:
    """The workspace of this name, or else the usual one."""
    return next((one for one in SHIPPED if one.name == name), SHIPPED[0])


def _numbered(family: str, number: int) -> str:
    return family if number == 1 else f"{family}-{number}"


def _alone(panel: str) -> Node:
    return Tabs((panel,), panel)

"""Colours of the window as named tokens; panels use the names, never a hex value of their own."""

from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of tokens, colours as `#rrggbb`.

    Every text colour has at least 4.5:1 on `background`, `surface`, `raised` and `selection`. `buy` and
    `sell` also mean up and down, gain and loss; `success` and `error` never change with them. `links` are the
    eight colours of linked panels, each with `on_link` written on it.
    """

    name: str
    background: str
    surface: str
    raised: str
    line: str
    text: str
    text_soft: str
    text_faint: str
    accent: str
    buy: str
    sell: str
    on_buy: str
    on_sell: str
    success: str
    error: str
    warning: str
    on_warning: str
    grid: str
    selection: str
    paper: str
    demo: str
    live: str
    replay: str
    on_badge: str
    links: tuple[str, ...]
    on_link: str


@runtime_checkable
class Themed(Protocol):
    """Anything in the window that keeps colours of its own and takes others while it runs."""

    def apply_theme(self, theme: Theme) -> None:
        """Show everything in the colours of this theme from now on, texts set anew."""
        ...


@dataclass(frozen=True, slots=True)
class _Pair:
    """The colours of the two sides and what is written on them."""

    buy: str
    sell: str
    on_buy: str
    on_sell: str


DARK = Theme(
    name="dark",
    background="#12161C",
    surface="#171C24",
    raised="#1B2129",
    line="#2C3542",
    text="#E6EAF0",
    text_soft="#9AA4B2",
    text_faint="#8793A2",
    accent="#4C9AFF",
    buy="#2EBD85",
    sell="#F6465D",
    on_buy="#06140E",
    on_sell="#1A0509",
    success="#2EBD85",
    error="#F6465D",
    warning="#F0B90B",
    on_warning="#1A1400",
    grid="#1E242E",
    selection="#0B2140",
    paper="#4C9AFF",
    demo="#F0B90B",
    live="#F6465D",
    replay="#C792EA",
    on_badge="#0B0E12",
    links=(
        "#6AA9FF",
        "#F2A65A",
        "#5CC8A8",
        "#D58CE8",
        "#E8D05C",
        "#F08A9B",
        "#8FD45F",
        "#A9B4C2",
    ),
    on_link="#0B0E12",
)

LIGHT = Theme(
    name="light",
    background="#EEF1F5",
    surface="#FFFFFF",
    raised="#F3F5F8",
    line="#CBD3DD",
    text="#1B2430",
    text_soft="#4C5766",
    text_faint="#5B6675",
    accent="#1D5FBF",
    buy="#0B7A4B",
    sell="#C4243B",
    on_buy="#FFFFFF",
    on_sell="#FFFFFF",
    success="#0B7A4B",
    error="#C4243B",
    warning="#855700",
    on_warning="#FFFFFF",
    grid="#E8ECF1",
    selection="#E3EEFC",
    paper="#1D5FBF",
    demo="#855700",
    live="#C4243B",
    replay="#7A35B0",
    on_badge="#FFFFFF",
    links=(
        "#1D5FBF",
        "#A85400",
        "#0B7A6A",
        "#8A3AA8",
        "#7A6400",
        "#B5344F",
        "#3F7A12",
        "#5B6675",
    ),
    on_link="#FFFFFF",
)

_BLUE_AND_ORANGE = {
    DARK.name: _Pair("#4C9AFF", "#FFA23A", "#06101C", "#1C0F00"),
    LIGHT.name: _Pair("#1D5FBF", "#A85400", "#FFFFFF", "#FFFFFF"),
}


def theme_for(*, light: bool, colour_blind: bool = False, red_up: bool = False) -> Theme:
    """The theme for what a person has chosen.

    Args:
        light: dark text on white.
        colour_blind: blue and orange sides, which every common kind of colour blindness tells apart.
        red_up: buy, up and gain in the colour that is otherwise sell, as is the habit in East Asia.
    """
    theme = LIGHT if light else DARK
    pair = (
        _BLUE_AND_ORANGE[theme.name]
        if colour_blind
        else _Pair(theme.buy, theme.sell, theme.on_buy, theme.on_sell)
    )
    if red_up:
        pair = _Pair(pair.sell, pair.buy, pair.on_sell, pair.on_buy)
    return replace(theme, buy=pair.buy, sell=pair.sell, on_buy=pair.on_buy, on_sell=pair.on_sell)

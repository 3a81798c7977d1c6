"""Colours and type of the window as named tokens; panels use the names, never a hex value of their own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of tokens. Colours are `#rrggbb`; a text colour has at least 4.5:1 on `background`."""

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
    warning: str
    on_warning: str
    grid: str
    selection: str
    paper: str
    demo: str
    live: str
    on_badge: str


DARK = Theme(
    name="dark",
    background="#12161C",
    surface="#171C24",
    raised="#1F2630",
    line="#2A323E",
    text="#E6EAF0",
    text_soft="#9AA4B2",
    text_faint="#7F8A99",
    accent="#4C9AFF",
    buy="#2EBD85",
    sell="#F6465D",
    on_buy="#06140E",
    on_sell="#1A0509",
    warning="#F0B90B",
    on_warning="#1A1400",
    grid="#1E242E",
    selection="#24405F",
    paper="#4C9AFF",
    demo="#F0B90B",
    live="#F6465D",
    on_badge="#0B0E12",
)

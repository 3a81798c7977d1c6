"""The columns of the list of markets."""

from terminal_app.ui import format as text
from terminal_app.ui.bridge.rows import Align, Column, Tone, signed
from terminal_app.ui.panels.watchlist import state
from terminal_app.ui.panels.watchlist.state import WatchRow

COLUMNS: tuple[Column[WatchRow], ...] = (
    Column(
        "",
        lambda row: "★" if row.favourite else "☆",
        20,
        tone=lambda row: Tone.WARNING if row.favourite else Tone.FAINT,
        tip=lambda row: "No longer a favourite (Space)" if row.favourite else "Make it a favourite (Space)",
        action=True,
        glyph=True,
        name="star",
    ),
    Column(
        "Symbol",
        lambda row: row.id.symbol,
        98,
        tag=state.product_text,
        below=state.below_text,
        spark=state.curve,
        tip=lambda row: f"{row.id}: turnover of 24 hours {state.volume_text(row)}",
        fixed=True,
    ),
    Column(
        "Last",
        state.last_text,
        92,
        Align.RIGHT,
        tone=lambda row: Tone.FAINT if row.ticker is None else Tone.NORMAL,
        below=state.change_text,
        below_tone=lambda row: signed(state.change(row)),
        copy=lambda row: text.machine(row.ticker.last if row.ticker is not None else None),
        fixed=True,
    ),
    Column(
        "24 h turnover",
        state.volume_text,
        104,
        Align.RIGHT,
        tone=lambda _: Tone.SOFT,
        copy=lambda row: text.machine(row.ticker.turnover_24h if row.ticker is not None else None),
        hidden=True,
    ),
    Column(
        "Funding",
        state.funding_text,
        78,
        Align.RIGHT,
        tone=lambda row: signed(row.ticker.funding_rate if row.ticker is not None else None),
        copy=lambda row: text.machine(row.ticker.funding_rate if row.ticker is not None else None),
        hidden=True,
    ),
)

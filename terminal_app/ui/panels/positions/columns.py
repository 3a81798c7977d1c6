"""The columns of the table of positions."""

from terminal_app.ui import format as text
from terminal_app.ui.bridge.columns import Column, Tone, signed, sort_number
from terminal_app.ui.bridge.shapes import number_column, symbol_column
from terminal_app.ui.panels.positions import protecting, state
from terminal_app.ui.panels.positions.state import PositionRow

_CLOSE = "Close"
PROTECTION = "Protection"

COLUMNS: tuple[Column[PositionRow], ...] = (
    symbol_column(lambda row: row.position.instrument, 108),
    Column(
        "Side",
        state.side_text,
        64,
        tone=lambda row: Tone.UP if row.is_long else Tone.DOWN,
        sort=lambda row: row.position.side.value,
        copy=state.side_word,
        sought="side",
    ),
    number_column("Size", state.size_text, lambda row: row.position.size, 78),
    number_column("Entry", state.entry_text, lambda row: row.position.avg_price, 86),
    number_column("Mark", state.mark_text, lambda row: row.mark, 80),
    number_column(
        "Liquidation",
        state.liquidation_text,
        lambda row: row.position.liquidation,
        84,
        tone=lambda row: Tone.FAINT if row.position.liquidation is None else Tone.WARNING,
    ),
    number_column("Margin", state.margin_text, lambda row: row.margin, 78, hidden=True),
    Column(
        "Leverage",
        state.leverage_text,
        84,
        tone=lambda _: Tone.SOFT,
        copy=lambda row: text.machine(row.position.leverage),
        sought="margin",
    ),
    number_column(
        "Unrealised",
        state.pnl_text,
        lambda row: row.pnl,
        80,
        tone=lambda row: signed(row.pnl),
        heading_tip="Gain or loss at the mark price, before fees",
    ),
    number_column(
        "ROE",
        state.return_text,
        lambda row: row.return_on_margin,
        64,
        tone=lambda row: signed(row.pnl),
        heading_tip="Gain or loss as a share of the margin",
    ),
    number_column(
        "Realised",
        state.realised_text,
        lambda row: row.position.realised_pnl,
        74,
        tone=lambda row: signed(row.position.realised_pnl),
        hidden=True,
    ),
    number_column(
        "Break-even",
        state.break_even_text,
        lambda row: row.position.break_even,
        86,
        heading_tip="The price at which nothing is lost, fees included, as the exchange says",
        hidden=True,
    ),
    number_column(
        "Value",
        state.value_text,
        lambda row: row.value,
        86,
        heading_tip="Size at the mark price, in quote coin",
        hidden=True,
    ),
    Column(
        PROTECTION,
        protecting.badge_text,
        184,
        tone=protecting.badge_tone,
        tip=protecting.badge_tip,
        sort=lambda row: sort_number(None if row.protection is None else row.protection.share),
        link=True,
        heading_tip="How far stops at the exchange guard it, and what is left if they are hit",
        sought="protection",
    ),
    Column(
        "",
        lambda _: _CLOSE,
        60,
        tip=lambda _: "Close the whole position at market (Delete)",
        action=True,
        name="close",
        fixed=True,
    ),
)

"""The columns of the list of intents."""

from collections.abc import Callable

from terminal_app.trading.story import Story
from terminal_app.ui import format as text
from terminal_app.ui.bridge.columns import Column, Tone
from terminal_app.ui.bridge.shapes import id_column, time_column
from terminal_app.ui.panels.journal.orders import asked_text


def order_columns(now_ms: Callable[[], int]) -> tuple[Column[Story], ...]:
    """The columns, left to right; `now_ms` says what day it is."""
    return (
        time_column(
            "Time", lambda story: text.time_today(story.at_ms, now_ms()), lambda story: story.at_ms, 92
        ),
        Column("Who asked", asked_text, 110, tone=lambda _: Tone.SOFT, tip=asked_text, sought="by"),
        Column(
            "What",
            lambda story: story.title,
            210,
            tip=lambda story: story.title,
            fixed=True,
            sought="what",
        ),
        Column("How it stands", lambda story: story.end, 150, tip=lambda story: story.end, sought="status"),
        id_column("Client order ID", lambda story: story.client_oid),
    )

"""Tests for `ui/panels/fills/today_line.py`."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from terminal_app.core.account import Fill
from terminal_app.ui import format as text
from terminal_app.ui.panels.fills.today_line import TodayLine, ZoneLabel
from tests.helpers.ui_desk import Desk
from tests.helpers.ui_samples import NOW_MS, RULES, fill


@pytest.fixture(autouse=True)
def in_utc() -> Iterator[None]:
    """Days of UTC, where NOW_MS is 22:13 in the evening."""
    before = text.style()
    text.use(replace(before, utc=True))
    yield
    text.use(before)


def test_the_sums_begin_anew_at_midnight(qtbot: QtBot) -> None:
    desk = Desk()
    fills: list[Fill] = [replace(fill(1), time_ms=NOW_MS, realised_pnl=Decimal(10))]
    line = TodayLine(lambda: fills, RULES.get, desk.clock)
    qtbot.addWidget(line)
    assert line.text().startswith("Today (UTC): net +8.07 USDT before funding · 1 fill")
    fills.append(replace(fill(2), time_ms=NOW_MS))
    line.on_tick()
    assert "1 fill " in line.text()
    line.refresh()
    assert "2 fills" in line.text()
    desk.clock.advance(7_200)
    line.on_tick()
    assert line.text() == "Today (UTC): no fills loaded"


def test_the_zone_is_that_of_the_style(qtbot: QtBot) -> None:
    label = ZoneLabel(Desk().clock)
    qtbot.addWidget(label)
    assert label.text() == "Times are UTC"

"""Tests for `ui/panels/log/state.py`."""

from terminal_app.ui.panels.log.line import LogLine
from terminal_app.ui.panels.log.state import (
    Least,
    export_text,
    first_line,
    level_text,
    rank,
    redacted,
    wanted,
)

LINES = [
    LogLine(1, "INFO", "Connected to the paper exchange."),
    LogLine(2, "WARNING", "The stream was silent."),
    LogLine(3, "ERROR", "Refused.\nTraceback"),
    LogLine(4, "CRITICAL", "The disk is full."),
]


def test_the_newest_line_is_first() -> None:
    assert [line.time_ms for line in wanted(LINES, Least.INFO, "")] == [4, 3, 2, 1]


def test_levels_and_words_filter() -> None:
    assert [line.time_ms for line in wanted(LINES, Least.WARNING, "")] == [4, 3, 2]
    assert [line.time_ms for line in wanted(LINES, Least.ERROR, "")] == [4, 3]
    assert [line.time_ms for line in wanted(LINES, Least.INFO, " STREAM ")] == [2]
    assert wanted(LINES, Least.ERROR, "stream") == []


def test_a_line_in_the_table_is_one_line() -> None:
    assert first_line(LINES[2]) == "Refused."
    assert level_text(LINES[2]) == "Error"
    assert rank(LogLine(0, "NOTICE", "")) == rank(LINES[0])


def test_an_export_is_oldest_first_and_says_nothing_of_who_one_is() -> None:
    shown = [
        LogLine(2_000, "ERROR", "order tb-0kq8x7zz-3f9a0c1d2e4b refused, key bg_0123456789abcdef0123"),
        LogLine(1_000, "INFO", "saved to /home/anna/terminal.log and C:\\Users\\anna\\x; from 203.0.113.9"),
    ]
    told = export_text(shown)
    first, second = told.splitlines()
    assert first.startswith("1970-01-01T00:00:01.000+00:00 INFO saved to /home/••••/terminal.log")
    assert "ERROR order •••• refused, key ••••" in second
    for secret in ("anna", "bg_", "3f9a0c1d", "203.0.113.9"):
        assert secret not in told


def test_ordinary_words_numbers_and_our_own_address_stay() -> None:
    line = "subscribed to candles of BTCUSDT perp at 127.0.0.1, 64210.5, 2026-11-22 13:32:40, attempt 3"
    assert redacted(line) == line

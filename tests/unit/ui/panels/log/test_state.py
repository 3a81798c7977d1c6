"""Tests for `ui/panels/log/state.py`."""

from terminal_app.ui.panels.log.state import Least, LogLine, first_line, level_text, rank, wanted

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

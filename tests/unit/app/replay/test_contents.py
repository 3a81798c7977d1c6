"""What was pressed in a recording, in words that a person reads in a list."""

from pathlib import Path

import pytest

from terminal_app.app.replay.contents import gestures_in
from terminal_app.core.events import Link
from terminal_app.tape.copy import write_tape
from terminal_app.tape.reader import TapeReader
from terminal_app.tape.records import Kind, TapeRecord, json_body

START = 1_700_000_000_000
FIELD = "MainWindow/TicketPanel#ticket/DecimalEdit/QLineEdit#size_edit"
VIEW = "MainWindow/ChartPanel/ChartCanvas#chart/QWidget#qt_scrollarea_viewport"


def told(folder: Path, *gestures: tuple[float, dict[str, object]]) -> list[tuple[int, str]]:
    """The list of a recording with these gestures, in seconds since its beginning."""
    head = TapeRecord(Kind.HEADER, Link.REST, 0.0, START, json_body({"part": 1, "recording": "r"}))
    rows = [TapeRecord(Kind.GESTURE, Link.REST, at, START, json_body(what)) for at, what in gestures]
    write_tape(folder / "one.tape", iter([head, *rows]))
    return [(one.at_ms - START, one.text) for one in gestures_in(TapeReader(folder / "one.tape"))]


def key(name: str, on: str = FIELD) -> dict[str, object]:
    return {"key": name, "on": on}


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ({"press": "LeftButton", "on": "MainWindow/QPushButton", "label": "Choose…"}, "Click on Choose…"),
        ({"press": "RightButton", "on": VIEW}, "Right click on chart"),
        ({"press": "LeftButton", "on": "MainWindow/SettingsDialog/QPushButton"}, "Click on settings dialog"),
        ({"press": "LeftButton", "on": "QWidget"}, "Click on widget"),
        (key("Ctrl+K"), "Ctrl+K in size edit"),
        (key("5"), "5 in size edit"),
        (key("+"), "+ in size edit"),
        (key(""), "A key in size edit"),
    ],
)
def test_it_is_said_in_words(tmp_path: Path, what: dict[str, object], text: str) -> None:
    assert told(tmp_path, (1.0, what)) == [(1_000, text)]


def test_what_was_typed_in_one_go_is_one_gesture(tmp_path: Path) -> None:
    typed = [(1.0 + number / 10, key("a character")) for number in range(12)]
    later = (30.0, key("a character"))
    other = (30.5, key("a character", "MainWindow#elsewhere"))
    assert told(tmp_path, *typed, later, other) == [
        (1_000, "A character in size edit  ×12"),
        (30_000, "A character in size edit"),
        (30_500, "A character in elsewhere"),
    ]


def test_figures_of_one_number_stand_together(tmp_path: Path) -> None:
    typed = [(1.0 + number / 10, key(one)) for number, one in enumerate("0.125")]
    assert told(tmp_path, *typed, (1.6, key("Return")), (9.0, key("7"))) == [
        (1_000, "0.125 in size edit"),
        (1_600, "Return in size edit"),
        (9_000, "7 in size edit"),
    ]


def test_keys_that_do_nothing_alone_are_left_out(tmp_path: Path) -> None:
    pressed = [(1.0, key("Ctrl+Control")), (1.1, key("Shift+Shift")), (1.2, key("Ctrl+Z"))]
    assert told(tmp_path, *pressed) == [(1_200, "Ctrl+Z in size edit")]

"""The page of `make bench`: rows of other numbers stay, reasons follow what is missed."""

from tests.perf.harness import Row
from tests.perf.report import number_of, page

REASONS = {"S2": "it does more"}


def row(number: str, value: float, what: str = "a thing") -> Row:
    return Row(number, what, "µs", value, 1.0, "peer", value, 0.5, 0.1)


def table(text: str) -> list[str]:
    return [line for line in text.splitlines() if number_of(line) and line.startswith("|")]


def test_a_row_that_is_measured_anew_replaces_its_own_number_only() -> None:
    first = page(
        "", [row("S10", 0.1), row("S2", 0.4), row("S2", 0.3)], ["S2: old", "S10: kept"], {}, beside=False
    )
    second = page(first, [row("S2", 0.2)], ["S2: new"], {}, beside=False)
    assert table(second) == [
        "| S2 | a thing | 0.2 µs | 1 µs | peer | 0.2 | 10% | ≤ 0.5 | yes |",
        "| S10 | a thing | 0.1 µs | 1 µs | peer | 0.1 | 10% | ≤ 0.5 | yes |",
    ]
    assert [line for line in second.splitlines() if line.startswith("- ")] == ["- S2: new", "- S10: kept"]


def test_what_misses_its_target_is_listed_with_its_reason_until_it_is_met() -> None:
    missed = page("", [row("S2", 0.9), row("S3", 0.9)], [], REASONS, beside=False)
    assert "- **S2**: it does more" in missed
    assert "- **S3**: not looked into yet." in missed
    met = page(missed, [row("S2", 0.4)], [], REASONS, beside=False)
    assert "**S2**" not in met
    assert "**S3**" in met


def test_rows_measured_beside_other_work_are_marked() -> None:
    text = page("", [row("S2", 0.4)], [], {}, beside=True)
    assert table(text) == ["| S2 | a thing † | 0.4 µs | 1 µs | peer | 0.4 | 10% | ≤ 0.5 | yes |"]
    again = page(text, [row("S3", 0.4)], [], {}, beside=False)
    assert table(again)[0].startswith("| S2 | a thing † |")
    assert table(again)[1].startswith("| S3 | a thing |")


def test_fewer_repeats_than_usual_are_said() -> None:
    text = page("", [row("S2", 0.4)], [], {}, beside=True, repeats=2)
    assert table(text)[0].startswith("| S2 | a thing, 2 repeats † |")


def test_a_page_written_twice_is_the_same() -> None:
    rows, notes = [row("S2", 0.9), row("S10", 0.1)], ["S2: said"]
    text = page("", rows, notes, REASONS, beside=False)
    assert page(text, rows, notes, REASONS, beside=False) == text

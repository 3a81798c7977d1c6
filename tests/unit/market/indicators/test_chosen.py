"""What a chart shows survives a file, and a bad file loses nothing."""

import json

from hypothesis import given
from hypothesis import strategies as st

from terminal_app.market.indicators.chosen import MOST, Chosen, ChosenSet, Look, from_saved, to_save

SET = ChosenSet(
    (
        Chosen("EMA", {"timeperiod": 50, "source": "hl2"}, {"real": Look(3, 2)}),
        Chosen("MACD", {}, {"macdhist": Look(1, 1, shown=False)}, pane=1),
        Chosen("CVD"),
    )
)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["name", "values", "looks", "pane", "colour", "width", "shown", "x"]), inner
        )
    ),
    max_leaves=20,
)


def test_comes_back_as_it_was() -> None:
    assert from_saved(json.loads(json.dumps(to_save(SET)))) == SET


@given(junk)
def test_whatever_a_file_holds_is_kept(saved: object) -> None:
    read = from_saved(saved)
    written = json.loads(json.dumps(to_save(read)))
    if isinstance(saved, list):
        assert from_saved(written) == read
        assert len(written) == len(saved)
        for entry in saved:
            assert entry in written or isinstance(entry, dict)


def test_an_entry_that_is_not_understood_stands_beside_those_that_are() -> None:
    odd: list[object] = [
        "EMA",
        {"name": "EMA", "values": {"timeperiod": [1]}},
        {"name": "EMA", "pane": "top"},
    ]
    read = from_saved([odd[0], {"name": "RSI", "mood": 3}, odd[1], odd[2]])
    assert read.items == (Chosen("RSI", others={"mood": 3}),)
    assert read.unread == tuple(odd)
    assert to_save(read) == [{"mood": 3, "name": "RSI"}, *odd]


def test_more_than_a_chart_shows_are_kept_but_not_shown() -> None:
    read = from_saved([{"name": "EMA"}] * (MOST + 2))
    assert len(read.items) == MOST
    assert len(read.unread) == 2

"""Charts share a crosshair by colour or with all, and one that is alone neither shows nor lends it."""

import pytest

from terminal_app.ui.panels.chart.crosshair import CrosshairBoard, Member, Pointed
from terminal_app.ui.panels.chart.look import CrosshairReach
from tests.helpers.examples import PERP_ID

C = CrosshairReach
HERE = Pointed(PERP_ID, 1_000.0, 64_000.0)


class Charts:
    """Charts by name, each with a colour and a reach, and what they were shown last."""

    def __init__(self, **charts: tuple[int, CrosshairReach]) -> None:
        self.seen: dict[str, Pointed | None] = {}
        self.board = CrosshairBoard()
        for name, (_, reach) in charts.items():
            self.board.join(name, self.member(name, reach))
        self.board.colour_of = lambda name: charts[name][0]

    def member(self, name: str, reach: CrosshairReach) -> Member:
        def show(pointed: Pointed | None) -> None:
            self.seen[name] = pointed

        return Member(show, lambda: reach)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ((1, C.COLOUR), (1, C.COLOUR), True),
        ((1, C.COLOUR), (2, C.COLOUR), False),
        ((0, C.COLOUR), (0, C.COLOUR), False),
        ((1, C.ALL), (2, C.COLOUR), True),
        ((1, C.COLOUR), (2, C.ALL), True),
        ((0, C.ALL), (0, C.ALL), True),
        ((1, C.ALONE), (1, C.ALL), False),
        ((1, C.COLOUR), (1, C.ALONE), False),
    ],
)
def test_who_shares_with_whom(
    one: tuple[int, CrosshairReach], other: tuple[int, CrosshairReach], shared: bool
) -> None:
    charts = Charts(one=one, other=other)
    charts.board.tell("one", HERE)
    assert charts.seen == {"other": HERE if shared else None}
    charts.board.tell("one", None)
    assert charts.seen == {"other": None}


def test_before_colours_are_known_nobody_wears_any() -> None:
    board = CrosshairBoard()
    board.join("one", Member(lambda _: None, lambda: C.COLOUR))
    assert not board.shared("one", "one")

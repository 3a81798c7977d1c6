"""One chart's part in the crosshair that charts share."""

from collections.abc import Callable

from terminal_app.core.instrument import InstrumentId
from terminal_app.ui.panels.chart.canvas import ChartCanvas
from terminal_app.ui.panels.chart.crosshair import CrosshairBoard, Member, Pointed
from terminal_app.ui.panels.chart.look import CrosshairReach


class SharedCrosshair:
    """Joins a chart to the others of its window.

    Args:
        board: passes crosshairs on.
        name: of the chart's panel.
    """

    def __init__(self, board: CrosshairBoard, name: str) -> None:
        self._board = board
        self._name = name

    def join(
        self,
        canvas: ChartCanvas,
        reach: Callable[[], CrosshairReach],
        instrument: Callable[[], InstrumentId | None],
    ) -> None:
        """Show what others point at, and tell what is pointed at here."""

        def show(pointed: Pointed | None) -> None:
            same = pointed is not None and pointed.instrument == instrument()
            price = pointed.price if pointed is not None and same else None
            canvas.show_lent(None if pointed is None else (pointed.time_ms, price))

        def tell(time_ms: float | None, price: float | None) -> None:
            mine = instrument()
            here = None if time_ms is None or mine is None else Pointed(mine, time_ms, price)
            self._board.tell(self._name, here)

        self._board.join(self._name, Member(show, reach))
        canvas.pointed.connect(tell)

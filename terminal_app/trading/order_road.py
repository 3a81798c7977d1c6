"""What the roads of new orders stand on, whether orders leave together or take the place of others."""

from terminal_app.core.ports import Clock, OrderEntry
from terminal_app.trading.books import Books
from terminal_app.trading.judge import Judge
from terminal_app.trading.settle import Settler
from terminal_app.trading.steps import Door, Steps


class OrderRoad:
    """Knows everybody that a new order meets on its way.

    Args:
        client: sends.
        books: what is held, and the orders.
        settler: asks about orders in doubt.
        clock: time.
        judge: says what may leave.
        door: the gate, and who hears of answers.
        steps: what every road does the same way.
    """

    def __init__(
        self,
        client: OrderEntry,
        books: Books,
        settler: Settler,
        clock: Clock,
        judge: Judge,
        door: Door,
        steps: Steps,
    ) -> None:
        self._client = client
        self._books = books
        self._settler = settler
        self._clock = clock
        self._judge = judge
        self._door = door
        self._steps = steps

"""The paper exchange without wires: orders and private reads on the engine itself, and things that go wrong.

It implements `core.ports.OrderEntry` and `AccountData` on a `PaperExchange`, with a clock that is moved by
hand and the same plans of faults as the exchange's server, so that a hundred thousand faults run in minutes.
What really happened is always there to compare with: the engine, the log, and how often each order was sent.
"""

from tests.helpers.paper_venue_orders import PaperOrders
from tests.helpers.paper_venue_reads import PaperReads
from tests.helpers.paper_venue_strategies import PaperStrategies


class PaperVenue(PaperOrders, PaperStrategies, PaperReads):
    """An exchange client without an exchange on the other side of a wire."""

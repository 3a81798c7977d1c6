"""Executions, each once: the venue's `exec_id` is the only identity of a fill."""

from collections.abc import Iterator
from decimal import Decimal

from terminal_app.core.account import Fill
from terminal_app.core.money import ZERO


class FillBook:
    """Every execution of ours that was seen, and what they add up to for each order."""

    def __init__(self) -> None:
        self._fills: dict[str, Fill] = {}
        self._by_order: dict[str, list[Fill]] = {}

    def add(self, fill: Fill) -> bool:
        """Take an execution; `False` when it is known already."""
        if fill.exec_id in self._fills:
            return False
        self._fills[fill.exec_id] = fill
        self._by_order.setdefault(_key(fill.order_id, fill.client_oid), []).append(fill)
        return True

    def ids(self) -> frozenset[str]:
        """The venue's id of every execution."""
        return frozenset(self._fills)

    def all(self) -> list[Fill]:
        """Newest first."""
        return sorted(self._fills.values(), key=lambda fill: fill.time_ms, reverse=True)

    def of_order(self, order_id: str | None, client_oid: str) -> Iterator[Fill]:
        """The executions of one order in the order they arrived."""
        for key in {_key(order_id, ""), _key("", client_oid)} - {_key("", "")}:
            yield from self._by_order.get(key, ())

    def sums(self, order_id: str | None, client_oid: str) -> tuple[Decimal, Decimal]:
        """How much of an order was executed, in base coin and in quote coin."""
        size = value = ZERO
        for fill in self.of_order(order_id, client_oid):
            size += fill.size
            value += fill.value
        return size, value


def _key(order_id: str | None, client_oid: str) -> str:
    # A fill names its order by the venue's id; only a fill without one is found by ours.
    return f"id {order_id}" if order_id else f"oid {client_oid}"

"""Roads for commands as tests need them."""

from collections.abc import Awaitable, Callable, Sequence

from terminal_app.core.commands import CancelOrder, Command
from terminal_app.core.outcomes import Outcome


def one_by_one(
    submit: Callable[[Command], Awaitable[Outcome]],
) -> Callable[[Sequence[CancelOrder]], Awaitable[Sequence[Outcome]]]:
    """A road for several cancels that takes them one after the other along another road."""

    async def cancel_group(orders: Sequence[CancelOrder]) -> Sequence[Outcome]:
        return [await submit(order) for order in orders]

    return cancel_group

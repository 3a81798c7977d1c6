"""How one account is spoken to: chosen for each profile, kept in a small file of its own. Knows no file."""

from collections.abc import Mapping
from dataclasses import dataclass

from terminal_app.core.ports import OrdersOver

SHORTEST_COUNTDOWN_S, LONGEST_COUNTDOWN_S = 5, 60
"""What the venue takes for its own switch; zero switches it off."""


@dataclass(frozen=True, slots=True)
class ExchangeChoices:
    """What the person has chosen for an account.

    Args:
        orders_over: by which way orders go, from the next connection on.
        countdown_s: after how many seconds of silence (5 to 60) the venue itself is to cancel EVERY order of
            the account; zero for never.
    """

    orders_over: OrdersOver = OrdersOver.REST
    countdown_s: int = 0


USUAL = ExchangeChoices()
"""By REST, and the venue's own switch is off."""


def from_saved(saved: Mapping[str, object]) -> ExchangeChoices:
    """The choices of a file; what is missing or makes no sense is the default."""
    over = next((one for one in OrdersOver if one.value == saved.get("orders_over")), OrdersOver.REST)
    seconds = saved.get("countdown_s")
    known = isinstance(seconds, int) and SHORTEST_COUNTDOWN_S <= seconds <= LONGEST_COUNTDOWN_S
    return ExchangeChoices(over, seconds if known and isinstance(seconds, int) else 0)


def to_save(choices: ExchangeChoices) -> Mapping[str, object]:
    """The choices as a file holds them."""
    return {"orders_over": choices.orders_over.value, "countdown_s": choices.countdown_s}

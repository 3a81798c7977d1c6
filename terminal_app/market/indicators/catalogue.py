"""Every indicator there is, by name and by what somebody types; and how each gets to work on a chart."""

from collections.abc import Mapping
from functools import cache

from terminal_app.market.indicators.library import library_specs
from terminal_app.market.indicators.library_reckoning import LibraryReckoning
from terminal_app.market.indicators.live import LiveIndicator
from terminal_app.market.indicators.spec import Spec, Value


@cache
def catalogue() -> dict[str, Spec]:
    """Every indicator by its name, our own first."""
    return {**library_specs()}

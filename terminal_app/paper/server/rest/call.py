"""One REST call as a handler sees it, and the pages of its lists."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.errors import ApiError
from terminal_app.paper.server.gate import Request
from terminal_app.paper.server.params import Params, body_params, query_params
from terminal_app.paper.server.store import AccountStore
from terminal_app.paper.server.venue import Venue

T = TypeVar("T")

PAGE = 100
_MAX_SPAN_MS = 30 * 86_400_000


@dataclass(frozen=True, slots=True)
class Call:
    """What a handler needs: the exchange, the request, and where settings are kept."""

    venue: Venue
    store: AccountStore
    request: Request

    def params(self) -> Params:
        """The parameters: the query of a GET, the body of a POST."""
        if self.request.method == "GET":
            return query_params(self.request.query)
        return body_params(self.request.body)


Handler = Callable[[Call], object]


def page(
    params: Params,
    rows: Sequence[T],
    id_of: Callable[[T], str],
    time_of: Callable[[T], int],
    encode: Callable[[T], Row],
) -> Mapping[str, object]:
    """One page of a list that is sorted newest first: after `cursor`, between `startTime` and `endTime`.

    Raises:
        ApiError: 00001, more than 30 days at once.
    """
    start, end = params.integer("startTime"), params.integer("endTime")
    if start is not None and end is not None and end - start > _MAX_SPAN_MS:
        raise ApiError("00001", "startTime and endTime interval cannot be greater than 30 days")
    cursor = params.text("cursor")
    if cursor:
        at = next((index for index, row in enumerate(rows) if id_of(row) == cursor), len(rows))
        rows = rows[at + 1 :]
    limit = params.limit(PAGE, PAGE)
    found: list[T] = []
    for row in rows:
        if (start is None or time_of(row) >= start) and (end is None or time_of(row) <= end):
            found.append(row)
            if len(found) == limit:
                break
    return {"list": [encode(row) for row in found], "cursor": id_of(found[-1]) if found else None}

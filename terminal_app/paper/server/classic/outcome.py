"""What is answered to orders: ids, and for many at once who succeeded and who failed."""

from collections.abc import Callable, Iterable

from terminal_app.paper.engine.messages import OrderRow, RefusalError
from terminal_app.paper.server.classic.errors import refuse
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.errors import ApiError
from terminal_app.paper.server.params import Params
from terminal_app.paper.server.rest.call import Call
from terminal_app.paper.server.venue import Venue


def ids(row: OrderRow) -> Row:
    """The two ids of an order."""
    return {"orderId": row.order_id, "clientOid": row.client_oid}


def each(call: Call, items: Iterable[Params], work: Callable[[Venue, Params], Row]) -> Row:
    """Do something for each item; a refusal of one does not touch the others."""
    done: list[Row] = []
    failed: list[Row] = []
    for item in items:
        try:
            done.append(work(call.venue, item))
        except (RefusalError, ApiError) as error:
            refusal = refuse(error, call.request.path) if isinstance(error, RefusalError) else error
            failed.append(
                {
                    "orderId": item.text("orderId"),
                    "clientOid": item.text("clientOid"),
                    "errorMsg": refusal.text,
                    "errorCode": refusal.code,
                }
            )
    return {"successList": done, "failureList": failed}


def done(rows: Iterable[OrderRow]) -> Row:
    """Everything went well with these."""
    return {"successList": [ids(row) for row in rows], "failureList": []}

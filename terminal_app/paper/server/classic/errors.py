"""The refusals of the classic API: the same reasons, other codes, some of them not the same on spot."""

from collections.abc import Mapping

from terminal_app.core.money import trimmed
from terminal_app.core.orders import Side
from terminal_app.paper.engine.messages import Reason, RefusalError
from terminal_app.paper.engine.strategy_messages import Leg
from terminal_app.paper.engine.strategy_rules import ExitSideError
from terminal_app.paper.server.errors import ApiError, refused

_PREFIX, _SPOT = "/api/v2/", "/api/v2/spot/"
_POSITION_MODE = "/api/v2/mix/account/set-position-mode"

_BOTH: Mapping[Reason, str] = {
    Reason.UNKNOWN_SYMBOL: "40034",
    Reason.SYMBOL_HALTED: "41114",
    Reason.EMPTY_BOOK: "41114",
    Reason.SIZE_OFF_LOT: "40808",
    Reason.MODE_CHANGE_NOT_ALLOWED: "45117",
    Reason.NO_POSITION: "22002",
    Reason.REDUCE_ONLY_EXCEEDS: "43023",
    Reason.TAKE_PROFIT_OFF_TICK: "45115",
    Reason.STOP_LOSS_OFF_TICK: "45115",
    Reason.TAKE_PROFIT_LIMIT_OFF_TICK: "45115",
    Reason.STOP_LOSS_LIMIT_OFF_TICK: "45115",
    Reason.EXITS_NOT_SUPPORTED: "40020",
    Reason.EXITS_ONLY_OPENING: "40020",
    Reason.EXITS_EXIST: "40889",
    Reason.EXITS_EXCEED_POSITION: "43023",
    Reason.NOTHING_TO_PROTECT: "43029",
    Reason.STRATEGY_NOT_FOUND: "43025",
    Reason.STRATEGY_FINAL: "43025",
    Reason.STRATEGY_UNCHANGED: "40923",
    Reason.TOO_MANY_STRATEGIES: "40889",
}
_ON_SPOT: Mapping[Reason, str] = {
    Reason.DUPLICATE_CLIENT_OID: "43118",
    Reason.PRICE_OUT_OF_BAND: "43008",
    Reason.TOO_MANY_ORDERS: "43005",
    Reason.ORDER_NOT_FOUND: "43001",
    Reason.ORDER_FINAL: "43001",
}
_ON_FUTURES: Mapping[Reason, str] = {
    Reason.DUPLICATE_CLIENT_OID: "40786",
    Reason.PRICE_OUT_OF_BAND: "40815",
    Reason.TOO_MANY_ORDERS: "40761",
    Reason.INSUFFICIENT_BALANCE: "40762",
    Reason.ORDER_NOT_FOUND: "40768",
    Reason.ORDER_FINAL: "40768",
}
_TEXTS: Mapping[str, str] = {
    "40762": "The order amount exceeds the balance",
    "40768": "Order does not exist",
    "43025": "Plan order does not exist",
}
_SIDES: Mapping[tuple[Leg, Side], tuple[str, str]] = {
    (Leg.TAKE_PROFIT, Side.BUY): ("40915", "Long position take profit price please > mark price"),
    (Leg.STOP_LOSS, Side.BUY): ("40917", "Stop price for long positions please < mark price"),
    (Leg.TAKE_PROFIT, Side.SELL): ("40830", "Short position take profit price please < mark price"),
    (Leg.STOP_LOSS, Side.SELL): ("45122", "Short position stop loss price please > mark price"),
}
"""An exit on the wrong side. Both sentences on stop-losses are recorded."""


def refuse(error: RefusalError, path: str) -> ApiError:
    """The wire's answer to a refusal of the engine, in the dialect of the path that was called."""
    if not path.startswith(_PREFIX):
        return refused(error)
    if isinstance(error, ExitSideError):
        code, text = _SIDES[error.leg, error.direction]
        return ApiError(code, f"{text} {trimmed(error.price)}")
    if path == _POSITION_MODE:
        return ApiError("40920", error.text)
    own = _ON_SPOT if path.startswith(_SPOT) else _ON_FUTURES
    code = {**_BOTH, **own}.get(error.reason, "")
    if not code:
        return refused(error)
    text = error.text if error.reason is Reason.EXCEEDS_MAX_OPEN else _TEXTS.get(code, error.text)
    return ApiError(code, text)


def not_there(symbol: str) -> ApiError:
    """A symbol or a coin that the classic API does not know."""
    return ApiError("40034", f"Parameter {symbol} does not exist")


def incomplete() -> ApiError:
    """A parameter that has to be there is not."""
    return ApiError("400172", "Parameter verification failed")

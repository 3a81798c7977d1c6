"""Every refusal of the wire: the venue's code, its words, and the HTTP status.

The engine refuses for a `Reason`; the table here gives each its code. Where a recording of the live venue
exists, its code is used, because that is what unmodified clients have a class for.
"""

from collections.abc import Mapping

from terminal_app.core.money import trimmed
from terminal_app.core.orders import Side
from terminal_app.paper.engine.messages import Reason, RefusalError
from terminal_app.paper.engine.strategy_messages import Leg
from terminal_app.paper.engine.strategy_rules import Against, ExitSideError


class ApiError(Exception):
    """An answer with a code other than success.

    Args:
        code: the venue's code, digits.
        text: the `msg` field.
        status: the HTTP status; the venue answers 400 to everything but a rate limit.
    """

    def __init__(self, code: str, text: str, status: int = 400) -> None:
        super().__init__(f"{code} {text}")
        self.code = code
        self.text = text
        self.status = status


CODES: Mapping[Reason, str] = {
    Reason.UNKNOWN_SYMBOL: "25100",
    Reason.SYMBOL_HALTED: "25101",
    Reason.DUPLICATE_CLIENT_OID: "25212",
    Reason.PRICE_OFF_TICK: "41103",
    Reason.SIZE_OFF_LOT: "25244",
    Reason.SIZE_TOO_SMALL: "45110",
    Reason.SIZE_TOO_LARGE: "45113",
    Reason.NOTIONAL_TOO_SMALL: "45110",
    Reason.PRICE_OUT_OF_BAND: "25205",
    Reason.PRICE_MISSING: "40019",
    Reason.INSUFFICIENT_BALANCE: "43012",
    Reason.EXCEEDS_MAX_OPEN: "40762",
    Reason.TOO_MANY_ORDERS: "25211",
    Reason.HOLD_MODE_MISMATCH: "40774",
    Reason.NO_POSITION: "25227",
    Reason.REDUCE_ONLY_EXCEEDS: "25226",
    Reason.ORDER_NOT_FOUND: "43001",
    Reason.ORDER_FINAL: "43001",
    Reason.AMEND_UNCHANGED: "40923",
    Reason.AMEND_NOT_ALLOWED: "40922",
    Reason.LEVERAGE_OUT_OF_RANGE: "40020",
    Reason.MODE_CHANGE_NOT_ALLOWED: "40920",
    Reason.EMPTY_BOOK: "25101",
    Reason.EXIT_WRONG_SIDE: "25224",
    Reason.TAKE_PROFIT_OFF_TICK: "25606",
    Reason.STOP_LOSS_OFF_TICK: "25607",
    Reason.TAKE_PROFIT_LIMIT_OFF_TICK: "25608",
    Reason.STOP_LOSS_LIMIT_OFF_TICK: "25609",
    Reason.EXITS_NOT_SUPPORTED: "25593",
    Reason.EXITS_ONLY_OPENING: "25612",
    Reason.EXITS_EXIST: "25594",
    Reason.EXITS_EXCEED_POSITION: "25595",
    Reason.NOTHING_TO_PROTECT: "25601",
    Reason.STRATEGY_NOT_FOUND: "25597",
    Reason.STRATEGY_FINAL: "25597",
    Reason.STRATEGY_UNCHANGED: "25600",
    Reason.TOO_MANY_STRATEGIES: "25599",
    Reason.CALLBACK_OUT_OF_RANGE: "40020",
}
"""The code of each refusal. A finished order is "not found" for a cancel, as clients expect of the venue."""

_TEXTS: Mapping[Reason, str] = {
    Reason.PRICE_OFF_TICK: "param price scale error error",
    Reason.INSUFFICIENT_BALANCE: "Insufficient balance",
    Reason.EXCEEDS_MAX_OPEN: "The order amount exceeds the balance",
    Reason.HOLD_MODE_MISMATCH: (
        "The order type for unilateral position must also be the unilateral position type."
    ),
    Reason.SIZE_TOO_LARGE: "Maximum order value limit triggered",
}


_LONG_GAIN, _LONG_LOSS = (Leg.TAKE_PROFIT, Side.BUY), (Leg.STOP_LOSS, Side.BUY)
_SHORT_GAIN, _SHORT_LOSS = (Leg.TAKE_PROFIT, Side.SELL), (Leg.STOP_LOSS, Side.SELL)

EXIT_SIDES: Mapping[tuple[tuple[Leg, Side], Against], str] = {
    (_LONG_GAIN, Against.LAST): "25585",
    (_LONG_LOSS, Against.LAST): "25586",
    (_SHORT_GAIN, Against.LAST): "25587",
    (_SHORT_LOSS, Against.LAST): "25588",
    (_LONG_GAIN, Against.MARK): "25589",
    (_LONG_LOSS, Against.MARK): "25590",
    (_SHORT_GAIN, Against.MARK): "25591",
    (_SHORT_LOSS, Against.MARK): "25592",
    (_LONG_GAIN, Against.ENTRY): "25652",
    (_LONG_LOSS, Against.ENTRY): "25650",
    (_SHORT_GAIN, Against.ENTRY): "25651",
    (_SHORT_LOSS, Against.ENTRY): "45122",
}
"""The code of an exit on the wrong side of the last price, the mark, or the price of its entry."""


def refused(error: RefusalError) -> ApiError:
    """The wire's answer to a refusal of the engine, in the recorded words where there are any."""
    if isinstance(error, ExitSideError):
        code = EXIT_SIDES[(error.leg, error.direction), error.against]
        recorded = f"Short position stop loss price please > mark price {trimmed(error.price)}"
        return ApiError(code, recorded if code == "45122" else error.text)
    return ApiError(CODES[error.reason], _TEXTS.get(error.reason, error.text))


def missing(*names: str) -> ApiError:
    """A required parameter of the unified API is absent; the venue names them all in one sentence."""
    return ApiError("40019", f"Parameter {','.join(names)} cannot be empty")


def bad_value(name: str) -> ApiError:
    """A parameter that is there but cannot be read."""
    return ApiError("40020", f"Parameter {name} error")


def bad_enum() -> ApiError:
    """A parameter that is none of the allowed words."""
    return ApiError("400171", "Parameter verification failed")


def unknown_symbol(symbol: str) -> ApiError:
    """A trading pair that the unified API does not list."""
    return ApiError("25100", f"Trading pair {symbol} does not exist")


def too_many_requests() -> ApiError:
    """A rate limit."""
    return ApiError("429", "Too Many Requests", status=429)


def unified_mode() -> ApiError:
    """A unified account that calls the classic private API."""
    return ApiError(
        "40085", "You are in Unified Account mode, and the Classic Account API is not supported at this time"
    )


def classic_mode() -> ApiError:
    """A classic account that calls the unified private API."""
    return ApiError(
        "40084", "You are in Classic Account mode, and the Unified Account API is not supported at this time"
    )

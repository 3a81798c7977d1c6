"""Every error code of the venue that this program knows: what kind it is, and a plain sentence about it.

A table, no logic. What a kind means for an order and for a read is decided in `errors`. Source: the venue's
documentation, "Error codes" (REST, spot, futures, unified account), and codes recorded from the live service.
"""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """What a code says about the request. `IN_DOUBT` and unmapped codes never settle an order."""

    RATE = "rate"
    CLOCK = "clock"
    AUTH = "auth"
    MODE = "mode"
    IN_DOUBT = "in-doubt"
    DUPLICATE = "duplicate"
    UNCHANGED = "unchanged"
    NOT_FOUND = "not-found"
    FINAL = "final"
    ACCOUNT = "account"
    SYMBOL = "symbol"
    FUNDS = "funds"
    PARAMETER = "parameter"
    REFUSED = "refused"


class Meaning(NamedTuple):
    """What a code means."""

    kind: Kind
    sentence: str


def _span(first: int, last: int) -> str:
    return " ".join(str(code) for code in range(first, last + 1))


# Later rows win, so a family may be given as a span and its members be told apart below it.
_ROWS: tuple[tuple[Kind, str, str], ...] = (
    (
        Kind.IN_DOUBT,
        "Bitget's margin trading had an error that leaves open whether it acted; this is looked up.",
        _span(50001, 50066),
    ),
    (Kind.RATE, "Bitget asks to slow down. Wait a moment and try again.", "429 1001 50009 25004 30006 30007"),
    (
        Kind.REFUSED,
        "Bitget takes no orders over the WebSocket from this key. They go by REST now: send it again.",
        "30001 30002 30003 30016",
    ),
    (Kind.REFUSED, "The login of the stream had ended, so nothing was done. Send it again.", "30004"),
    (
        Kind.PARAMETER,
        "The time range asked for is too wide. Ask for a shorter one.",
        "00001 40704 40705 40707 42072 43130",
    ),
    (
        Kind.PARAMETER,
        "Bitget did not accept a value of the request. Check price, size and symbol.",
        "00171 00172 400171 400172 40017 40064 25200 95011 40019 40034 40020 40724 40811 40813 48002",
    ),
    (
        Kind.PARAMETER,
        "Bitget did not accept a value of the request. Check the decimals of price and size.",
        "41100 41101 41103 43011 43111 43123",
    ),
    (
        Kind.IN_DOUBT,
        "Bitget answered with an error that it also sends during updates of its service; this is looked up.",
        "40808",
    ),
    (Kind.REFUSED, "Bitget has switched this old interface off. Update the program.", "30032"),
    (
        Kind.ACCOUNT,
        "Bitget does not offer this in your region, or wants your identity verified first. See bitget.com.",
        "40000 40103 40104 40111",
    ),
    (Kind.AUTH, "A part of the API key is missing. Enter the key again.", "40001 40002 40003 40011"),
    (
        Kind.CLOCK,
        "Bitget refused the time stamp. The clock has been measured again; try once more.",
        "40004 40005 40008 40078 40079",
    ),
    (
        Kind.AUTH,
        "Bitget does not know this API key. Check it, or make a new one on bitget.com.",
        "40006 40037 40041",
    ),
    (Kind.REFUSED, "Bitget refused the form of the request. Update the program.", "40007 40404"),
    (
        Kind.AUTH,
        "The signature is wrong: the secret does not belong to this API key. Enter it again.",
        "40009",
    ),
    (
        Kind.IN_DOUBT,
        "Bitget did not finish the request in time. It may have acted; this is looked up.",
        "40010 40910 25001",
    ),
    (Kind.AUTH, "The passphrase is wrong. Enter the one chosen when the API key was made.", "40012 40036"),
    (
        Kind.ACCOUNT,
        "Bitget has restricted this account, or is settling it. See your account on bitget.com.",
        "40013 40022 40023 40024 40025 40026 40752 40753 40760 40916 25006 25007 25008 25012",
    ),
    (
        Kind.AUTH,
        "This API key may not do that. Give it the permission on bitget.com, or use another key.",
        "40014 40040 25620",
    ),
    (
        Kind.IN_DOUBT,
        "Bitget's service is being updated or has trouble. It may have acted; this is looked up.",
        "40015 40200 43059 25000 25003 40725 45001",
    ),
    (
        Kind.AUTH,
        "Bitget does not let this API key in from this network address. Add the address on bitget.com.",
        "40016 40018 40038",
    ),
    (
        Kind.REFUSED,
        "Demo trading does not offer this. Choose the live or the paper profile for it.",
        "40081 40105 40110 22030",
    ),
    (
        Kind.MODE,
        "Nothing was done: the account is of the other kind. The terminal changes over; try again.",
        "40084 40085",
    ),
    (
        Kind.MODE,
        "Bitget does not let accounts of this type be used this way. Use the key of an ordinary account.",
        "40731",
    ),
    (Kind.AUTH, "This API key may not use that address of Bitget. Use another key.", "40086"),
    (
        Kind.AUTH,
        "A demo key was used for live trading, or a live key for demo. Choose the profile that fits the key.",
        "40099",
    ),
    (
        Kind.SYMBOL,
        "Bitget does not know this symbol. Choose another one.",
        "40102 40072 42016 25100 25201 50004",
    ),
    (
        Kind.NOT_FOUND,
        "Bitget knows no such open order. Look at the fills: it may be filled or cancelled already.",
        "40109 40768 43001 45057 40819 25204 22001 24056",
    ),
    (
        Kind.PARAMETER,
        "Bitget refused the order's own number. Send the order again: it gets a new one.",
        "40304 40305 40402",
    ),
    (Kind.PARAMETER, "Too many orders in one request. Send fewer at a time.", "40306 40912"),
    (
        Kind.REFUSED,
        "The price is outside the band Bitget allows. Move it closer to the market.",
        "40706 40815 40816 43008 43009 43039 43040 22006 22007 22008 22009 25205 25206",
    ),
    (
        Kind.FUNDS,
        "There is not enough balance or margin for this. Make it smaller or free some funds.",
        "40711 40712 40754 40762 40798 43012 43132 45002 50020 25202 25203 25219",
    ),
    (
        Kind.REFUSED,
        "There are too many open orders. Cancel some first.",
        "40723 40761 43005 43128 45118 25211 25567 25599 43071 40889",
    ),
    (
        Kind.REFUSED,
        "The leverage cannot be changed now. Close positions and orders of this symbol first.",
        "40730 45097 40880 22020",
    ),
    (Kind.UNCHANGED, "It was already set that way.", "40814 45054"),
    (
        Kind.REFUSED,
        "There is no position, or not enough of one, for this. Check the positions.",
        f"40757 45003 45005 45006 43023 43029 {_span(25225, 25227)} 25231 22002 43043 25601",
    ),
    (
        Kind.REFUSED,
        "The order does not fit the account's position mode (one-way or hedge). Connect again to read it.",
        "40774 45021 25236 25237 43075",
    ),
    (
        Kind.DUPLICATE,
        "Bitget already has an order with this number: it was accepted before. The order is looked up.",
        "40786 40708 43118 45034 50060 25212",
    ),
    (
        Kind.REFUSED,
        "The take profit or stop loss is on the wrong side of the price, or has no position. Move it.",
        f"25224 {_span(40829, 40837)} 40915 40917 {_span(43013, 43016)} {_span(45060, 45068)} 45122",
    ),
    (
        Kind.REFUSED,
        "The take profit or stop loss does not fit the price or the position. Check both.",
        f"{_span(25579, 25592)} {_span(25602, 25609)} {_span(25650, 25652)}",
    ),
    (Kind.REFUSED, "Take profit and stop loss are for futures only. Send the order without them.", "25593"),
    (
        Kind.REFUSED,
        "The whole position has a take profit or stop loss already, and may have one only. Change that one.",
        "25594",
    ),
    (
        Kind.REFUSED,
        "The take profits and stop losses would be larger than the position. Make this one smaller.",
        "25595",
    ),
    (
        Kind.REFUSED,
        "Only an order that opens a position may carry a take profit or stop loss. Send it without them.",
        "25612",
    ),
    (
        Kind.REFUSED,
        "Bitget does not let the margin of this position be changed. Close a part of it instead.",
        "25240",
    ),
    (
        Kind.REFUSED,
        "This cannot be switched while there are positions or open orders. Close and cancel them first.",
        "40920 45117",
    ),
    (
        Kind.REFUSED,
        "The order cannot be changed like this. Cancel it and place another one.",
        "40922 40923 40924 40925 25568 25571 25600",
    ),
    (
        Kind.SYMBOL,
        "Trading in this symbol is closed right now. Open orders stay; try again later.",
        f"41113 41114 40844 40845 40308 40309 43119 43120 {_span(25101, 25108)}",
    ),
    (
        Kind.REFUSED,
        "The size or value is below the minimum or above the maximum of this symbol. Change the size.",
        f"43006 43007 43010 43027 43037 43038 43041 43042 {_span(45110, 45114)} 22034 25207 25208 25611",
    ),
    (
        Kind.NOT_FOUND,
        "That trigger order is gone or already finished. Nothing is left to do.",
        "43025 43026 43020 43021 25597",
    ),
    (
        Kind.REFUSED,
        "The price or size does not lie on the step of this symbol. Type a rounder number.",
        f"43028 45035 45115 25244 22038 {_span(25606, 25610)}",
    ),
    (
        Kind.REFUSED,
        "The transfer is outside the limits Bitget allows. Choose another amount.",
        f"43117 {_span(43112, 43114)} 40799 40801",
    ),
    (
        Kind.FINAL,
        "The order is already filled or cancelled. Nothing is left to do.",
        "45031 45055 45056 45024",
    ),
    (Kind.REFUSED, "This order was already asked to be cancelled a moment ago. Wait a second.", "45129"),
)


NO_SUCH_ORDER = frozenset({"40109", "43001", "25204", "22001"})
"""The codes by which a look-up says that there is no such order. Others of that kind answer cancels."""


def _table() -> Mapping[str, Meaning]:
    return {code: Meaning(kind, sentence) for kind, sentence, codes in _ROWS for code in codes.split()}


MEANINGS: Mapping[str, Meaning] = _table()
"""The meaning of each known code."""

"""Tries an API key with reads only, and says in one sentence which part of it is wrong, if one is.

Codes decide, never the venue's words. Source: the venue's documentation, "Error codes", and codes recorded
from the live service.
"""

from collections.abc import Mapping

from terminal_app.bitget.account_mode import TOLD_BY
from terminal_app.bitget.classic import endpoints as classic_endpoints
from terminal_app.bitget.codes import Kind
from terminal_app.bitget.endpoints import Badge
from terminal_app.bitget.errors import meaning_of
from terminal_app.bitget.rest import BitgetRest
from terminal_app.bitget.unified import endpoints
from terminal_app.bitget.wire.classic.key_info import key_info as classic_key_info
from terminal_app.bitget.wire.unified import account
from terminal_app.bitget.wire.unified.key_info import KeyInfo, key_info
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.keys import KeyFault, KeyReport

_SKEW_MS = 5_000
_FAULTS: Mapping[KeyFault, str] = {
    KeyFault.INCOMPLETE: "40001 40002 40003 40011",
    KeyFault.KEY: "40006 40037 40041",
    KeyFault.SIGNATURE: "40009",
    KeyFault.PASSPHRASE: "40012 40036",
    KeyFault.ADDRESS: "40018 40038",
    KeyFault.PERMISSION: "40014 40040 25620",
    KeyFault.CLOCK: "40004 40005 40008 40078 40079",
    KeyFault.ENVIRONMENT: "40099",
    KeyFault.ACCOUNT_KIND: "40084 40085 40731",
    KeyFault.ACCOUNT: "40016",
}
_BY_CODE: Mapping[str, KeyFault] = {code: fault for fault, codes in _FAULTS.items() for code in codes.split()}
_BEING_MOVED = (
    "The key works, but Bitget takes its account for a classic one and for a unified one at once: "
    "it is being moved from one to the other. Try again in a few minutes."
)
_OWN_SENTENCE: Mapping[str, str] = {
    "40084": _BEING_MOVED,
    "40085": _BEING_MOVED,
    "40731": (
        "The key works, but its account is not of the kind this program expects. "
        "Copy-trading accounts need a key of an ordinary account."
    ),
    "40016": "Bitget wants a phone or an authenticator bound to the account first. Do that on bitget.com.",
}
_SENTENCES: Mapping[KeyFault, str] = {
    KeyFault.INCOMPLETE: "A part of the key is missing. Enter key, secret and passphrase again.",
    KeyFault.SIGNATURE: "The secret is wrong: it does not belong to this API key. Enter the secret again.",
    KeyFault.PASSPHRASE: "The passphrase is wrong. Enter the one that was chosen when the key was made.",
    KeyFault.ADDRESS: (
        "Bitget does not let this key in from this network address. "
        "Add the address to the key on bitget.com, or connect from one that is on its list."
    ),
    KeyFault.PERMISSION: "This key lacks the permission to read the account. Give it that on bitget.com.",
    KeyFault.CLOCK: (
        "Bitget refused the time stamp, although its clock was measured just now. "
        "Set this computer's clock by the network and try again."
    ),
}
_END = "End of the key: Bitget does not tell it; see the key's page on bitget.com."
_WITHDRAWS = (
    "This key may withdraw funds. The terminal never does that, but a thief would: "
    "make a key without this right on bitget.com."
)
_UNBOUND = (
    "This key works from any network address. Bind it to yours on bitget.com, "
    "so that it is of no use to anybody elsewhere."
)
_READ_ONLY = "This key can only read: orders will be refused. To trade, give it the right on bitget.com."


async def examine_key(rest: BitgetRest, badge: Badge) -> KeyReport:
    """Read what only this key may read. Nothing is changed at the venue.

    Args:
        rest: with the key to be tried.
        badge: which world it talks to; some sentences depend on it.
    """
    try:
        await rest.venue_clock.measure()
        kind, info = await _ask(rest)
    except VenueError as error:
        return _fault(error, badge)
    except LinkError as error:
        return KeyReport(KeyFault.LINK, f"The key could not be tried. {error.sentence}")
    return _success(kind, info, rest.offset.ms or 0, badge)


async def _ask(rest: BitgetRest) -> tuple[AccountKind, KeyInfo]:
    """The kind of the account and the rights of its key: a refusal of one dialect names the other."""
    try:
        info = await rest.read(endpoints.KEY_INFO, {}, key_info)
        await rest.read(endpoints.SETTINGS, {}, account.settings)
    except VenueError as error:
        if TOLD_BY.get(error.code) is not AccountKind.CLASSIC:
            raise
    else:
        return AccountKind.UNIFIED, info
    return AccountKind.CLASSIC, await rest.read(classic_endpoints.KEY_INFO, {}, classic_key_info)


def _fault(error: VenueError, badge: Badge) -> KeyReport:
    fault = _BY_CODE.get(error.code)
    if fault is KeyFault.KEY:
        return KeyReport(fault, _unknown_key(badge))
    if fault is KeyFault.ENVIRONMENT:
        return KeyReport(fault, _other_world(badge))
    if fault is not None:
        return KeyReport(fault, _OWN_SENTENCE.get(error.code) or _SENTENCES[fault])
    kind = meaning_of(error.code).kind
    if kind is Kind.RATE:
        return KeyReport(KeyFault.BUSY, f"The key could not be tried. {error.sentence}")
    return KeyReport(KeyFault.ACCOUNT if kind is Kind.ACCOUNT else KeyFault.OTHER, error.sentence)


def _unknown_key(badge: Badge) -> str:
    hint = {
        Badge.LIVE: " If it was made for demo trading, choose Demo.",
        Badge.DEMO: " If it was not made for demo trading, choose Live.",
        Badge.PAPER: "",
    }[badge]
    return (
        "Bitget does not know this API key: it is mistyped, has ended or was deleted. "
        f"Copy it again, or make a new one on bitget.com.{hint}"
    )


def _other_world(badge: Badge) -> str:
    if badge is Badge.DEMO:
        return "This is not a demo key, but the profile is Demo. Choose Live, or use a demo key."
    return "This is a demo key, but the profile is Live. Choose Demo, or use a key made for live trading."


def _success(kind: AccountKind, info: KeyInfo, offset_ms: int, badge: Badge) -> KeyReport:
    trades = info.may_write and info.may_trade
    facts = [
        f"Permissions: {', '.join(info.rights) or 'none told'}{'' if info.may_write else ' (read only)'}.",
        f"Network addresses: {', '.join(info.addresses) or 'any'}.",
        _END,
    ]
    if info.user:
        facts.append(f"Account: {info.user}, {kind.value}.")
    warnings = [
        *([_WITHDRAWS] if info.may_withdraw else []),
        *([] if info.addresses else [_UNBOUND]),
        *([] if trades else [_READ_ONLY]),
        *([_skew(offset_ms)] if abs(offset_ms) >= _SKEW_MS else []),
    ]
    money = {Badge.LIVE: "real money", Badge.DEMO: "demo money", Badge.PAPER: "paper money"}[badge]
    can = f"can trade with {money}" if trades else "can read the account"
    return KeyReport(None, f"The key works and {can}.", tuple(facts), tuple(warnings))


def _skew(offset_ms: int) -> str:
    way = "slow" if offset_ms > 0 else "fast"
    return (
        f"This computer's clock is {abs(offset_ms) // 1000} s {way}. "
        "Requests are signed with Bitget's time, so this works, but set the clock."
    )

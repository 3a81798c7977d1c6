"""What is remembered of a profile's account, so that the next start begins right. Knows no file."""

from collections.abc import Mapping

from terminal_app.core.account_kind import AccountKind


def from_saved(saved: Mapping[str, object]) -> AccountKind:
    """The kind of account a file tells; unified, as every new one is, when it tells none."""
    return next((kind for kind in AccountKind if kind.value == saved.get("kind")), AccountKind.UNIFIED)


def to_save(kind: AccountKind) -> Mapping[str, object]:
    """The kind as a file holds it."""
    return {"kind": kind.value}

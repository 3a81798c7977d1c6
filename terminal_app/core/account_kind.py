"""The two kinds of account there are. Alone, because the start needs it and nothing else of accounts."""

from enum import Enum


class AccountKind(Enum):
    """How the venue keeps the money: in one pool that backs everything, or in a wallet for each product."""

    UNIFIED = "unified"
    CLASSIC = "classic"

"""What a classic key may do, in plain words."""

import pytest

from terminal_app.bitget.wire.classic.key_info import key_info, user_id
from tests.helpers.envelopes import holding

INFO: dict[str, object] = {
    "userId": "7",
    "ips": "10.0.0.1, 10.0.0.2",
    "authorities": ["stor", "stow", "coor"],
}


def test_a_key() -> None:
    found = key_info(holding(INFO))
    assert found.user == "7"
    assert found.rights == ("read spot", "trade spot", "read futures")
    assert (found.may_write, found.may_trade, found.may_withdraw) == (True, True, False)
    assert found.addresses == ("10.0.0.1", "10.0.0.2")
    assert user_id(holding(INFO)) == "7"


@pytest.mark.parametrize(
    ("codes", "write", "trade", "withdraw"),
    [
        (["stor", "coor", "wtor"], False, False, False),
        (["coow"], True, True, False),
        (["wtow"], True, False, False),
        (["stow", "WWOW"], True, True, True),
        ([], False, False, False),
        (None, True, False, False),
    ],
)
def test_what_its_rights_allow(codes: list[str] | None, write: bool, trade: bool, withdraw: bool) -> None:
    found = key_info(holding(INFO | {"authorities": codes}))
    assert (found.may_write, found.may_trade, found.may_withdraw) == (write, trade, withdraw)


def test_what_is_not_known_is_shown_as_it_is_and_short() -> None:
    found = key_info(holding({"userId": None, "ips": "", "authorities": ["zz\u202ez", *["stow"] * 100]}))
    assert found.rights[0] == "zz z"
    assert len(found.rights) == 40
    assert (found.user, found.addresses) == ("", ())

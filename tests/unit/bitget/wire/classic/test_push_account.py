"""Private pushes of the classic streams, decoded: wallets and positions."""

from decimal import Decimal

import pytest

from terminal_app.bitget.wire.classic.channels import read_arg
from terminal_app.bitget.wire.classic.push_account import read_private
from terminal_app.bitget.wire.pushes import BAD_FRAME, read_head
from terminal_app.core.account import (
    AccountSnapshot,
    Balance,
    HoldMode,
    Position,
    WalletMargin,
)
from terminal_app.core.events import AccountEvent, AccountSeen, PositionsSeen
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.orders import (
    MarginMode,
    PositionSide,
)
from tests.helpers import classic_frames as frames
from tests.helpers.stream_frames import Row, push

SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
NOW = Stamp(1_789_456_512_454, 12.5)

POSITION: Row = {
    "instId": "BTCUSDT",
    "marginCoin": "USDT",
    "marginSize": "1600",
    "marginMode": "crossed",
    "holdSide": "short",
    "posMode": "hedge_mode",
    "total": "0.5",
    "available": "0.4",
    "openPriceAvg": "64000",
    "leverage": 20,
    "achievedProfits": "-1",
    "unrealizedPL": "5",
    "liquidationPrice": "0",
    "keepMarginRate": "0.004",
    "breakEvenPrice": "64030",
    "markPrice": "64010",
    "cTime": "1",
    "uTime": "2",
}


def read(channel: str, inst_type: str, *rows: Row, action: str = "snapshot") -> AccountEvent | None:
    head = read_head(push(frames.private_arg(channel, inst_type), list(rows), action))
    return read_private(head, read_arg(head.arg), 12.5)


# ------------------------------------------------------------------------------------------------- wallets


def test_the_spot_wallet_tells_only_the_coins_that_changed() -> None:
    coin: Row = {"coin": "USDT", "available": "19.14", "frozen": "7", "locked": "0.5", "limitAvailable": "0"}
    seen = read("account", "SPOT", coin)
    held = Balance(
        coin="USDT",
        equity=Decimal("26.64"),
        available=Decimal("19.14"),
        locked=Decimal("7.5"),
        usd_value=Decimal("26.64"),
        wallet=Decimal("26.64"),
        product=ProductType.SPOT,
    )
    assert seen == AccountSeen(
        AccountSnapshot(NOW, Decimal(0), (held,), wallet=ProductType.SPOT, partial=True)
    )


def test_a_futures_wallet_tells_what_an_order_can_use_and_what_its_positions_make() -> None:
    coin: Row = {
        "marginCoin": "USDT",
        "frozen": "3",
        "available": "11490",
        "maxOpenPosAvailable": "10940",
        "maxTransferOut": "10900",
        "equity": "11489",
        "usdtEquity": "11488.5",
        "crossedRiskRate": "0.02",
        "unrealizedPL": "-1",
    }
    seen = read("account", "USDC-FUTURES", coin)
    assert isinstance(seen, AccountSeen)
    assert (seen.account.wallet, seen.account.partial) == (ProductType.USDC_FUTURES, True)
    assert seen.account.balances == (
        Balance(
            coin="USDT",
            equity=Decimal(11489),
            available=Decimal(10940),
            locked=Decimal(3),
            usd_value=Decimal("11488.5"),
            wallet=Decimal(11490),
            product=ProductType.USDC_FUTURES,
            margin=WalletMargin(
                unrealised_pnl=Decimal(-1), ratio=Decimal("0.02"), transferable=Decimal(10900)
            ),
        ),
    )


def test_a_futures_wallet_that_says_little() -> None:
    seen = read("account", "USDT-FUTURES", {"marginCoin": "USDT", "equity": "5", "available": "4"})
    assert isinstance(seen, AccountSeen)
    (balance,) = seen.account.balances
    assert (balance.available, balance.wallet, balance.usd_value) == (Decimal(4), None, None)


# ----------------------------------------------------------------------------------------------- positions


def test_a_position() -> None:
    seen = read("positions", "USDT-FUTURES", POSITION)
    held = Position(
        instrument=BTC,
        side=PositionSide.SHORT,
        size=Decimal("0.5"),
        available=Decimal("0.4"),
        avg_price=Decimal(64000),
        hold_mode=HoldMode.HEDGE,
        margin_mode=MarginMode.CROSSED,
        leverage=Decimal(20),
        stamp=NOW,
        margin_coin="USDT",
        margin=Decimal(1600),
        mark=Decimal(64010),
        liquidation=None,
        break_even=Decimal(64030),
        unrealised_pnl=Decimal(5),
        realised_pnl=Decimal(-1),
        maintenance_margin_rate=Decimal("0.004"),
        created_ms=1,
        updated_ms=2,
    )
    assert seen == PositionsSeen((held,), NOW, complete=True, product=ProductType.USDT_FUTURES)


def test_no_rows_mean_that_a_product_has_no_positions() -> None:
    seen = read("positions", "COIN-FUTURES")
    assert seen == PositionsSeen((), NOW, complete=True, product=ProductType.COIN_FUTURES)


def test_an_update_of_positions_closes_nothing_that_it_does_not_name() -> None:
    seen = read("positions", "USDT-FUTURES", POSITION, action="update")
    assert isinstance(seen, PositionsSeen)
    assert not seen.complete


def test_the_argument_tells_the_product_whatever_the_margin_coin() -> None:
    seen = read("positions", "USDC-FUTURES", POSITION | {"instId": "BTCPERP", "marginCoin": "BTC"})
    assert isinstance(seen, PositionsSeen)
    assert seen.positions[0].instrument == InstrumentId(ProductType.USDC_FUTURES, "BTCPERP")


# ------------------------------------------------------------------------------------------- what is not ours


@pytest.mark.parametrize(
    ("channel", "inst_type"),
    [
        ("equity", "USDT-FUTURES"),
        ("positions-history", "USDT-FUTURES"),
        ("adl-noti", "USDT-FUTURES"),
        ("positions", "SPOT"),
        ("orders", "MARGIN"),
        ("account", "UTA"),
    ],
)
def test_channels_and_products_of_others_are_nothing(channel: str, inst_type: str) -> None:
    assert read(channel, inst_type, {"nobody": "reads this"}) is None


@pytest.mark.parametrize(
    ("channel", "inst_type", "row"),
    [
        ("positions", "USDT-FUTURES", POSITION | {"holdSide": "up"}),
        ("positions", "USDT-FUTURES", POSITION | {"total": None}),
        ("account", "SPOT", {"coin": "USDT"}),
        ("account", "SPOT", {"coin": 5, "available": "1"}),
        ("account", "USDT-FUTURES", {"marginCoin": "USDT", "available": "1", "equity": ""}),
    ],
)
def test_what_is_not_as_documented_is_refused(channel: str, inst_type: str, row: Row) -> None:
    with pytest.raises(BAD_FRAME):
        read(channel, inst_type, row)

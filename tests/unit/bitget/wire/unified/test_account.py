"""Account rows become core values."""

from decimal import Decimal

import msgspec

from terminal_app.bitget.wire.envelope import Envelope
from terminal_app.bitget.wire.unified import account
from terminal_app.core.account import (
    AccountSettings,
    AccountSnapshot,
    Balance,
    FeeRate,
    HoldMode,
    SymbolSetting,
)
from terminal_app.core.commands import SetHoldMode, SetLeverage
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.orders import MarginMode

BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
D = Decimal
NOW = 1_700_000_000_000


def answer(data: object) -> Envelope:
    return Envelope(code="00000", request_time=NOW, data=msgspec.Raw(msgspec.json.encode(data)))


def test_bodies() -> None:
    assert account.leverage_body(SetLeverage(BTC, D("20"), MarginMode.ISOLATED)) == {
        "category": "USDT-FUTURES",
        "symbol": "BTCUSDT",
        "leverage": "20",
        "marginMode": "isolated",
    }
    assert account.hold_mode_body(SetHoldMode(HoldMode.HEDGE)) == {"holdMode": "hedge_mode"}


def test_settings() -> None:
    rows = [
        {"category": "USDT-FUTURES", "symbol": "BTCUSDT", "marginMode": "crossed", "leverage": "20"},
        {"category": "SPOT", "symbol": "ETHUSDT"},
        {"category": "MARGIN", "symbol": "BTCUSDT", "leverage": "3"},
    ]
    data = {"uid": "111", "holdMode": "hedge_mode", "symbolConfigList": rows, "accountMode": "unified"}
    assert account.settings(answer(data)) == AccountSettings(
        uid="111",
        hold_mode=HoldMode.HEDGE,
        symbols=(
            SymbolSetting(BTC, MarginMode.CROSSED, D(20)),
            SymbolSetting(InstrumentId(ProductType.SPOT, "ETHUSDT"), MarginMode.CROSSED, D(0)),
        ),
    )
    assert account.settings(answer({"symbolConfigList": None})) == AccountSettings("", HoldMode.ONE_WAY)


def test_assets() -> None:
    coin = {
        "coin": "USDT",
        "equity": "6.19300826",
        "usdValue": "6.19299777",
        "balance": "6.2",
        "available": "5",
        "debt": "0.1",
        "locked": "1.19300826",
    }
    data = {
        "accountEquity": "11.13919278",
        "unrealisedPnl": "0.5",
        "mmr": "0.1",
        "imr": "0.2",
        "mgnRatio": "0.03",
        "assets": [coin, {"coin": "NEW", "usdValue": ""}],
    }
    assert account.account(answer(data), 7.0) == AccountSnapshot(
        stamp=Stamp(NOW, 7.0),
        equity=D("11.13919278"),
        balances=(
            Balance("USDT", D("6.19300826"), D(5), D("1.19300826"), D("0.1"), D("6.19299777"), D("6.2")),
            Balance("NEW", D(0), D(0), D(0), D(0), None),
        ),
        unrealised_pnl=D("0.5"),
        initial_margin=D("0.2"),
        maintenance_margin=D("0.1"),
        margin_ratio=D("0.03"),
    )
    empty = account.account(answer({"accountEquity": "", "assets": None}), 7.0)
    assert (empty.equity, empty.balances, empty.margin_ratio) == (D(0), (), None)


def test_fee_rate() -> None:
    rates = answer({"makerFeeRate": "0.0002", "takerFeeRate": "0.0006"})
    assert account.fee_rate(rates) == FeeRate(D("0.0002"), D("0.0006"))

"""The account over REST: how it is set up, what it holds, what it pays."""

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.envelope import Envelope, decode
from terminal_app.bitget.wire.unified.common import (
    CATEGORY,
    HOLD_MODE,
    MARGIN_MODE,
    Text,
    hold_mode_of,
    instrument_of,
    margin_mode_of,
)
from terminal_app.core.account import (
    AccountSettings,
    AccountSnapshot,
    Balance,
    FeeRate,
    SymbolSetting,
)
from terminal_app.core.commands import SetHoldMode, SetLeverage
from terminal_app.core.market import Stamp
from terminal_app.core.money import plain


class SymbolRow(msgspec.Struct, frozen=True, rename="camel"):
    """Margin mode and leverage of one symbol."""

    category: str | None
    symbol: str
    margin_mode: str | None = None
    leverage: Text = None


class SettingsRow(msgspec.Struct, frozen=True, rename="camel"):
    """How the account is set up."""

    uid: Text = None
    hold_mode: str | None = None
    symbol_config_list: list[SymbolRow] | None = None


class AssetRow(msgspec.Struct, frozen=True, rename="camel"):
    """One coin of the account."""

    coin: str
    equity: Text = None
    balance: Text = None
    usd_value: Text = None
    available: Text = None
    debt: Text = None
    locked: Text = None


class AssetsRow(msgspec.Struct, frozen=True, rename="camel"):
    """The account; sums are in USD."""

    account_equity: Text = None
    unrealised_pnl: Text = None
    mmr: Text = None
    imr: Text = None
    mgn_ratio: Text = None
    assets: list[AssetRow] | None = None


class FeeRateRow(msgspec.Struct, frozen=True, rename="camel"):
    """What the account pays, as shares of the notional."""

    maker_fee_rate: Text
    taker_fee_rate: Text


_SETTINGS = msgspec.json.Decoder(SettingsRow)
_ASSETS = msgspec.json.Decoder(AssetsRow)
_FEE_RATE = msgspec.json.Decoder(FeeRateRow)


def leverage_body(command: SetLeverage) -> dict[str, str]:
    """The request that sets the leverage of an instrument."""
    return {
        "category": CATEGORY[command.instrument.product],
        "symbol": command.instrument.symbol,
        "leverage": plain(command.leverage),
        "marginMode": MARGIN_MODE[command.margin_mode],
    }


def hold_mode_body(command: SetHoldMode) -> dict[str, str]:
    """The request that switches between one-way and hedge mode, for the whole account."""
    return {"holdMode": HOLD_MODE[command.mode]}


def settings(envelope: Envelope) -> AccountSettings:
    """How the account is set up; symbols of unknown categories are left out."""
    row = decode(_SETTINGS, envelope.data)
    found = (
        (instrument_of(symbol.category, symbol.symbol), symbol) for symbol in row.symbol_config_list or ()
    )
    return AccountSettings(
        uid=str(row.uid or ""),
        hold_mode=hold_mode_of(row.hold_mode),
        symbols=tuple(
            SymbolSetting(id_, margin_mode_of(symbol.margin_mode), numbers.or_zero(symbol.leverage))
            for id_, symbol in found
            if id_ is not None
        ),
    )


def account(envelope: Envelope, received: float) -> AccountSnapshot:
    """Balances and margins."""
    row = decode(_ASSETS, envelope.data)
    return AccountSnapshot(
        stamp=Stamp(envelope.time_ms, received),
        equity=numbers.or_zero(row.account_equity),
        balances=tuple(
            Balance(
                coin=asset.coin,
                equity=numbers.or_zero(asset.equity),
                available=numbers.or_zero(asset.available),
                locked=numbers.or_zero(asset.locked),
                debt=numbers.or_zero(asset.debt),
                usd_value=numbers.optional(asset.usd_value),
                wallet=numbers.optional(asset.balance),
            )
            for asset in row.assets or ()
        ),
        unrealised_pnl=numbers.optional(row.unrealised_pnl),
        initial_margin=numbers.optional(row.imr),
        maintenance_margin=numbers.optional(row.mmr),
        margin_ratio=numbers.optional(row.mgn_ratio),
    )


def fee_rate(envelope: Envelope) -> FeeRate:
    """What this account pays."""
    row = decode(_FEE_RATE, envelope.data)
    return FeeRate(maker=numbers.required(row.maker_fee_rate), taker=numbers.required(row.taker_fee_rate))

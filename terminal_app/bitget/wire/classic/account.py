"""The account over REST: what its wallets hold and were moved, how contracts are set up, what it pays."""

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.classic.common import PRODUCT_TYPE, margin_coin, mix_margin_mode_of, spelled
from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope, decode
from terminal_app.bitget.wire.unified.common import Text, hold_mode_of
from terminal_app.core.account import (
    Balance,
    FeeRate,
    HoldMode,
    SymbolSetting,
    TransferState,
    WalletMargin,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import ZERO
from terminal_app.core.orders import MarginMode

_TRADED = frozenset({"spot", "futures"})
_TRANSFERS: Mapping[str, TransferState] = {
    "successful": TransferState.DONE,
    "failed": TransferState.FAILED,
    "processing": TransferState.PROCESSING,
}


class AssetRow(msgspec.Struct, frozen=True, rename="camel"):
    """One coin of the spot wallet; `frozen` is what open orders hold."""

    coin: str
    available: Text = None
    frozen: Text = None
    locked: Text = None


class WalletRow(msgspec.Struct, frozen=True, rename="camel"):
    """One margin coin of a futures wallet, in that coin."""

    margin_coin: str
    locked: Text = None
    available: Text = None
    crossed_max_available: Text = None
    max_transfer_out: Text = None
    account_equity: Text = None
    usdt_equity: Text = None
    crossed_risk_rate: Text = None
    crossed_margin: Text = None
    isolated_margin: Text = None
    unrealised: Text = msgspec.field(name="unrealizedPL", default=None)
    crossed_unrealised: Text = msgspec.field(name="crossedUnrealizedPL", default=None)
    isolated_unrealised: Text = msgspec.field(name="isolatedUnrealizedPL", default=None)


class SetupRow(msgspec.Struct, frozen=True, rename="camel"):
    """How one contract is set up; the leverages are JSON numbers."""

    pos_mode: str
    margin_mode: str
    crossed_margin_leverage: Text = None
    isolated_long_lever: Text = None
    isolated_short_lever: Text = None


class WorthRow(msgspec.Struct, frozen=True, rename="camel"):
    """What one kind of account is worth in USDT."""

    account_type: str
    usdt_balance: Text = None


class FeeRateRow(msgspec.Struct, frozen=True, rename="camel"):
    """What the account pays, as shares of the notional."""

    maker_fee_rate: Text
    taker_fee_rate: Text


class TransferRow(msgspec.Struct, frozen=True, rename="camel"):
    """One transfer between wallets."""

    status: str
    client_oid: str | None = None


_ASSETS = msgspec.json.Decoder(list[AssetRow] | None)
_WALLET = msgspec.json.Decoder(list[WalletRow] | None)
_SETUP = msgspec.json.Decoder(SetupRow)
_WORTH = msgspec.json.Decoder(list[WorthRow] | None)
_FEE_RATE = msgspec.json.Decoder(FeeRateRow)
_TRANSFER = msgspec.json.Decoder(list[TransferRow] | None)


def of_setup(instrument: InstrumentId) -> dict[str, str]:
    """The parameters that ask how a contract is set up."""
    return {
        "symbol": instrument.symbol,
        "productType": PRODUCT_TYPE[instrument.product],
        "marginCoin": margin_coin(instrument),
    }


def of_fee_rate(instrument: InstrumentId) -> dict[str, str]:
    """The parameters that ask what an instrument costs."""
    business = "mix" if instrument.product.is_futures else "spot"
    return {"symbol": instrument.symbol, "businessType": business}


def spot_balances(envelope: Envelope) -> list[Balance]:
    """The coins of the spot wallet."""
    return [spot_balance_from(row) for row in decode(_ASSETS, envelope.data) or ()]


def mix_balances(envelope: Envelope, product: ProductType) -> list[Balance]:
    """The margin coins of a futures wallet."""
    return [_mix_balance(row, product) for row in decode(_WALLET, envelope.data) or ()]


def worth(envelope: Envelope) -> Decimal:
    """What the wallets that are traded with are worth in USDT, spot and futures.

    Raises:
        BadPayloadError: the answer names neither.
    """
    rows = [row for row in decode(_WORTH, envelope.data) or () if (row.account_type or "").lower() in _TRADED]
    if not rows:
        raise BadPayloadError("no wallet that is traded with is in the answer")
    return sum((numbers.or_zero(row.usdt_balance) for row in rows), ZERO)


def setup(envelope: Envelope, instrument: InstrumentId) -> tuple[HoldMode, SymbolSetting]:
    """The hold mode of the product, and margin mode and leverage of the contract.

    Where an isolated long and short have different leverages, the lower one counts: it needs more margin.
    """
    row = decode(_SETUP, envelope.data)
    mode = mix_margin_mode_of(row.margin_mode)
    crossed = numbers.or_zero(row.crossed_margin_leverage)
    sides = (numbers.positive(row.isolated_long_lever), numbers.positive(row.isolated_short_lever))
    isolated = min((lever for lever in sides if lever is not None), default=crossed)
    leverage = crossed if mode is MarginMode.CROSSED else isolated
    return hold_mode_of(row.pos_mode), SymbolSetting(instrument, mode, leverage)


def fee_rate(envelope: Envelope) -> FeeRate:
    """What this account pays."""
    row = decode(_FEE_RATE, envelope.data)
    return FeeRate(maker=numbers.required(row.maker_fee_rate), taker=numbers.required(row.taker_fee_rate))


def transfer_state(envelope: Envelope, client_oid: str) -> TransferState | None:
    """What became of a transfer; `None` when the list does not have it.

    Raises:
        BadPayloadError: its state is none that this program knows.
    """
    for row in decode(_TRANSFER, envelope.data) or ():
        if row.client_oid == client_oid:
            try:
                return _TRANSFERS[row.status.lower()]
            except KeyError:
                raise BadPayloadError("unknown status of a transfer") from None
    return None


def spot_balance_from(row: AssetRow) -> Balance:
    """One coin of the spot wallet."""
    available = numbers.or_zero(row.available)
    locked = numbers.or_zero(row.frozen) + numbers.or_zero(row.locked)
    held = available + locked
    return Balance(
        coin=spelled(row.coin),
        equity=held,
        available=available,
        locked=locked,
        # The venue counts a tether as a dollar in all its sums; of other coins it does not tell the worth.
        usd_value=held if spelled(row.coin) == "USDT" else None,
        wallet=held,
        product=ProductType.SPOT,
    )


def _mix_balance(row: WalletRow, product: ProductType) -> Balance:
    equity = numbers.or_zero(row.account_equity)
    profit = _profit(row)
    usable = numbers.optional(row.crossed_max_available)
    return Balance(
        coin=spelled(row.margin_coin),
        equity=equity,
        available=numbers.or_zero(row.available) if usable is None else usable,
        locked=numbers.or_zero(row.locked),
        usd_value=numbers.optional(row.usdt_equity),
        wallet=None if profit is None else equity - profit,
        product=product,
        margin=WalletMargin(
            unrealised_pnl=profit,
            crossed=numbers.optional(row.crossed_margin),
            isolated=numbers.optional(row.isolated_margin),
            ratio=numbers.optional(row.crossed_risk_rate),
            transferable=numbers.optional(row.max_transfer_out),
        ),
    )


def _profit(row: WalletRow) -> Decimal | None:
    """The unrealised profit, which the venue tells as a whole, in two parts or not at all."""
    whole = numbers.optional(row.unrealised)
    if whole is not None or row.crossed_unrealised in (None, ""):
        return whole
    return numbers.or_zero(row.crossed_unrealised) + numbers.or_zero(row.isolated_unrealised)

"""The streams of a classic account (V2), as one value."""

from terminal_app.bitget.classic import endpoints
from terminal_app.bitget.stream_dialect import StreamDialect
from terminal_app.bitget.wire.classic import channels, order_frames
from terminal_app.bitget.wire.classic.push import read_public
from terminal_app.bitget.wire.classic.push_account import read_private

_SILENT_AFTER = {"books": 2, "ticker": 10}
"""The venue pushes these many times a second. Trades, orders and fills are quiet by nature, and wallets and
positions are told only when something happens to them."""

CLASSIC_STREAM = StreamDialect(
    private=channels.PRIVATE,
    silent_after=_SILENT_AFTER,
    # Wallets and positions begin with all there is, so asking anew mends what a lost push left wrong.
    renewed_after={"candle": 90, "positions": 60, "account": 60},
    # On a private connection nothing need ever be said: only a ping shows whether it is there.
    vital=frozenset(_SILENT_AFTER) | {"account"},
    arg_of=channels.arg_of,
    wire_arg=channels.wire_arg,
    read_arg=channels.read_arg,
    refused_arg=channels.refused_arg,
    name_of=channels.name_of,
    read_public=read_public,
    read_private=read_private,
    order_topics={
        endpoints.SPOT_PLACE_ORDER.path: "place-order",
        endpoints.SPOT_CANCEL_ORDER.path: "cancel-order",
        endpoints.MIX_PLACE_ORDER.path: "place-order",
        endpoints.MIX_CANCEL_ORDER.path: "cancel-order",
    },
    order_request=order_frames.order_request,
    order_frame=order_frames.order_frame,
    read_call=order_frames.read_call,
)

"""The streams of the unified account (V3), as one value."""

from terminal_app.bitget.stream_dialect import StreamDialect
from terminal_app.bitget.unified import endpoints
from terminal_app.bitget.wire.unified import channels, order_frames
from terminal_app.bitget.wire.unified.push import read_public
from terminal_app.bitget.wire.unified.push_account import read_private

# The venue pushes these many times a second, and the account every 5 s. Orders, fills and trades are quiet by
# nature, and so are positions while none is open: its documents do not say whether anything is pushed then.
_SILENT_AFTER = {"books": 2, "ticker": 10, "account": 12}

UNIFIED_STREAM = StreamDialect(
    private=channels.PRIVATE,
    silent_after=_SILENT_AFTER,
    renewed_after={"kline": 90, "position": 60},
    vital=frozenset(_SILENT_AFTER),
    arg_of=channels.arg_of,
    wire_arg=channels.wire_arg,
    read_arg=channels.read_arg,
    refused_arg=channels.refused_arg,
    name_of=channels.name_of,
    read_public=read_public,
    read_private=read_private,
    order_topics={
        endpoints.PLACE_ORDER.path: "place-order",
        endpoints.PLACE_BATCH.path: "batch-place",
        endpoints.MODIFY_ORDER.path: "modify-order",
        endpoints.CANCEL_ORDER.path: "cancel-order",
        endpoints.CANCEL_BATCH.path: "batch-cancel",
    },
    order_request=order_frames.order_request,
    order_frame=order_frames.order_frame,
    read_call=order_frames.read_call,
)

"""A whole session on a paper exchange with which things go wrong, over real sockets."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from terminal_app.app.paths import paths_for
from terminal_app.app.session import Session
from terminal_app.app.wiring import new_session
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.ports import Channel, Feed
from tests.helpers.paper_process import paper_process
from tests.helpers.waiting import eventually

_SETTLED_S = 30


@asynccontextmanager
async def faulty_session(
    folder: Path,
    rules: Sequence[Mapping[str, object]],
    watched: Sequence[InstrumentId],
    *,
    seed: int = 7,
    kind: AccountKind = AccountKind.UNIFIED,
) -> AsyncIterator[Session]:
    """A session that may trade and knows the prices of what is watched; closed at the end.

    Args:
        folder: where both keep their files.
        rules: what goes wrong, as in a plan of faults.
        watched: whose prices are wanted.
        seed: of the faults.
        kind: of the account.
    """
    plan = folder / "plan.json"
    plan.write_text(json.dumps({"seed": seed, "rules": list(rules)}))
    paths = paths_for("paper", folder)
    paths.make()
    with paper_process("--account", kind.value, "--faults", str(plan)) as paper:
        session = new_session(paths, "paper", SystemClock(), Changes())
        if kind is AccountKind.CLASSIC:
            session.guards.keep_account_kind(kind)  # it need not be found out
        session.feed.watch("test", [Channel(Feed.TICKER, one) for one in watched])
        try:
            await session.open(paper.venue, paper.credentials)
            await eventually(lambda: session.entry_block() is None, timeout=_SETTLED_S)
            await eventually(lambda: all(map(session.hub.tickers.get, watched)), timeout=_SETTLED_S)
            yield session
        finally:
            await session.aclose()

"""What this program holds comes back from its row as it was."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from terminal_app.core.held import Distance, Held, Oco, Trail, Winner
from terminal_app.core.orders import PositionSide, Side, TriggerBy
from terminal_app.core.records import EventSeen, HeldSeen, SessionOpened
from terminal_app.journal.held_records import decode_held, encode_held
from terminal_app.journal.reader import JournalReader
from terminal_app.journal.writer import JournalWriter
from tests.helpers.examples import PERP_ID

D = Decimal
TRAIL = Trail("tb-t1", PERP_ID, Side.SELL, Distance(D("1.5"), percent=True), (D("63000.1"), D("63100")), 7)
PAIR = Oco("tb-1", "tb-s1", PERP_ID, Side.BUY, D("0.0100"), 8)


@pytest.mark.parametrize(
    "held",
    [
        TRAIL,
        replace(
            TRAIL,
            by=TriggerBy.MARK,
            position_side=PositionSide.LONG,
            size=D("0.01"),
            activation=D(64000),
            peak=D("64100.5"),
            ended=True,
            note="Why.",
        ),
        PAIR,
        replace(PAIR, won=Winner.TRIGGER, ended=True, note="Why."),
    ],
)
def test_it_comes_back_as_it_was(held: Held) -> None:
    assert decode_held(*encode_held(held)) == held


async def test_the_newest_state_of_what_is_still_held_is_read(journal: JournalWriter, path: Path) -> None:
    moved = replace(TRAIL, levels=(D("63100"),))
    for held in (TRAIL, PAIR, moved, replace(PAIR, ended=True)):
        await journal.append(HeldSeen(held, 1))
    await journal.append(EventSeen("watchdog", "Before.", 4))
    await journal.append(SessionOpened("paper", "PAPER", "1", 5))
    for event in (EventSeen("watchdog", "After.", 6), EventSeen("limits", "Other.", 7)):
        await journal.append(event)
    reader = JournalReader(path)
    assert reader.held() == [moved]
    assert [event.sentence for event in reader.events_since_session("watchdog")] == ["After."]
    reader.close()

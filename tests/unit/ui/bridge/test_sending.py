"""Tests for `ui/bridge/sending.py`."""

import asyncio
from collections.abc import Sequence

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import CancelOrder, ClosePosition, Command
from terminal_app.core.outcomes import Accepted, NotSent, Outcome, Refused, Rejected, Unknown
from terminal_app.tasks import TaskOwner
from terminal_app.ui.bridge.sending import Sender, notice_of
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.notice_board import Level, NoticeBoard
from tests.helpers.roads import one_by_one
from tests.helpers.ui_samples import BTC_PERP

CANCEL = CancelOrder("tb-1", BTC_PERP)


class Road:
    """Takes commands and answers when it is let."""

    def __init__(self, outcome: Outcome) -> None:
        self.sent: list[Command] = []
        self.open = asyncio.Event()
        self._outcome = outcome

    async def submit(self, command: Command) -> Outcome:
        self.sent.append(command)
        await self.open.wait()
        return self._outcome


async def test_an_equal_command_is_not_sent_while_one_is_under_way(manual_clock: ManualClock) -> None:
    board, owner, road = NoticeBoard(manual_clock), TaskOwner("test"), Road(Accepted())
    sender = Sender(road.submit, UiTasks(owner, board), board, one_by_one(road.submit))
    assert sender.send(CANCEL)
    assert not sender.send(CancelOrder("tb-1", BTC_PERP))
    assert sender.send(CancelOrder("tb-2", BTC_PERP))
    road.open.set()
    await owner.drain()
    assert [command.client_oid for command in road.sent if isinstance(command, CancelOrder)] == [
        "tb-1",
        "tb-2",
    ]
    assert board.shown() == ()
    assert sender.send(CANCEL)
    await owner.drain()


async def test_a_command_can_be_waited_for(manual_clock: ManualClock) -> None:
    board, owner, road = NoticeBoard(manual_clock), TaskOwner("test"), Road(Rejected("1", "No.", ""))
    sender = Sender(road.submit, UiTasks(owner, board), board, one_by_one(road.submit))
    assert sender.send(CANCEL)
    assert await sender.carry(CANCEL) is None
    road.open.set()
    await owner.drain()
    assert await sender.carry(CANCEL) == Rejected("1", "No.", "")
    assert [shown.count for shown in board.shown()] == [2]
    assert len(road.sent) == 2


async def test_a_no_is_told(manual_clock: ManualClock) -> None:
    board, owner, road = NoticeBoard(manual_clock), TaskOwner("test"), Road(Refused(("Orders are shut.",)))
    road.open.set()
    Sender(road.submit, UiTasks(owner, board), board, one_by_one(road.submit)).send(CANCEL)
    await owner.drain()
    assert [shown.notice.text for shown in board.shown()] == ["Not sent: Orders are shut."]


async def test_a_command_that_failed_can_be_sent_again(manual_clock: ManualClock) -> None:
    board, owner = NoticeBoard(manual_clock), TaskOwner("test")
    calls: list[Command] = []

    async def submit(command: Command) -> Outcome:
        calls.append(command)
        raise asyncio.CancelledError

    sender = Sender(submit, UiTasks(owner, board), board, one_by_one(submit))
    sender.send(CANCEL)
    await owner.drain()
    assert sender.send(CANCEL)
    await owner.drain()
    assert len(calls) == 2


async def test_several_cancels_go_together_and_each_no_is_told(manual_clock: ManualClock) -> None:
    board, owner, road = NoticeBoard(manual_clock), TaskOwner("test"), Road(Accepted())
    groups: list[Sequence[CancelOrder]] = []
    other, third = CancelOrder("tb-2", BTC_PERP), CancelOrder("tb-3", BTC_PERP)

    async def cancel_group(orders: Sequence[CancelOrder]) -> Sequence[Outcome]:
        groups.append(orders)
        await road.open.wait()
        return [Accepted("tb-2"), Rejected("25204", "The order is gone.")]

    sender = Sender(road.submit, UiTasks(owner, board), board, cancel_group)
    everything = ClosePosition(BTC_PERP)
    assert sender.send(CANCEL)
    assert sender.send_all([CANCEL, other, third, everything])
    assert not sender.send_all([other, everything])
    answer = owner.spawn(sender.carry_all([third]), "test")
    road.open.set()
    await owner.drain()
    assert groups == [[other, third]]
    assert road.sent == [CANCEL, everything]
    assert answer.result() == [None]
    assert [shown.notice.text for shown in board.shown()] == ["The order is gone. (code 25204)"]
    assert await sender.carry_all([third, everything]) == [Accepted(), Accepted()]


async def test_cancels_that_failed_can_be_sent_again(manual_clock: ManualClock) -> None:
    board, owner = NoticeBoard(manual_clock), TaskOwner("test")
    calls: list[Sequence[CancelOrder]] = []

    async def cancel_group(orders: Sequence[CancelOrder]) -> Sequence[Outcome]:
        calls.append(orders)
        raise asyncio.CancelledError

    road = Road(Accepted())
    sender = Sender(road.submit, UiTasks(owner, board), board, cancel_group)
    both = [CANCEL, CancelOrder("tb-2", BTC_PERP)]
    assert sender.send_all(both)
    await owner.drain()
    assert sender.send_all(both)
    await owner.drain()
    assert calls == [both, both]


@pytest.mark.parametrize(
    ("outcome", "level", "words"),
    [
        (Refused(("One.", "Two.")), Level.ERROR, "Not sent: One. Two."),
        (NotSent("No network."), Level.ERROR, "No network."),
        (Rejected("25204", "The order is gone."), Level.ERROR, "The order is gone. (code 25204)"),
        (Unknown("tb-1", "timeout"), Level.WARNING, "No answer yet"),
    ],
)
def test_every_answer_but_a_yes_has_words(outcome: Outcome, level: Level, words: str) -> None:
    notice = notice_of(outcome)
    assert notice is not None
    assert notice.level is level
    assert notice.text.startswith(words)


def test_a_yes_is_not_told() -> None:
    assert notice_of(Accepted("tb-1", "1")) is None


async def test_a_command_of_a_longer_action_is_waited_for(manual_clock: ManualClock) -> None:
    board, owner, road = NoticeBoard(manual_clock), TaskOwner("test"), Road(Accepted("tb-1"))
    sender = Sender(road.submit, UiTasks(owner, board), board, one_by_one(road.submit))
    outcomes: list[Outcome | None] = []

    async def action() -> None:
        assert sender.send(CancelOrder("tb-2", BTC_PERP))
        outcomes.append(await sender.carry(CancelOrder("tb-2", BTC_PERP)))
        outcomes.append(await sender.carry(CANCEL))

    road.open.set()
    sender.run(action())
    await owner.drain()
    assert outcomes == [None, Accepted("tb-1")]
    assert len(road.sent) == 2

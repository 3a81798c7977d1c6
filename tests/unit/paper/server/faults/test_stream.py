"""What the dice do to frames."""

import pytest

from terminal_app.paper.server.faults.dice import Dice
from terminal_app.paper.server.faults.plan import Kind, Plan, Rule
from terminal_app.paper.server.faults.stream import FaultyStream
from tests.helpers.waiting import eventually


def frame(number: int, topic: str = "fill") -> str:
    arg = f'{{"instType":"UTA","topic":"{topic}"}}'
    return f'{{"action":"update","arg":{arg},"data":[{{"orderId":"{number}","seq":9,"pseq":{number}}}]}}'


def heard(rule: Rule, *frames: str) -> tuple[list[str], Dice]:
    dice, out = Dice(Plan(1, [rule])), list[str]()
    stream = FaultyStream(dice, out.append)
    for one in frames:
        stream.push(one)
    return out, dice


A, B, C = frame(1), frame(2), frame(3)


@pytest.mark.parametrize(
    ("kind", "left"),
    [
        (Kind.GAP, [A, C]),
        (Kind.DUPLICATE, [A, B, B, C]),
        (Kind.REORDER, [A, C, B]),
        (Kind.CORRUPT, [A, B[: len(B) * 2 // 3], C]),
        (Kind.RESET_SEQUENCE, [A, B.replace('"pseq":2', '"pseq":0'), C]),
    ],
)
def test_each_kind_does_what_it_says(kind: Kind, left: list[str]) -> None:
    out, dice = heard(Rule(kind, after=1, count=1), A, B, C)
    assert out == left
    assert [(line["what"], line["order_id"]) for line in dice.lines] == [("frame fill", "2")]


def test_a_client_may_write_its_topics_with_spaces() -> None:
    spaced = '{"action":"update","arg":{"instType": "UTA", "topic": "fill"},"data":[]}'
    assert heard(Rule(Kind.GAP, topic="fill"), spaced)[0] == []


def test_a_channel_is_a_topic() -> None:
    pushed = frame(1, "orders").replace('"topic"', '"channel"')
    answer = '{"event":"trade","arg":[{"channel":"place-order","params":{"orderId":"7"}}],"code":0}'
    for topic, one, order_id in (("orders", pushed, "1"), ("trade", answer, "7")):
        out, dice = heard(Rule(Kind.GAP, topic=topic), one)
        assert (out, dice.lines[0]["order_id"]) == ([], order_id)


def test_two_swaps_in_a_row_hold_one_frame_only() -> None:
    out, _ = heard(Rule(Kind.REORDER, count=2), A, B, C)
    assert out == [B, A, C]


async def test_a_late_frame_comes_after_the_others() -> None:
    out, _ = heard(Rule(Kind.LATE_FRAME, count=1, seconds=0.01), A, B)
    assert out == [B]
    await eventually(lambda: out == [B, A])


def test_other_topics_and_answers_pass() -> None:
    frames = [frame(1, "order"), "pong", '{"event":"subscribe","arg":{"topic":"fill"}}']
    out, dice = heard(Rule(Kind.GAP, topic="fill"), *frames)
    assert (out, dice.lines) == (frames, [])


def test_the_answer_to_an_order_can_be_lost() -> None:
    answer = '{"event":"trade","id":"1","topic":"place-order","args":[{"orderId":"7"}]}'
    out, dice = heard(Rule(Kind.GAP, topic="trade"), answer)
    assert (out, dice.lines[0]["order_id"]) == ([], "7")

"""Bills and notes are kept: each bill once, to the last digit, and of a key the last note counts."""

from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.orders import PositionSide
from terminal_app.core.records import BillSeen, FillSeen, NoteSeen
from terminal_app.journal.bill_rows import decode_bill, decode_words, encode_bill, encode_words
from terminal_app.journal.reader import JournalReader
from terminal_app.journal.writer import JournalWriter
from tests.helpers.examples import PERP_ID, SPOT_ID, fill

D = Decimal
amounts = st.decimals(min_value=D("-1e12"), max_value=D("1e12"), places=16)
bills = st.builds(
    Bill,
    st.text(min_size=1),
    st.integers(0, 2**50),
    st.sampled_from(["USDT", "BTC"]),
    st.sampled_from(BillKind),
    st.none() | st.sampled_from([PERP_ID, SPOT_ID]),
    amounts,
    amounts,
    st.none() | amounts,
    st.text(),
    st.sampled_from(PositionSide),
)


@given(bills)
def test_a_bill_comes_back_to_the_last_digit(bill: Bill) -> None:
    back = decode_bill(encode_bill(bill))
    assert back == bill
    assert (back.amount.as_tuple(), back.fee.as_tuple()) == (bill.amount.as_tuple(), bill.fee.as_tuple())


@given(st.lists(st.text()))
def test_words_come_back(words: list[str]) -> None:
    assert decode_words(encode_words(tuple(words))) == tuple(words)


def bill(bill_id: str, time_ms: int) -> Bill:
    return Bill(bill_id, time_ms, "USDT", BillKind.FUNDING, PERP_ID, D("-0.3"), D(0), D(9), "OUT")


async def test_each_bill_is_kept_once_and_found_by_its_time(journal: JournalWriter, path: Path) -> None:
    first, second, third = bill("9", 10), bill("10", 10), bill("11", 30)
    for one in (third, second, first, first):
        await journal.append(BillSeen(one, 99))
    await journal.append(FillSeen(fill(), 99))
    reader = JournalReader(path)
    assert reader.bills(0, 2**50) == [first, second, third]
    assert reader.bills(11, 30) == [third]
    assert reader.bills(0, 29) == [first, second]
    assert reader.bill_ids(11) == {"11"}
    assert reader.fill_ids(0) == {fill().exec_id}
    assert reader.fills(0, fill().time_ms) == [fill()]
    assert reader.fills(0, fill().time_ms - 1) == []
    assert reader.fill_ids(fill().time_ms + 1) == set()
    reader.close()


async def test_the_last_note_of_a_key_counts_and_none_is_lost(journal: JournalWriter, path: Path) -> None:
    notes = [
        NoteSeen("a", "One.", ("fomo",), 1),
        NoteSeen("b", 'Other, "quoted".', (), 2),
        NoteSeen("a", "", ("late", "x y"), 3),
    ]
    for one in notes:
        await journal.append(one)
    reader = JournalReader(path)
    assert reader.notes() == {"a": notes[2], "b": notes[1]}
    reader.close()

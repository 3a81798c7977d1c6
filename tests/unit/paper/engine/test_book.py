"""The book keeps price-time order, exact level sums and the levels that changed."""

from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.orders import Side
from terminal_app.paper.engine.book import Book, Resting

BUY, SELL = Side.BUY, Side.SELL


def add(book: Book, order_id: str, side: Side, price: int, lots: int) -> Resting:
    order = Resting(order_id, "u", side, price, lots)
    book.add(order)
    return order


def ids(book: Book, side: Side) -> list[str]:
    return [order.order_id for order in book.orders(side)]


def test_bids_rank_from_the_highest_and_asks_from_the_lowest() -> None:
    book = Book()
    for name, price in (("a", 10), ("b", 12), ("c", 11)):
        add(book, name, BUY, price, 1)
        add(book, name.upper(), SELL, price + 10, 1)

    assert ids(book, BUY) == ["b", "c", "a"]
    assert ids(book, SELL) == ["A", "C", "B"]
    assert (book.best(BUY), book.best(SELL)) == (12, 20)
    assert (book.level_count(BUY), len(book)) == (3, 6)


def test_the_older_order_of_a_price_comes_first() -> None:
    book = Book()
    add(book, "old", BUY, 10, 5)
    add(book, "young", BUY, 10, 7)

    front = book.front(BUY)

    assert front is not None
    assert front.order_id == "old"
    assert list(book.levels(BUY)) == [(10, 12)]


def test_an_empty_side_has_nothing() -> None:
    book = Book()

    assert book.front(BUY) is None
    assert book.best(SELL) is None
    assert book.remove("nobody") is None
    assert book.lots_at(BUY, 10) == 0


def test_reducing_keeps_the_place_and_ends_at_zero() -> None:
    book = Book()
    first = add(book, "first", SELL, 10, 5)
    add(book, "second", SELL, 10, 5)

    book.reduce(first, 3)
    assert ids(book, SELL) == ["first", "second"]
    assert book.lots_at(SELL, 10) == 7

    book.reduce(first, 2)
    assert ids(book, SELL) == ["second"]
    assert (first.lots, "first" in book, book.get("first")) == (0, False, None)


def test_each_changed_level_is_told_once_with_what_it_holds_now() -> None:
    book = Book()
    add(book, "a", BUY, 10, 5)
    add(book, "b", BUY, 10, 2)
    add(book, "c", BUY, 9, 1)
    book.remove("c")

    assert book.take_touched(BUY) == [(10, 7), (9, 0)]
    assert book.take_touched(BUY) == []
    assert book.take_touched(SELL) == []


@given(
    st.lists(
        st.tuples(st.sampled_from(Side), st.integers(1, 8), st.integers(1, 9), st.booleans()),
        max_size=60,
    )
)
def test_levels_always_equal_the_orders_in_them(steps: list[tuple[Side, int, int, bool]]) -> None:
    book, alive = Book(), dict[str, Resting]()
    for number, (side, price, lots, take_out) in enumerate(steps):
        if take_out and alive:
            order_id, order = next(iter(alive.items()))
            book.reduce(order, lots)
            if not order.lots:
                del alive[order_id]
        else:
            alive[str(number)] = add(book, str(number), side, price, lots)

    for side in Side:
        sums: dict[int, int] = {}
        for order in alive.values():
            if order.side is side:
                sums[order.price] = sums.get(order.price, 0) + order.lots
        assert list(book.levels(side)) == sorted(sums.items(), reverse=side is BUY)
        assert len({id(order) for order in book.orders(side)}) == sum(
            order.side is side for order in alive.values()
        )

"""The price fields of each kind of order."""

from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from terminal_app.ui.panels.ticket.form import OrderKind
from terminal_app.ui.panels.ticket.price_box import PriceBox

pytestmark = pytest.mark.gui


@pytest.fixture
def box(qtbot: QtBot) -> PriceBox:
    made = PriceBox(lambda: Decimal("0.1"))
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (OrderKind.PLAIN, (True, False, False, False)),
        (OrderKind.TRIGGER, (True, True, False, False)),
        (OrderKind.SCALED, (True, False, True, True)),
    ],
)
def test_each_kind_has_its_fields(box: PriceBox, kind: OrderKind, shown: tuple[bool, ...]) -> None:
    box.show_kind(OrderKind.SCALED)
    box.show_kind(kind)
    fields = (box.price, box.trigger, box.price_to, box.count)
    assert tuple(field.isVisible() for field in fields) == shown


def test_a_price_of_the_market_goes_where_it_is_wanted_first(box: PriceBox) -> None:
    box.set_price("1")
    box.show_kind(OrderKind.TRIGGER)
    box.set_price("2")
    box.show_kind(OrderKind.SCALED)
    box.set_price("3")
    assert (box.price.text(), box.trigger.text(), box.price_to.text()) == ("1", "2", "3")
    box.forget()
    assert (box.price.text(), box.trigger.text(), box.price_to.text()) == ("", "", "")
    box.set_price("4")
    assert box.price.text() == "4"


def test_the_first_empty_field(box: PriceBox) -> None:
    assert box.first_empty() is box.price
    box.show_kind(OrderKind.TRIGGER)
    assert box.first_empty() is box.trigger
    box.trigger.set_text("1")
    assert box.first_empty() is None
    box.show_kind(OrderKind.SCALED)
    for field in (box.price, box.price_to, box.count):
        assert box.first_empty() is field
        field.set_text("3")
    assert box.first_empty() is None


def test_buttons_say_where_their_price_goes(box: PriceBox) -> None:
    names: list[str] = []
    box.price_wanted.connect(names.append)
    box.show_kind(OrderKind.TRIGGER)
    assert box.chips[0].accessibleName() == "Trigger price: Bid"
    box.chips[0].click()
    assert names == ["Bid"]

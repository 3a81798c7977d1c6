"""Templates and the sets of symbols come back from a file, and what is not understood stays there."""

import json

import pytest

from terminal_app.market.indicators.chosen import Chosen, ChosenSet
from terminal_app.market.indicators.templates import (
    LONGEST_NAME,
    MOST_TEMPLATES,
    BadTemplateError,
    SetChoices,
    Templates,
)

EMAS = ChosenSet((Chosen("EMA", {"timeperiod": 20}), Chosen("EMA", {"timeperiod": 200})))
RSI = ChosenSet((Chosen("RSI"),))


def test_a_template_is_kept_read_replaced_and_deleted() -> None:
    templates = Templates({})
    templates.keep(" Trend ", EMAS)
    templates.keep("calm", RSI)
    again = Templates(json.loads(json.dumps(templates.to_save())))
    assert again.names == ["calm", "Trend"]
    assert again.get("Trend") == EMAS
    again.keep("Trend", RSI)
    assert again.get("Trend") == RSI
    again.delete("Trend")
    again.delete("Trend")
    assert again.names == ["calm"]
    assert again.get("Trend") == ChosenSet()


def test_a_template_that_cannot_be_read_is_kept() -> None:
    templates = Templates({"odd": {"from": "a later version"}})
    templates.keep("mine", EMAS)
    assert templates.to_save()["odd"] == {"from": "a later version"}
    assert templates.get("odd").items == ()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("  ", "Enter a name"), ("x" * (LONGEST_NAME + 1), "too long")],
)
def test_a_bad_name_is_refused_in_plain_words(name: str, sentence: str) -> None:
    with pytest.raises(BadTemplateError, match=sentence):
        Templates({}).keep(name, EMAS)


def test_there_is_an_end_to_templates() -> None:
    templates = Templates({str(number): [] for number in range(MOST_TEMPLATES)})
    with pytest.raises(BadTemplateError, match="Delete one first"):
        templates.keep("one more", EMAS)
    templates.keep("0", EMAS)


def test_each_symbol_has_its_set_and_a_new_one_the_set_chosen_last() -> None:
    choices = SetChoices()
    choices.choose("BTC", EMAS)
    choices.choose("ETH", RSI)
    again = SetChoices()
    again.recall(json.loads(json.dumps(choices.remember())))
    assert [again.of(name) for name in ("BTC", "ETH", "SOL")] == [EMAS, RSI, RSI]


def test_symbols_with_one_set_share_it_in_the_file() -> None:
    choices = SetChoices()
    for number in range(50):
        choices.choose(f"S{number}", EMAS)
    sets = choices.remember()["sets"]
    assert isinstance(sets, list)
    assert len(sets) == 1


def test_symbols_looked_at_longest_ago_are_forgotten() -> None:
    choices = SetChoices(at_most=2)
    for name, chosen in (("A", EMAS), ("B", EMAS), ("A", RSI), ("C", RSI)):
        choices.choose(name, chosen)
    assert choices.remember()["of"] == {"A": 0, "C": 0}


@pytest.mark.parametrize(
    "saved", [None, [], {"sets": []}, {"sets": [[]], "of": []}, {"sets": {"a": 1}, "of": {}}, "text"]
)
def test_a_bad_file_changes_nothing(saved: object) -> None:
    choices = SetChoices()
    choices.choose("BTC", EMAS)
    choices.recall(saved)
    assert choices.of("BTC") == EMAS
    assert choices.remember().get("unread") == saved
    again = SetChoices()
    again.recall(choices.remember())
    assert again.remember() == choices.remember()


def test_a_number_that_means_no_set_is_passed_over() -> None:
    choices = SetChoices()
    choices.recall({"sets": [[{"name": "RSI"}]], "of": {"A": 0, "B": 3, "C": "x", "D": True, "E": -1}})
    assert choices.remember()["of"] == {"A": 0}

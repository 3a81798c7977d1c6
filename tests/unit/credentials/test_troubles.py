"""Tests for `credentials/troubles.py`."""

import pytest

from terminal_app.core.keys import KeyTrouble
from terminal_app.credentials.troubles import SENTENCES, trouble_error


@pytest.mark.parametrize("trouble", KeyTrouble)
def test_each_trouble_has_its_own_sentence_that_says_what_to_do(trouble: KeyTrouble) -> None:
    error = trouble_error(trouble, "somewhere")

    assert error.trouble is trouble
    assert error.sentence.endswith(".")
    assert error.sentence.count(".") >= 2 or error.sentence.count(":")
    assert list(SENTENCES.values()).count(error.sentence) == 1
    assert "somewhere" not in error.sentence

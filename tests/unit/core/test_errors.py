"""The error tree: what is caught together, and what each error carries."""

from terminal_app.core.errors import (
    AuthError,
    EnvironmentTroubleError,
    LinkError,
    RateLimitError,
    TerminalError,
    VenueError,
)


def test_an_error_carries_a_sentence_and_a_detail() -> None:
    error = VenueError("43012", "The balance is too small.", "code 43012")
    assert (error.code, error.sentence, error.detail) == ("43012", "The balance is too small.", "code 43012")
    assert str(error) == error.sentence


def test_the_tree() -> None:
    assert {AuthError.__base__, RateLimitError.__base__} == {VenueError}
    assert {VenueError.__base__, LinkError.__base__, EnvironmentTroubleError.__base__} == {TerminalError}

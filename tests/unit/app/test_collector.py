"""Tests for `app/collector.py`."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest

from terminal_app.app.collector import Collector


class Knot:
    """Refers to itself, so that only a collection frees it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector(qapp: object) -> Iterator[Collector]:
    del qapp
    made = Collector()
    yield made
    made.stop()
    gc.freeze()  # as the whole run began


def allocate() -> None:
    """More than Python collects after."""
    kept = [[number] for number in range(5 * gc.get_threshold()[0])]
    assert kept


def test_a_cycle_dies_in_a_step_and_not_in_another_thread(collector: Collector) -> None:
    knot = Knot()
    alive = weakref.ref(knot)
    del knot
    other = threading.Thread(target=allocate)
    other.start()
    other.join()
    assert alive() is not None
    kept = [[number] for number in range(5 * gc.get_threshold()[0])]
    collector.step()
    assert kept
    assert alive() is None


def test_older_generations_are_collected_when_they_are_due(collector: Collector) -> None:
    knots = [Knot()]
    gc.collect(1)
    alive = weakref.ref(knots[0])
    knots.clear()
    kept: list[list[int]] = []
    for _ in range(200):
        kept += [[number] for number in range(2 * gc.get_threshold()[0])]
        collector.step()
    assert kept
    assert alive() is None


@pytest.mark.parametrize("automatic", [True, False])
def test_afterwards_python_collects_as_it_did_before(qapp: object, *, automatic: bool) -> None:
    del qapp
    assert not gc.isenabled()
    if automatic:
        gc.enable()
    Collector().stop()
    after = gc.isenabled()
    gc.disable()
    frozen = gc.get_freeze_count()
    gc.freeze()  # as the whole run began
    assert after is automatic
    assert frozen == 0

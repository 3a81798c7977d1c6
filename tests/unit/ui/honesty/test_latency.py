"""The meter counts from the first arrival that is not on the screen to the end of the paint that shows it."""

from hypothesis import given
from hypothesis import strategies as st

from terminal_app.ui.honesty.latency import LatencyMeter, Percentiles, percentiles


def times(meter: LatencyMeter) -> tuple[int, int] | None:
    found = meter.times()
    return None if found is None else (found.samples, round(found.worst))


def test_the_first_of_several_arrivals_counts() -> None:
    meter = LatencyMeter()
    assert meter.times() is None
    meter.arrived(10.000)
    meter.arrived(10.004)
    meter.pictured()
    meter.painted(10.012)
    assert times(meter) == (1, 12)


def test_what_comes_between_picture_and_paint_waits_for_the_next() -> None:
    meter = LatencyMeter()
    meter.arrived(10.000)
    meter.pictured()
    meter.arrived(10.005)
    meter.painted(10.010)
    meter.painted(10.500)
    assert times(meter) == (1, 10)
    meter.pictured()
    meter.painted(10.025)
    assert times(meter) == (2, 20)


def test_what_nobody_could_see_does_not_count() -> None:
    meter = LatencyMeter()
    meter.arrived(1.0)
    meter.forget()
    meter.pictured()
    meter.painted(60.0)
    assert meter.times() is None


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60))
def test_percentiles_are_measured_values_in_order(values: list[float]) -> None:
    found = percentiles(values)
    assert found is not None
    assert {found.p50, found.p95, found.worst} <= set(values)
    assert found.p50 <= found.p95 <= found.worst == max(values)
    assert sum(value <= found.p95 for value in values) >= 0.95 * len(values)


def test_percentiles_of_a_hundred() -> None:
    assert percentiles([float(n) for n in range(1, 101)]) == Percentiles(100, 50.0, 96.0, 100.0)
    assert percentiles([]) is None

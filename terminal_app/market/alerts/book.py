"""The alerts of a profile, led by prices. Pure: it neither tells nor writes, it returns what has happened.

A crossing is seen when two prices follow each other closely, the first on the waiting side and the second
not. When none came for a while in between, the price did cross, but nobody saw when; and when it is on the
waiting side again, nobody knows whether it did. An older price that arrives late is no price.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.orders import TriggerBy
from terminal_app.market.alerts.values import Alert, Fired, Gap, Sight, from_saved, to_save

GAP_MS = 120_000
"""Two prices further apart than this do not follow each other."""

MOST = 200
"""So many alerts there can be."""


class _Seen(NamedTuple):
    time_ms: int
    price: Decimal


class AlertBook:
    """What waits, by id, oldest first."""

    def __init__(self, alerts: Sequence[Alert] = ()) -> None:
        self._alerts = {alert.id: alert for alert in alerts}
        self._last: dict[tuple[InstrumentId, TriggerBy], _Seen] = {}
        self._fresh: set[str] = set()
        self._doubted: set[str] = set()

    def all(self) -> Sequence[Alert]:
        """Every alert, oldest first."""
        return tuple(self._alerts.values())

    def of(self, instrument: InstrumentId) -> Sequence[Alert]:
        """Those of an instrument."""
        return [alert for alert in self._alerts.values() if alert.instrument == instrument]

    def get(self, name: str) -> Alert | None:
        """One of them."""
        return self._alerts.get(name)

    def put(self, alert: Alert) -> None:
        """Take an alert, a new one or one that has changed."""
        self._alerts[alert.id] = alert
        self._fresh.add(alert.id)
        self._doubted.discard(alert.id)

    def remove(self, name: str) -> None:
        """Wait for it no more."""
        self._alerts.pop(name, None)
        self._fresh.discard(name)

    def doubt(self) -> None:
        """Prices may have been missed from here on: what comes next does not follow what came last."""
        self._doubted |= self._alerts.keys()

    def on_price(
        self, instrument: InstrumentId, by: TriggerBy, price: Decimal, time_ms: int
    ) -> Sequence[Fired | Gap]:
        """A price has come; `time_ms` is the venue's time of it.

        Returns:
            What has happened. Alerts that fired are not armed any more when this returns.
        """
        before = self._last.get((instrument, by))
        if before is not None and time_ms < before.time_ms:
            return ()
        self._last[instrument, by] = _Seen(time_ms, price)
        happened: list[Fired | Gap] = []
        for alert in self.of(instrument):
            if alert.by is not by or time_ms < alert.seen_ms:
                continue
            if not alert.armed:
                if alert.each and not alert.reached(price):
                    self._alerts[alert.id] = replace(
                        alert, armed=True, arming=alert.arming + 1, seen_ms=time_ms
                    )
                    self._fresh.add(alert.id)
                continue
            known = alert.id in self._fresh
            follows = known and alert.id not in self._doubted and time_ms - alert.seen_ms <= GAP_MS
            self._fresh.add(alert.id)
            self._doubted.discard(alert.id)
            if alert.reached(price):
                fired = replace(alert, armed=False, fired_ms=time_ms)
                self._alerts[alert.id] = fired
                sight = Sight.SEEN if follows else Sight.BETWEEN
                happened.append(Fired(fired, sight, alert.seen_ms, time_ms, closed=not known))
                continue
            self._alerts[alert.id] = replace(alert, seen_ms=time_ms)
            if not follows:
                happened.append(Gap(alert, alert.seen_ms, time_ms, closed=not known))
        return happened

    def fire_of_history(self, gap: Gap, at_ms: int) -> Fired | None:
        """History shows that an alert was reached in a gap; `None` when this arming is over already."""
        alert = self._alerts.get(gap.alert.id)
        if alert is None or not alert.armed or alert.arming != gap.alert.arming:
            return None
        # The price is back on the waiting side, so one that fires each time waits again at once.
        arming = alert.arming + 1 if alert.each else alert.arming
        fired = replace(alert, fired_ms=at_ms, armed=alert.each, arming=arming)
        self._alerts[alert.id] = fired
        return Fired(fired, Sight.HISTORY, gap.since_ms, at_ms, closed=gap.closed)

    def remember(self) -> Mapping[str, object]:
        """Everything as values that fit in JSON."""
        return {"alerts": [to_save(alert) for alert in self._alerts.values()]}


def recalled(saved: Mapping[str, object]) -> AlertBook:
    """The book of a file; what makes no sense is left out."""
    listed = saved.get("alerts")
    read = [from_saved(one) for one in listed[:MOST]] if isinstance(listed, list) else []
    return AlertBook([alert for alert in read if alert is not None])

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
        # Told with every price, so that it is kept beside the alerts and not by making them anew.
        self._seen: dict[str, int] = {}
        self._names: dict[InstrumentId, list[str]] = {}
        self._fresh: set[str] = set()
        self._doubted: set[str] = set()

    def all(self) -> Sequence[Alert]:
        """Every alert, oldest first."""
        return tuple(map(self._now, self._alerts.values()))

    def of(self, instrument: InstrumentId) -> Sequence[Alert]:
        """Those of an instrument."""
        return [self._now(self._alerts[name]) for name in self._names_of(instrument)]

    def waits_for(self, instrument: InstrumentId) -> bool:
        """Whether there is any of an instrument."""
        return bool(self._names_of(instrument))

    def get(self, name: str) -> Alert | None:
        """One of them."""
        alert = self._alerts.get(name)
        return None if alert is None else self._now(alert)

    def put(self, alert: Alert) -> None:
        """Take an alert, a new one or one that has changed."""
        self._alerts[alert.id] = alert
        self._seen.pop(alert.id, None)
        self._names.clear()
        self._fresh.add(alert.id)
        self._doubted.discard(alert.id)

    def remove(self, name: str) -> None:
        """Wait for it no more."""
        self._alerts.pop(name, None)
        self._seen.pop(name, None)
        self._names.clear()
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
        for name in self._names_of(instrument):
            alert = self._alerts[name]
            since = self._seen.get(name, alert.seen_ms)
            if alert.by is not by or time_ms < since:
                continue
            if not alert.armed:
                if alert.each and not alert.reached(price):
                    self._alerts[name] = replace(alert, armed=True, arming=alert.arming + 1)
                    self._seen[name] = time_ms
                    self._fresh.add(name)
                continue
            known = name in self._fresh
            follows = known and name not in self._doubted and time_ms - since <= GAP_MS
            self._fresh.add(name)
            self._doubted.discard(name)
            if alert.reached(price):
                fired = replace(alert, armed=False, fired_ms=time_ms, seen_ms=since)
                self._alerts[name] = fired
                sight = Sight.SEEN if follows else Sight.BETWEEN
                happened.append(Fired(fired, sight, since, time_ms, closed=not known))
                continue
            self._seen[name] = time_ms
            if not follows:
                happened.append(Gap(alert, since, time_ms, closed=not known))
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
        return {"alerts": [to_save(alert) for alert in self.all()]}

    def _now(self, alert: Alert) -> Alert:
        """The alert with the time up to which it was watched."""
        seen = self._seen.get(alert.id)
        return alert if seen is None or seen == alert.seen_ms else replace(alert, seen_ms=seen)

    def _names_of(self, instrument: InstrumentId) -> Sequence[str]:
        names = self._names.get(instrument)
        if names is None:
            names = [name for name, one in self._alerts.items() if one.instrument == instrument]
            self._names[instrument] = names
        return names


def recalled(saved: Mapping[str, object]) -> AlertBook:
    """The book of a file; what makes no sense is left out."""
    listed = saved.get("alerts")
    read = [from_saved(one) for one in listed[:MOST]] if isinstance(listed, list) else []
    return AlertBook([alert for alert in read if alert is not None])

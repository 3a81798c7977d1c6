"""Desired, asked for, confirmed, flowing."""

from itertools import pairwise

from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.bitget.subscriptions import Heard, Notice, Request, Subscriptions
from terminal_app.bitget.unified.stream import UNIFIED_STREAM
from terminal_app.bitget.wire.channels import Arg

A = Arg("spot", "ticker", "AUSDT")
B = Arg("spot", "publicTrade", "BUSDT")
C = Arg("spot", "kline", "CUSDT", "1m")


def subscribed(*args: Arg) -> Subscriptions:
    subscriptions = Subscriptions(UNIFIED_STREAM, StreamLimits())
    subscriptions.want(args)
    subscriptions.next_request(0.0)
    for arg in args:
        assert subscriptions.confirmed(arg, 0.0)
    return subscriptions


def test_what_is_wanted_is_requested_once() -> None:
    subscriptions = Subscriptions(UNIFIED_STREAM, StreamLimits())
    subscriptions.want([A, B, A])
    assert subscriptions.request_due() <= 0
    assert subscriptions.next_request(0.0) == Request(subscribe=True, args=(A, B))
    assert subscriptions.next_request(0.0) is None


def test_frames_stay_small() -> None:
    subscriptions = Subscriptions(UNIFIED_STREAM, StreamLimits(message_bytes=300))
    subscriptions.want([Arg("spot", "ticker", f"COIN{n}USDT") for n in range(10)])
    request = subscriptions.next_request(0.0)
    assert request is not None
    assert 1 <= len(request.args) < 10


def test_one_argument_is_sent_whatever_its_size() -> None:
    subscriptions = Subscriptions(UNIFIED_STREAM, StreamLimits(message_bytes=1))
    subscriptions.want([A, B])
    request = subscriptions.next_request(0.0)
    assert request is not None
    assert len(request.args) == 1


def test_given_up_before_it_was_asked_for_is_never_mentioned() -> None:
    subscriptions = Subscriptions(UNIFIED_STREAM, StreamLimits())
    subscriptions.want([A])
    subscriptions.want([])
    assert subscriptions.next_request(0.0) is None
    assert A not in subscriptions


def test_given_up_and_wanted_again_is_unsubscribed_and_subscribed() -> None:
    subscriptions = subscribed(A)
    subscriptions.want([])
    subscriptions.want([A])
    assert subscriptions.next_request(1.0) == Request(subscribe=False, args=(A,))
    assert subscriptions.next_request(1.0) == Request(subscribe=True, args=(A,))


def test_confirmations_nobody_waits_for_mean_nothing() -> None:
    subscriptions = subscribed(A)
    assert not subscriptions.confirmed(A, 1.0)
    assert not subscriptions.confirmed(B, 1.0)


def test_the_audit_tells_desired_from_confirmed_from_flowing() -> None:
    subscriptions = subscribed(A, B)
    subscriptions.want([A, B, C])
    subscriptions.spoke(B, 1.0)
    audit = subscriptions.audit()
    assert audit.desired == {"AUSDT ticker", "BUSDT trades", "CUSDT candles 1m"}
    assert audit.confirmed == {"AUSDT ticker", "BUSDT trades"}
    assert audit.flowing == {"BUSDT trades"}
    assert subscriptions.lively


def test_a_silence_is_said_once_and_ends_with_the_next_push() -> None:
    subscriptions = subscribed(A)
    assert subscriptions.spoke(A, 1.0) == Heard(first=True)
    assert subscriptions.check(10.9) == []
    (notice,) = subscriptions.check(11.0)
    assert notice[:2] == ("AUSDT ticker", True)
    assert subscriptions.check(12.0) == []
    assert subscriptions.spoke(A, 13.0) == Heard(notice=Notice("AUSDT ticker", silent=False, sentence=""))


def test_trades_may_be_quiet_for_ever() -> None:
    subscriptions = subscribed(B)
    assert all(subscriptions.check(float(second)) == [] for second in range(0, 100_000, 50))
    assert subscriptions.next_request(100_000.0) is None
    assert not subscriptions.lively


def test_an_account_without_positions_is_not_called_silent() -> None:
    positions = Arg("UTA", "position")
    subscriptions = subscribed(positions)
    assert all(subscriptions.check(float(second)) == [] for second in range(90))
    assert subscriptions.next_request(89.0) is None
    assert subscriptions.check(91.0) == []
    assert subscriptions.next_request(91.0) == Request(subscribe=False, args=(positions,))


def test_candles_that_stopped_are_subscribed_anew_without_a_word() -> None:
    subscriptions = subscribed(C)
    assert subscriptions.check(119.0) == []
    assert subscriptions.next_request(119.0) is None
    assert subscriptions.check(121.0) == []
    assert subscriptions.next_request(121.0) == Request(subscribe=False, args=(C,))
    assert subscriptions.next_request(121.0) == Request(subscribe=True, args=(C,))


def test_renewals_of_a_dead_channel_slow_down() -> None:
    subscriptions = subscribed(A)
    renewals: list[float] = []
    for second in range(2_000):
        subscriptions.check(float(second))
        while (request := subscriptions.next_request(float(second))) is not None:
            if request.subscribe:
                renewals.append(float(second))
                subscriptions.confirmed(A, float(second))
    gaps = [later - earlier for earlier, later in pairwise(renewals)]
    assert gaps == sorted(gaps)
    assert 3 <= len(renewals) <= 10


def test_a_silent_channel_that_is_not_wanted_any_more_is_not_silent() -> None:
    subscriptions = subscribed(A)
    assert subscriptions.check(20.0) != []
    assert subscriptions.want([B]) == [Notice("AUSDT ticker", silent=False, sentence="")]


def test_what_was_refused_stays_refused_over_connections() -> None:
    subscriptions = Subscriptions(UNIFIED_STREAM, StreamLimits())
    subscriptions.want([A])
    subscriptions.next_request(0.0)
    assert subscriptions.only_asked() == A
    assert subscriptions.refused(A, "No.") == Notice("AUSDT ticker", silent=True, sentence="No.")
    assert subscriptions.refused(A, "No.") is None
    subscriptions.restart(5.0)
    subscriptions.renew(A, 5.0)
    assert subscriptions.next_request(5.0) is None
    assert subscriptions.only_asked() is None


def test_a_frozen_time_is_not_counted() -> None:
    subscriptions = subscribed(A)
    subscriptions.spoke(A, 1.0)
    subscriptions.want([A, B])
    subscriptions.next_request(1.0)
    subscriptions.forgive(60.0)
    assert subscriptions.check(62.0) == []
    assert subscriptions.next_request(62.0) is None

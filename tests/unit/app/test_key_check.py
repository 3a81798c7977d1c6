"""Tests for `app/key_check.py` and `bitget/key_check.py`: every code of the venue over a real socket."""

from dataclasses import replace

import pytest

from terminal_app.app.key_check import check_key, venue_of
from terminal_app.bitget.codes import MEANINGS, Kind
from terminal_app.bitget.endpoints import Badge, Venue
from terminal_app.core.clock import SystemClock
from terminal_app.core.keys import Environment, KeyFault, KeyReport, LiveToken
from terminal_app.core.secret import Credentials, Secret
from tests.helpers.faulty_server import FaultyServer, answer, faulty_server, hang_up, unused_port
from tests.helpers.http_script import Reply, ok, refusal
from tests.helpers.key_samples import KEY
from tests.helpers.venues import disguised

INFO = {
    "userId": "123456789",
    "ips": "192.168.1.1, 192.168.1.2",
    "permType": "read-and-write",
    "permissions": ["uta_mgt", "uta_trade", "copy_futures_order"],
}
SETTINGS = {"uid": "123456789", "holdMode": "one_way_mode", "symbolConfigList": []}
F = KeyFault
CODES = [
    *((code, F.INCOMPLETE, "missing") for code in ("40001", "40002", "40003", "40011")),
    *((code, F.CLOCK, "clock") for code in ("40004", "40005", "40008", "40078", "40079")),
    *((code, F.KEY, "does not know this API key") for code in ("40006", "40037", "40041")),
    ("40009", F.SIGNATURE, "secret is wrong"),
    *((code, F.PASSPHRASE, "passphrase is wrong") for code in ("40012", "40036")),
    *((code, F.ADDRESS, "network address") for code in ("40018", "40038")),
    *((code, F.PERMISSION, "permission") for code in ("40014", "40040", "25620")),
    ("40016", F.ACCOUNT, "authenticator"),
    ("40084", F.ACCOUNT_KIND, "classic"),
    ("40085", F.ACCOUNT_KIND, "being moved"),
    ("40731", F.ACCOUNT_KIND, "Copy-trading"),
    ("40099", F.ENVIRONMENT, "demo key"),
    *((code, F.ACCOUNT, "account") for code in ("40013", "40022", "40024", "40753", "25007")),
    *((code, F.ACCOUNT, "region") for code in ("40000", "40103", "40111")),
    ("40086", F.OTHER, "address of Bitget"),
    ("30032", F.OTHER, "Update"),
    ("98765", F.OTHER, "98765"),
]


def venue(url: str, badge: Badge = Badge.LIVE) -> Venue:
    """A server of ours that the client takes for the venue."""
    ws = url.replace("http", "ws", 1)
    return disguised(badge, url, ws, ws)


def clock_answer() -> Reply:
    return ok({"serverTime": str(SystemClock().now_ms())})


async def report_of(
    info: Reply,
    settings: Reply | None = None,
    *,
    badge: Badge = Badge.LIVE,
    time: Reply | None = None,
    classic: Reply | None = None,
) -> KeyReport:
    async with faulty_server() as server:
        server.behave = {
            "/public/time": answer(time or clock_answer()),
            "/api/v3/account/info": answer(info),
            "/api/v2/spot/account/info": answer(classic or refusal("40085")),
            "/account/settings": answer(settings or ok(SETTINGS)),
        }
        report = await check_key(venue(server.url, badge), KEY, SystemClock())
        assert all(request.method == "GET" for request in server.seen)
        return report


@pytest.mark.parametrize(("code", "fault", "says"), CODES)
async def test_each_code_names_what_is_wrong_in_a_sentence(code: str, fault: KeyFault, says: str) -> None:
    report = await report_of(refusal(code, message="canary of the venue"))

    assert report.fault is fault
    assert says in report.sentence
    assert report.sentence.endswith(".") or report.sentence.endswith(")")
    assert "canary" not in report.sentence
    assert not report.works


def test_the_table_covers_every_code_about_keys() -> None:
    about_keys = {code for code, (kind, _) in MEANINGS.items() if kind in (Kind.AUTH, Kind.CLOCK, Kind.MODE)}

    assert about_keys <= {code for code, _, _ in CODES}


async def test_too_many_requests_are_not_the_keys_fault() -> None:
    report = await report_of(refusal("429", 429))
    assert report.fault is KeyFault.BUSY


@pytest.mark.parametrize(
    ("code", "badge", "says"),
    [
        ("40099", Badge.DEMO, "not a demo key"),
        ("40099", Badge.LIVE, "Choose Demo"),
        ("40006", Badge.DEMO, "choose Live"),
        ("40006", Badge.LIVE, "choose Demo"),
    ],
)
async def test_the_sentence_knows_which_world_was_tried(code: str, badge: Badge, says: str) -> None:
    assert says in (await report_of(refusal(code), badge=badge)).sentence


async def test_the_second_read_can_find_a_fault_too() -> None:
    report = await report_of(ok(INFO), refusal("40014"))
    assert report.fault is KeyFault.PERMISSION


@pytest.mark.parametrize("late", [False, True])
async def test_a_classic_account_is_asked_as_one(late: bool) -> None:
    classic = ok({"userId": "123", "ips": "192.168.1.1", "authorities": ["stow", "coow", "wwow"]})
    no = refusal("40084")
    report = await (report_of(ok(INFO), no, classic=classic) if late else report_of(no, classic=classic))

    assert report.works
    assert report.sentence == "The key works and can trade with real money."
    assert report.facts[0] == "Permissions: trade spot, trade futures, withdraw funds."
    assert report.facts[-1] == "Account: 123, classic."
    assert len(report.warnings) == 1
    assert "withdraw" in report.warnings[0]


async def test_what_is_wrong_with_the_key_of_a_classic_account_is_said() -> None:
    report = await report_of(refusal("40084"), classic=refusal("40012"))
    assert report.fault is KeyFault.PASSPHRASE


async def test_an_account_that_is_neither_is_being_moved() -> None:
    report = await report_of(refusal("40084"), classic=refusal("40085"))
    assert report.fault is KeyFault.ACCOUNT_KIND
    assert "being moved" in report.sentence


async def test_a_good_key_tells_its_rights_and_addresses_without_a_warning() -> None:
    report = await report_of(ok(INFO))

    assert report.works
    assert report.sentence == "The key works and can trade with real money."
    assert report.facts == (
        "Permissions: manage the account, trade, copy futures order.",
        "Network addresses: 192.168.1.1, 192.168.1.2.",
        "End of the key: Bitget does not tell it; see the key's page on bitget.com.",
        "Account: 123456789, unified.",
    )
    assert report.warnings == ()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"permissions": ["uta_trade", "withdraw"]}, "withdraw"),
        ({"permissions": ["uta_trade", "wallet_withdrawal"]}, "withdraw"),
        ({"ips": ""}, "any network address"),
        ({"ips": None}, "any network address"),
        ({"permType": "read-only"}, "only read"),
        ({"permissions": ["uta_mgt"]}, "only read"),
    ],
)
async def test_what_is_risky_about_a_good_key_is_warned_of(changes: dict[str, object], says: str) -> None:
    report = await report_of(ok({**INFO, **changes}), badge=Badge.DEMO)

    assert report.works
    (warning,) = report.warnings
    assert says in warning


async def test_a_clock_that_is_far_off_is_warned_of() -> None:
    ahead = ok({"serverTime": str(SystemClock().now_ms() + 42_500)})
    report = await report_of(ok(INFO), time=ahead)

    (warning,) = report.warnings
    assert "42 s slow" in warning


@pytest.mark.parametrize(
    "credentials",
    [
        replace(KEY, secret=Secret("")),
        replace(KEY, passphrase=Secret("umlaut-\u00fc")),
        replace(KEY, key=Secret("two\nlines")),
    ],
)
async def test_a_key_that_cannot_travel_is_not_sent(credentials: Credentials) -> None:
    async with faulty_server() as server:
        report = await check_key(venue(server.url), credentials, SystemClock())
    assert report.fault is KeyFault.INCOMPLETE
    assert server.seen == []


async def test_a_network_in_the_way_is_told_apart_from_the_key() -> None:
    nobody = await check_key(venue(f"http://127.0.0.1:{unused_port()}"), KEY, SystemClock())
    assert nobody.fault is KeyFault.LINK

    async def story(server: FaultyServer) -> KeyReport:
        return await check_key(venue(server.url), KEY, SystemClock(), patience=0.3)

    async with faulty_server() as server:
        server.behave = {"": server.silence}
        assert (await story(server)).fault is KeyFault.LINK
    async with faulty_server() as server:
        server.behave = {"": hang_up}
        assert (await story(server)).fault is KeyFault.LINK


async def test_a_page_that_is_not_the_venue_is_no_report() -> None:
    portal = Reply(b"<html>log in</html>", headers=(("content-type", "text/html"),))
    report = await report_of(portal)
    assert report.fault is KeyFault.LINK
    assert "not Bitget" in report.sentence


def test_environments_are_venues() -> None:
    assert venue_of(Environment.LIVE) == Venue.live(LiveToken(Environment.LIVE))
    assert venue_of(Environment.DEMO) == Venue.demo()

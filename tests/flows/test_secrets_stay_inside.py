"""No secret leaves the places that are meant for it, whatever goes wrong (property G19).

Keys with awkward characters go through every path while all loggers, ours and others', write everything to a
file. Then whatever the run left behind is searched in eight encodings. Mutants show that the search would
find a leak.
"""

import asyncio
import copy
import faulthandler
import io
import json
import logging
import os
import pickle
import sys
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from terminal_app.app import crash, logs
from terminal_app.app.key_check import check_key
from terminal_app.app.keyring_helper import KeyringHelper
from terminal_app.app.paths import paths_for
from terminal_app.app.profiles import Profiles
from terminal_app.app.wiring import new_session
from terminal_app.bitget import signing
from terminal_app.bitget.client import BitgetClient
from terminal_app.bitget.endpoints import Venue
from terminal_app.bitget.signing import Header, Signer
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import CancelAll, CancelOrder
from terminal_app.core.errors import TerminalError
from terminal_app.core.events import Link, LinkState
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.keys import Environment, KeyTrouble, Profile, Storage
from terminal_app.core.ports import Listeners
from terminal_app.core.secret import Secret
from terminal_app.credentials import record
from terminal_app.credentials.environment import NAMES
from terminal_app.credentials.files import write_private
from terminal_app.credentials.protocol import Op, Request
from terminal_app.credentials.vault import Vault
from tests.helpers import keyrings
from tests.helpers.faulty_server import (
    FaultyServer,
    answer,
    break_off,
    faulty_server,
    hang_up,
    raw,
    unused_port,
)
from tests.helpers.http_script import Reply, ok, refusal
from tests.helpers.logs import LogWatch
from tests.helpers.paper_process import PaperProcess, paper_process
from tests.helpers.processes import children, command_line
from tests.helpers.secret_scan import CREDENTIALS, KEY, PASSPHRASE, PASSWORD, SECRET, hits, scan_folder
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.slow, pytest.mark.contract]

MAIN = Profile("main", Environment.LIVE, Storage.SYSTEM)
FILED = Profile("filed", Environment.DEMO, Storage.FILE)
BRIEF = Profile("brief", Environment.DEMO, Storage.SESSION)
PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
log = logging.getLogger("terminal_app.scan")


class Ground:
    """Where a scenario runs: one folder for everything it may leave behind, and a log of everything."""

    def __init__(self, folder: Path, paper: PaperProcess, expect_log: LogWatch) -> None:
        self.folder = folder
        self.store = folder / "the-systems-store"
        self.paper = paper.venue
        self.expect_log = expect_log

    def helper(self, plan: str = "") -> KeyringHelper:
        """A helper over a store that keeps one item in a file, or over one that misbehaves."""
        hurry = 0.5 if plan == "hang" else 20
        command = keyrings.command(plan or str(self.store))
        return KeyringHelper(command, silent_seconds=hurry, prompt_seconds=hurry)

    def vault(self, plan: str = "") -> Vault:
        """A vault over such a helper."""
        return Vault(self.folder / "vault", self.helper(plan))

    def note(self, error: BaseException) -> None:
        """Write down everything an error can say about itself."""
        parts = [repr(error), str(error), repr(vars(error)), "".join(traceback.format_exception(error))]
        log.debug("error: %s", "\n".join(parts), exc_info=error)

    async def attempt(self, work: Awaitable[object]) -> None:
        """Try something that may fail, and write down how it ends."""
        try:
            log.debug("result: %r", await work)
        except TerminalError as error:
            self.note(error)

    def leaks(self) -> list[str]:
        """What the run left behind that it should not have."""
        for handler in logging.getLogger().handlers:
            handler.flush()
        return scan_folder(self.folder, besides=[self.store])


Scenario = Callable[[Ground], Awaitable[None]]


@pytest.fixture(scope="module")
def paper() -> Iterator[PaperProcess]:
    with paper_process() as running:
        yield running


@pytest.fixture
async def ground(
    tmp_path: Path, paper: PaperProcess, expect_log: LogWatch, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Ground]:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("HOME", str(tmp_path))
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 60
    everything = logging.FileHandler(tmp_path / "everything.log", encoding="utf-8")
    everything.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s %(args)r"))
    root = logging.getLogger()
    loggers = [root, *(logging.getLogger(name) for name in list(root.manager.loggerDict))]
    levels = [logger.level for logger in loggers]
    logs.open_log(tmp_path, Changes())
    root.addHandler(everything)
    for logger in (*loggers, logging.getLogger("terminal_app"), log):
        logger.setLevel(logging.DEBUG)
    yield Ground(tmp_path, paper, expect_log)
    root.removeHandler(everything)
    everything.close()
    logs.close_log()
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


# ------------------------------------------------------------------------------------------- the vault
def _vault_with(plan: str) -> Scenario:
    async def scenario(ground: Ground) -> None:
        vault = ground.vault(plan)
        for work in (
            vault.save(MAIN, CREDENTIALS),
            vault.load(MAIN.name),
            vault.move(MAIN.name, Storage.SESSION),
            vault.forget(MAIN.name),
            vault.store_trouble(),
        ):
            await ground.attempt(work)

    return scenario


async def _encrypted_file(ground: Ground) -> None:
    vault = ground.vault()
    await vault.save(FILED, CREDENTIALS, Secret(PASSWORD))
    await ground.attempt(vault.load(FILED.name, Secret(PASSWORD)))
    await ground.attempt(vault.load(FILED.name, Secret("wrong but long enough")))
    await ground.attempt(vault.move(FILED.name, Storage.FILE, Secret(PASSWORD), Secret(PASSWORD + "2")))


async def _damaged_file(ground: Ground) -> None:
    vault = ground.vault()
    await vault.save(FILED, CREDENTIALS, Secret(PASSWORD))
    for path in (ground.folder / "vault").glob("*.sealed"):
        path.write_bytes(path.read_bytes()[:-7])
    await ground.attempt(vault.load(FILED.name, Secret(PASSWORD)))


async def _no_room_for_the_file(ground: Ground) -> None:
    (ground.folder / "vault").mkdir()
    (ground.folder / "vault" / ".filed.sealed.part").mkdir()
    await ground.attempt(ground.vault().save(FILED, CREDENTIALS, Secret(PASSWORD)))


async def _session_only(ground: Ground) -> None:
    vault = ground.vault()
    await vault.save(BRIEF, CREDENTIALS)
    log.debug("%r %r %r", vault, vars(vault), await vault.load(BRIEF.name))
    await ground.attempt(ground.vault().load(BRIEF.name))


def _stored_item(item: str) -> Scenario:
    async def scenario(ground: Ground) -> None:
        vault = ground.vault()
        await vault.save(MAIN, CREDENTIALS)
        ground.store.write_text(item)
        await ground.attempt(vault.load(MAIN.name))
        await ground.attempt(vault.move(MAIN.name, Storage.FILE, None, Secret(PASSWORD)))

    return scenario


async def _too_long(ground: Ground) -> None:
    await ground.attempt(ground.vault().save(MAIN, replace(CREDENTIALS, secret=Secret(SECRET * 60))))


async def _moved_about(ground: Ground) -> None:
    vault = ground.vault()
    await vault.save(MAIN, CREDENTIALS)
    await vault.move(MAIN.name, Storage.FILE, None, Secret(PASSWORD))
    await vault.move(MAIN.name, Storage.SESSION, Secret(PASSWORD))
    assert not ground.store.exists()


async def _cancelled_while_it_hangs(ground: Ground) -> None:
    asking = ground.helper("hang").ask(Request(Op.PUT, "main", record.pack(MAIN, CREDENTIALS)))
    try:
        async with asyncio.timeout(0.2):
            await asking
    except TimeoutError as error:
        ground.note(error)


async def _a_child_as_others_see_it(ground: Ground) -> None:
    for name, value in zip(NAMES, (KEY, SECRET, PASSPHRASE), strict=True):
        os.environ[name] = value
    helper = KeyringHelper(keyrings.command("hang"), silent_seconds=1)
    request = Request(Op.PUT, "main", record.pack(MAIN, CREDENTIALS), Secret(PASSWORD))
    async with asyncio.TaskGroup() as group:
        asking = group.create_task(helper.ask(request))
        (child,) = await eventually(lambda: children("keyring-helper"))
        await eventually(lambda: "keyring-helper" in command_line(child))
        seen = Path(f"/proc/{child}/cmdline").read_bytes() + Path(f"/proc/{child}/environ").read_bytes()
        (ground.folder / "child.txt").write_bytes(seen)
    assert asking.result().trouble is KeyTrouble.SILENT
    assert b"PATH" in seen


async def _taken_from_the_environment(ground: Ground) -> None:
    for name, value in zip(NAMES, (KEY, SECRET, PASSPHRASE), strict=True):
        os.environ[name] = value
    profiles = Profiles(ground.folder, SystemClock(), ground.helper(), lambda _: ground.paper)
    assert profiles.offers_environment()
    taken = profiles.take_environment()
    await profiles.save(MAIN, taken, None)
    await ground.attempt(profiles.test_stored(MAIN.name, None))
    log.debug("environment now: %r", dict(os.environ))


# ------------------------------------------------------------------------------------------- the venue
Call = Callable[[BitgetClient], Awaitable[object]]
CALLS: Mapping[str, Call] = {
    "settings": lambda client: client.settings(),
    "account": lambda client: client.account(),
    "fee rate": lambda client: client.fee_rate(PERP),
    "order": lambda client: client.order("one"),
    "open orders": lambda client: client.open_orders(),
    "history": lambda client: client.order_history(ProductType.SPOT),
    "fills": lambda client: client.fills(),
    "positions": lambda client: client.positions(ProductType.USDT_FUTURES),
    "closed positions": lambda client: client.position_history(ProductType.USDT_FUTURES),
    "cancel": lambda client: client.cancel(CancelOrder(new_client_oid(1), PERP)),
    "cancel all": lambda client: client.cancel_all(CancelAll(ProductType.USDT_FUTURES)),
}


def _client(venue: Venue) -> BitgetClient:
    return BitgetClient(venue, CREDENTIALS, Listeners(_log_event, _log_event, _log_event), SystemClock())


def _log_event(event: object) -> None:
    log.debug("event: %r", event)


def _wrong_key(call: Call) -> Scenario:
    async def scenario(ground: Ground) -> None:
        client = _client(ground.paper)
        try:
            await ground.attempt(call(client))
            log.debug("client: %r", vars(client))
        finally:
            await client.aclose()

    return scenario


async def _whole_session(ground: Ground) -> None:
    paths = paths_for("main", ground.folder / "data")
    paths.make()
    session = new_session(paths, "main", SystemClock(), Changes())
    await session.open(ground.paper, CREDENTIALS)
    await eventually(lambda: session.links.state(Link.PRIVATE) is LinkState.REFUSED, timeout=10)
    log.debug("links: %r %r", session.links.sentence(Link.PRIVATE), session)
    # The files as they are while the journal is open: its log of writes is there too.
    assert [path.name for path in paths.profile.glob("journal*")]
    await session.aclose()


Behaviour = Callable[[FaultyServer], Callable[[asyncio.StreamWriter], Awaitable[None]]]
FAULTS: Mapping[str, Behaviour] = {
    "hangs up": lambda _: hang_up,
    "resets": lambda _: break_off,
    "is silent": lambda server: server.silence,
    "talks nonsense": lambda _: raw(b"\0\xff nonsense\r\n\r\n"),
    "is a portal": lambda _: answer(Reply(b"<html>", headers=(("content-type", "text/html"),))),
    "redirects": lambda _: answer(Reply(b"", 302, (("location", "http://127.0.0.1:9/elsewhere"),))),
    "has trouble": lambda _: answer(Reply(b"{}", 503)),
}


def _venue_that(behaviour: Behaviour) -> Scenario:
    async def scenario(_: Ground) -> None:
        async with faulty_server() as server:
            server.behave = {
                "/time": answer(ok({"serverTime": str(SystemClock().now_ms())})),
                "": behaviour(server),
            }
            url = server.url
            venue = Venue.paper(url, url, url)
            log.debug("report: %r", await check_key(venue, CREDENTIALS, SystemClock(), patience=0.5))

    return scenario


async def _nobody_listens(_: Ground) -> None:
    url = f"http://127.0.0.1:{unused_port()}"
    log.debug("report: %r", await check_key(Venue.paper(url, url, url), CREDENTIALS, SystemClock()))


def _refused_with(code: str) -> Scenario:
    async def scenario(_: Ground) -> None:
        async with faulty_server() as server:
            server.behave = {
                "/time": answer(ok({"serverTime": str(SystemClock().now_ms())})),
                "": answer(refusal(code)),
            }
            venue = Venue.paper(server.url, server.url, server.url)
            log.debug("report: %r", await check_key(venue, CREDENTIALS, SystemClock(), patience=1))

    return scenario


async def _part_that_cannot_travel(ground: Ground) -> None:
    broken = replace(CREDENTIALS, passphrase=Secret(f" {PASSPHRASE}\n"))
    log.debug("report: %r", await check_key(ground.paper, broken, SystemClock()))


# ------------------------------------------------------------------------------------------- accidents
def _accident(work: Callable[[], object]) -> Scenario:
    async def scenario(ground: Ground) -> None:
        try:
            log.debug("said: %s", work())
        except Exception as error:
            log.exception("it failed")
            ground.note(error)
            ground.expect_log("it failed")

    return scenario


def _careless(call: object) -> Callable[[object], object]:
    """A call that the type checker would not let pass."""
    assert callable(call)
    return call


ACCIDENTS: Mapping[str, Callable[[], object]] = {
    "format": lambda: f"{CREDENTIALS} {CREDENTIALS!r} {CREDENTIALS.key:>40} {CREDENTIALS.secret!s}",
    "old format": lambda: "{} {!r}".format(*(CREDENTIALS, CREDENTIALS.key)),
    "number": lambda: _careless(int)(CREDENTIALS.secret),
    "lookup": lambda: dict[Secret, str]()[CREDENTIALS.secret],
    "json": lambda: json.dumps({"key": CREDENTIALS.key}),
    "msgspec": lambda: msgspec.json.encode(CREDENTIALS),
    "pickle": lambda: pickle.dumps(CREDENTIALS.secret),
    "copy": lambda: copy.deepcopy(CREDENTIALS),
    "asdict": lambda: asdict(CREDENTIALS),
    "decimal": lambda: _careless(Decimal)(CREDENTIALS.key),
    "request": lambda: [Request(Op.PUT, "main", Secret(SECRET), Secret(PASSWORD)), vars(Signer(CREDENTIALS))],
}


async def _uncaught(ground: Ground) -> None:
    loop = asyncio.get_running_loop()
    crash.install(loop)
    ground.expect_log("unexpected ValueError")
    ground.expect_log("a task broke")
    try:
        raise_with(CREDENTIALS, SECRET)
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
        loop.call_exception_handler({"message": "a task broke", "exception": error, "key": CREDENTIALS})
        with (ground.folder / "fault.txt").open("w") as file:
            faulthandler.dump_traceback(file, all_threads=True)
        out = io.StringIO()
        traceback.print_exception(error, file=out)
        (ground.folder / "printed.txt").write_text(out.getvalue())
    finally:
        crash.uninstall()
        loop.set_exception_handler(None)


def raise_with(credentials: object, secret: str) -> None:
    """Fail with secrets in the variables of the frame."""
    length = len(secret)
    raise ValueError(f"broken with {credentials} of {length}")


SCENARIOS: Mapping[str, Scenario] = {
    **{
        f"store: {plan or 'works'}": _vault_with(plan)
        for plan in ("", "hang", "die", "babble", "tell", "locked", "dismissed", "absent", "refused", "alien")
    },
    "encrypted file": _encrypted_file,
    "damaged file": _damaged_file,
    "no room for the file": _no_room_for_the_file,
    "session only": _session_only,
    "item: garbled": _stored_item('{"version": 1, "secret": ' + json.dumps(SECRET)),
    "item: text": _stored_item(SECRET),
    "item: newer": _stored_item(json.dumps({"version": 2, "secret": SECRET})),
    "item: older": _stored_item(json.dumps({"version": 0, "key": KEY, "secret": SECRET})),
    "item: strayed": _stored_item(record.pack(replace(MAIN, name="other"), CREDENTIALS).reveal()),
    "too long": _too_long,
    "moved about": _moved_about,
    "cancelled while it hangs": _cancelled_while_it_hangs,
    "a child as others see it": _a_child_as_others_see_it,
    "taken from the environment": _taken_from_the_environment,
    **{f"wrong key: {name}": _wrong_key(call) for name, call in CALLS.items()},
    "whole session": _whole_session,
    **{f"venue {name}": _venue_that(behaviour) for name, behaviour in FAULTS.items()},
    "nobody listens": _nobody_listens,
    **{
        f"refused with {code}": _refused_with(code)
        for code in ("40006", "40009", "40012", "40014", "40018", "40084", "40099", "40008", "99999")
    },
    "a part that cannot travel": _part_that_cannot_travel,
    **{f"accident: {name}": _accident(work) for name, work in ACCIDENTS.items()},
    "uncaught": _uncaught,
}


def test_there_are_enough_scenarios() -> None:
    assert len(SCENARIOS) >= 50


@pytest.mark.parametrize("name", SCENARIOS)
async def test_nothing_is_left_behind(ground: Ground, name: str) -> None:
    before = {part: os.environ.get(part) for part in NAMES}
    try:
        await SCENARIOS[name](ground)
    finally:
        for part, value in before.items():
            if value is None:
                os.environ.pop(part, None)

    assert (ground.folder / "everything.log").stat().st_size > 0
    assert ground.leaks() == []
    assert hits(Path("/proc/self/cmdline").read_bytes()) == []


# --------------------------------------------------------------------------------------------- mutants
async def test_a_log_of_the_headers_is_caught(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Signer.headers

    def headers(self: Signer, stamp: int, method: str, path: str, query: str, body: bytes) -> list[Header]:
        made = honest(self, stamp, method, path, query, body)
        logging.getLogger(signing.__name__).debug("headers: %s", made)
        return made

    monkeypatch.setattr(Signer, "headers", headers)
    await _wrong_key(CALLS["account"])(ground)

    assert any("everything.log" in leak for leak in ground.leaks())


async def test_an_error_with_its_value_is_caught(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    def unpack(stored: Secret, _profile: Profile) -> object:
        raise ValueError(f"cannot read {stored.reveal()}")

    vault = ground.vault()
    await vault.save(MAIN, CREDENTIALS)
    monkeypatch.setattr("terminal_app.credentials.vault.unpack", unpack)
    with pytest.raises(ValueError, match="cannot read") as caught:
        await vault.load(MAIN.name)
    ground.note(caught.value)

    assert ground.leaks() != []


async def test_a_fallback_to_plain_text_is_caught(ground: Ground) -> None:
    await ground.attempt(ground.vault("absent").save(MAIN, CREDENTIALS))
    assert ground.leaks() == []

    write_private(ground.folder / "vault" / "main.json", record.pack(MAIN, CREDENTIALS).reveal().encode())
    assert any("main.json" in leak for leak in ground.leaks())


async def test_a_secret_among_the_arguments_is_caught() -> None:
    command = [*keyrings.command("hang"), SECRET]
    async with asyncio.TaskGroup() as group:
        helper = KeyringHelper(command, silent_seconds=1)
        asking = group.create_task(helper.ask(Request(Op.GET, "main")))
        (child,) = await eventually(lambda: children("keyring-helper"))
        seen = await eventually(Path(f"/proc/{child}/cmdline").read_bytes)

    assert asking.result().trouble is KeyTrouble.SILENT
    assert hits(seen) != []

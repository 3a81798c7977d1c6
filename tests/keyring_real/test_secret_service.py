"""The states of property G22 that Linux has, against a real gnome-keyring on a private bus.

In each: the right trouble, no key in plain text on the disk, and a loop that is never held up.
"""

import base64
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from terminal_app.app.keyring_helper import KeyringHelper
from terminal_app.core.keys import KeyStoreError, KeyTrouble
from terminal_app.core.secret import Secret
from terminal_app.credentials.profile_list import Listed, ProfileList
from terminal_app.credentials.protocol import Op, Reply, Request
from terminal_app.credentials.record import pack
from terminal_app.credentials.vault import Vault
from tests.helpers.key_samples import KEY, OTHER_KEY, PASSWORD, SEALED, SYSTEM
from tests.helpers.lag import steady_loop
from tests.helpers.processes import children
from tests.helpers.secret_service import PrivateSession, missing_programs, private_session

PROMPTER = Path("/usr/libexec/gcr-prompter")
LOCK = "import secretstorage as s; s.get_default_collection(s.dbus_init()).lock()"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="a Secret Service is of Linux"),
    pytest.mark.skipif(bool(missing_programs()), reason=f"not installed: {', '.join(missing_programs())}"),
]

Enter = Callable[[PrivateSession], None]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    made.mkdir()
    return made


@pytest.fixture
def enter(monkeypatch: pytest.MonkeyPatch) -> Enter:
    """Put this process, and so its helpers, into a session."""

    def go(session: PrivateSession) -> None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
        for name, value in session.environment.items():
            monkeypatch.setenv(name, value)

    return go


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault", KeyringHelper())


@pytest.fixture
def hurried(tmp_path: Path) -> Vault:
    """The same vault with shorter deadlines, for stores that never answer."""
    return Vault(tmp_path / "vault", KeyringHelper(silent_seconds=0.5, prompt_seconds=0.5))


@pytest.fixture
def patient(tmp_path: Path) -> Vault:
    """The same vault with longer deadlines, for a bus that has to start the service first."""
    return Vault(tmp_path / "vault", KeyringHelper(silent_seconds=20, prompt_seconds=20))


@pytest.fixture
def listed(tmp_path: Path) -> None:
    """The profile is on the list, whatever became of its key."""
    ProfileList(tmp_path / "vault" / "profiles.json").write(Listed((SYSTEM,)))


@pytest.fixture(autouse=True)
def nothing_in_plain_text(home: Path) -> Iterator[None]:
    """Whatever the state, no part of the key stands on the disk as it is, and no helper is left."""
    yield
    assert children("keyring-helper") == []
    shown = [part.reveal().encode() for part in (KEY.key, KEY.secret, KEY.passphrase)]
    shown += [base64.b64encode(part) for part in shown]
    written = [path.read_bytes() for path in home.parent.rglob("*") if path.is_file()]
    assert not any(part in data for part in shown for data in written)


async def keeps(vault: Vault) -> None:
    """All is well: a key can be stored and read."""
    async with steady_loop():
        assert await vault.store_trouble() is None
        await vault.save(SYSTEM, KEY)
        assert await vault.load(SYSTEM.name) == KEY


async def refuses(vault: Vault, silently: KeyTrouble, asking: KeyTrouble) -> None:
    """Reading, storing and forgetting fail as they should, and change nothing."""
    async with steady_loop():
        before = vault.profiles()
        told = await vault.store_trouble()
        assert told is not None
        assert told.trouble is silently
        for may_prompt, trouble in ((False, silently), (True, asking)):
            assert await trouble_of(vault.load(SYSTEM.name, may_prompt=may_prompt)) is trouble
        assert await trouble_of(vault.save(SYSTEM, OTHER_KEY)) is asking
        assert await trouble_of(vault.forget(SYSTEM.name)) is asking
        assert vault.profiles() == before


async def trouble_of(work: Awaitable[object]) -> KeyTrouble:
    """The trouble a piece of work ends with."""
    with pytest.raises(KeyStoreError) as caught:
        await work
    assert caught.value.sentence
    return caught.value.trouble


async def test_a_key_is_kept_over_sessions_until_it_is_forgotten(
    home: Path, vault: Vault, enter: Enter
) -> None:
    with private_session(home) as session:
        session.start_daemon()
        enter(session)
        await keeps(vault)

    with private_session(home) as session:
        session.start_daemon()
        enter(session)
        async with steady_loop():
            assert await vault.load(SYSTEM.name) == KEY
            await vault.save(SYSTEM, OTHER_KEY)
            assert await vault.load(SYSTEM.name) == OTHER_KEY
            await vault.forget(SYSTEM.name)
            assert vault.profiles() == ()
            await vault.save(SYSTEM, KEY)


@pytest.mark.usefixtures("listed")
async def test_1_no_bus(home: Path, vault: Vault, enter: Enter) -> None:
    with private_session(home) as session:
        del session.environment["DBUS_SESSION_BUS_ADDRESS"]
        enter(session)
        await refuses(vault, KeyTrouble.NO_STORE, KeyTrouble.NO_STORE)


@pytest.mark.usefixtures("listed")
async def test_2_no_service(home: Path, vault: Vault, enter: Enter) -> None:
    with private_session(home, services=False) as session:
        enter(session)
        await refuses(vault, KeyTrouble.NO_STORE, KeyTrouble.NO_STORE)


async def test_3_locked_without_a_display(home: Path, vault: Vault, enter: Enter) -> None:
    with private_session(home) as session:
        session.start_daemon()
        enter(session)
        await keeps(vault)
        session.run(LOCK)
        await refuses(vault, KeyTrouble.LOCKED, KeyTrouble.NOT_OPENED)


@pytest.mark.gui
@pytest.mark.skipif(not PROMPTER.exists(), reason="there is no program that could ask")
async def test_4_locked_and_nobody_answers_the_question(
    home: Path, vault: Vault, hurried: Vault, enter: Enter
) -> None:
    if not (display := os.environ.get("DISPLAY")):
        pytest.skip("there is no display to ask on")
    with private_session(home, display=display) as session:
        session.start_daemon()
        enter(session)
        await keeps(vault)
        session.run(LOCK)
        await refuses(hurried, KeyTrouble.LOCKED, KeyTrouble.SILENT)


@pytest.mark.usefixtures("listed")
async def test_5_no_collection_yet_and_the_question_is_dismissed(
    home: Path,
    vault: Vault,
    enter: Enter,
) -> None:
    with private_session(home) as session:
        enter(session)
        await refuses(vault, KeyTrouble.LOCKED, KeyTrouble.NOT_OPENED)


async def test_6_the_daemon_was_killed(home: Path, vault: Vault, patient: Vault, enter: Enter) -> None:
    with private_session(home) as session:
        session.start_daemon()
        enter(session)
        await keeps(vault)
        session.signal_daemon(signal.SIGKILL)
        # The bus starts another one, which nobody has unlocked.
        await refuses(patient, KeyTrouble.LOCKED, KeyTrouble.NOT_OPENED)


async def test_7_the_daemon_was_stopped_and_goes_on(
    home: Path, vault: Vault, hurried: Vault, enter: Enter
) -> None:
    with private_session(home) as session:
        session.start_daemon()
        enter(session)
        await keeps(vault)
        session.signal_daemon(signal.SIGSTOP)
        await refuses(hurried, KeyTrouble.SILENT, KeyTrouble.SILENT)
        session.signal_daemon(signal.SIGCONT)
        await keeps(vault)


async def test_8_the_password_at_login_was_wrong(home: Path, vault: Vault, enter: Enter) -> None:
    with private_session(home) as session:
        session.start_daemon()
        enter(session)
        await keeps(vault)
    with private_session(home) as session:
        session.start_daemon("something else")
        enter(session)
        await refuses(vault, KeyTrouble.LOCKED, KeyTrouble.NOT_OPENED)


@pytest.mark.usefixtures("listed")
async def test_9_the_item_is_missing(home: Path, vault: Vault, enter: Enter) -> None:
    with private_session(home) as session:
        session.start_daemon()
        enter(session)
        assert await trouble_of(vault.load(SYSTEM.name)) is KeyTrouble.MISSING
        await vault.forget(SYSTEM.name)
        assert vault.profiles() == ()


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("item", "trouble"),
    [
        ("garbled", KeyTrouble.DAMAGED),
        ("", KeyTrouble.DAMAGED),
        ('{"version": 0}', KeyTrouble.DAMAGED),
        ('{"version": 2}', KeyTrouble.NEWER),
        (pack(replace(SYSTEM, name="other"), OTHER_KEY).reveal(), KeyTrouble.OTHER_PROFILE),
    ],
)
async def test_10_the_item_is_garbled_or_strange(
    home: Path, vault: Vault, enter: Enter, item: str, trouble: KeyTrouble
) -> None:
    with private_session(home) as session:
        session.start_daemon()
        enter(session)
        helper = KeyringHelper()
        put = await helper.ask(Request(Op.PUT, SYSTEM.name, record=Secret(item), may_prompt=True))
        assert put == Reply()

        assert await trouble_of(vault.load(SYSTEM.name)) is trouble
        assert await helper.ask(Request(Op.GET, SYSTEM.name)) == Reply(Secret(item))
        await keeps(vault)


async def test_11_nothing_can_redirect_the_key(
    home: Path, vault: Vault, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    stolen = home / "stolen"
    (home / "thief.py").write_text(
        "import keyring.backend, pathlib\n"
        "class Keyring(keyring.backend.KeyringBackend):\n"
        "    priority = 99\n"
        f"    def set_password(self, *given): pathlib.Path({str(stolen)!r}).write_text(repr(given))\n"
        f"    get_password = delete_password = set_password\n"
    )
    rc = home / "config" / "python_keyring" / "keyringrc.cfg"
    rc.parent.mkdir(parents=True)
    rc.write_text(f"[backend]\ndefault-keyring=thief.Keyring\nkeyring-path={home}\n")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("KEYRING_PROPERTY_SCHEME", "KeePassXC")
    with private_session(home) as session:
        session.start_daemon()
        enter(session)
        await keeps(vault)
        kept = session.run(
            "from keyring.backends.SecretService import Keyring as K;"
            "print(K().get_password('terminal-for-bitget/main', 'api-key') is not None)"
        )

    assert kept.strip() == "True"
    assert not stolen.exists()


async def test_12_more_than_the_smallest_store_takes(home: Path, vault: Vault, enter: Enter) -> None:
    with private_session(home) as session:
        session.start_daemon()
        enter(session)
        long = replace(KEY, secret=Secret("s" * 1300))
        assert await trouble_of(vault.save(SYSTEM, long)) is KeyTrouble.TOO_LONG
        assert vault.profiles() == ()


async def test_the_encrypted_file_needs_no_store(home: Path, enter: Enter) -> None:
    with private_session(home, services=False) as session:
        enter(session)
        patient = KeyringHelper(prompt_seconds=30)
        filed = Vault(home / "filed", patient)
        async with steady_loop():
            await filed.save(SEALED, KEY, PASSWORD)
            assert await filed.load(SEALED.name, PASSWORD) == KEY

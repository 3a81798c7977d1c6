"""Tests for `ui/panels/balances/panel.py`."""

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.account import AccountSnapshot, Balance, WalletMargin
from terminal_app.core.changes import Kind
from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import Command, Transfer
from terminal_app.core.instrument import ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.outcomes import Accepted, Outcome
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.transfers import TransferBook
from terminal_app.ui.bridge.columns import Tone
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.confirming import Ask, Asked, Confirmer, never_ask
from terminal_app.ui.honesty.freshness import ACCOUNT_SECONDS, fresh_by
from terminal_app.ui.honesty.veil import StaleVeil
from terminal_app.ui.notice_board import NoticeBoard
from terminal_app.ui.panels.balances.move_bar import MoveBar
from terminal_app.ui.panels.balances.moving import MoveWorld
from terminal_app.ui.panels.balances.panel import BalancesPanel, MoveDesk
from terminal_app.ui.panels.balances.state import Told
from terminal_app.ui.theme import DARK
from tests.helpers.examples import account
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_desk import batch
from tests.helpers.ui_samples import STAMP
from tests.helpers.waiting import eventually
from tests.helpers.wallets import classic, coin, move


def test_the_newest_snapshot_is_shown(qtbot: QtBot) -> None:
    held: list[AccountSnapshot | None] = [None]
    panel = BalancesPanel(lambda: held[0], DARK)
    qtbot.addWidget(panel)
    panel.show_frame(batch(Kind.BALANCES))
    assert panel.table.empty_text == "The account has not been read yet."

    usdt = Balance("USDT", Decimal("1000.5"), Decimal(900), Decimal("100.5"), usd_value=Decimal("1000.5"))
    held[0] = AccountSnapshot(STAMP, Decimal("1000.5"), (usdt,))
    panel.show_frame(batch(Kind.ORDERS))
    assert panel.model.rowCount() == 0
    panel.show_frame(batch(Kind.BALANCES))
    cells = [column.text(panel.model.row(0)) for column in panel.table.columns.shown()]
    assert cells == ["USDT", "1\u2009000.50", "900.00", "100.50", "0.00", "1\u2009000.50"]

    held[0] = AccountSnapshot(STAMP, Decimal(0), ())
    panel.show_frame(batch(Kind.BALANCES))
    assert panel.table.empty_text.startswith("No coins in this account.")


def test_an_account_that_is_too_old_is_veiled(qtbot: QtBot) -> None:
    clock = ManualClock()
    stamp = Stamp(clock.now_ms(), clock.monotonic())
    panel = BalancesPanel(
        lambda: None,
        DARK,
        lambda over: StaleVeil(over, DARK, clock, lambda: fresh_by(stamp, ACCOUNT_SECONDS)),
    )
    qtbot.addWidget(panel)
    panel.show()
    panel.on_tick()
    assert panel.veil is not None
    assert not panel.veil.isVisible()
    clock.advance(13)
    panel.on_tick()
    assert panel.veil.sentence == "No update for 13 s"
    assert panel.veil.geometry() == panel.table.rect()


def test_the_columns_are_remembered(qtbot: QtBot) -> None:
    panel, other = BalancesPanel(lambda: None, DARK), BalancesPanel(lambda: None, DARK)
    for made in (panel, other):
        qtbot.addWidget(made)
    with qtbot.waitSignal(panel.changed_choice):
        panel.table.columns.set_shown("Debt", shown=False)
    other.recall(panel.remember())
    assert "Debt" not in [column.title for column in other.table.columns.shown()]


def test_a_filter_looks_for_coins(qtbot: QtBot) -> None:
    coins = [Balance(coin, Decimal(1), Decimal(1), Decimal(0)) for coin in ("USDT", "BTC", "USDC")]
    panel = BalancesPanel(lambda: AccountSnapshot(STAMP, Decimal(3), tuple(coins)), DARK)
    qtbot.addWidget(panel)
    panel.show_frame(batch(Kind.BALANCES))
    QTest.keyClicks(panel.filter, "usd")
    assert [balance.coin for balance in panel.model.rows()] == ["USDC", "USDT"]
    assert panel.hidden.text() == "2 of 3 shown"


class Wallets:
    """A panel of an account with wallets, and the road behind it."""

    def __init__(self, qtbot: QtBot, confirm: Confirmer = never_ask) -> None:
        self.clock = ManualClock()
        self.sheet = BalanceSheet({"USDT": Decimal(1), "BTC": Decimal(50_000)}.get)
        self.book = TransferBook()
        self.shut: str | None = None
        self.sent: list[Command] = []
        self.owner = TaskOwner("test")
        board = NoticeBoard(self.clock)
        tasks = UiTasks(self.owner, board)
        self.board = board
        sender = Sender(self.submit, tasks, board, lambda _: self.none())
        world = MoveWorld(self.sheet, self.book, lambda _: None, lambda _: self.shut, lambda _: ())
        self.panel = BalancesPanel(
            lambda: self.sheet.snapshot,
            DARK,
            told=Told(self.sheet, self.clock),
            desk=MoveDesk(world, sender, confirm, self.clock),
        )
        qtbot.addWidget(self.panel)
        self.panel.resize(1200, 300)
        self.panel.show()

    async def submit(self, command: Command) -> Outcome:
        self.sent.append(command)
        return Accepted()

    async def none(self) -> list[Outcome]:
        return []

    def take(self, account: AccountSnapshot) -> None:
        self.sheet.apply(account)
        self.panel.show_frame(batch(Kind.BALANCES))

    def titles(self) -> list[str]:
        return [column.title for column in self.panel.table.columns.shown()]


def bar_of(panel: BalancesPanel) -> MoveBar:
    assert panel.move_bar is not None
    return panel.move_bar


SPOT, USDT_M = ProductType.SPOT, ProductType.USDT_FUTURES
HELD = (
    coin("USDT", SPOT, "50"),
    coin("BTC", SPOT, "0.01"),
    coin("USDT", USDT_M, "1000", WalletMargin(unrealised_pnl=Decimal(-3), ratio=Decimal("0.02"))),
)


def test_an_account_with_wallets_is_shown_wallet_by_wallet(qtbot: QtBot) -> None:
    stage = Wallets(qtbot)
    stage.take(classic(*HELD))
    assert stage.titles() == [
        "Coin",
        "Wallet",
        "Equity",
        "Available",
        "In orders",
        "Debt",
        "Unrealised",
        "Value, USD",
        "Age",
    ]
    rows = [(row.coin, row.product) for row in stage.panel.model.rows()]
    assert rows == [("BTC", SPOT), ("USDT", SPOT), ("USDT", USDT_M)]
    cells = [column.text(stage.panel.model.row(2)) for column in stage.panel.table.columns.shown()]
    assert cells[:2] == ["USDT", "USDT-M"]
    assert cells[6] == "\u22123.00"
    assert stage.panel.move_button.isVisible()


def test_a_wallet_that_could_not_be_read_is_said_to_be_old(qtbot: QtBot) -> None:
    stage = Wallets(qtbot)
    stage.take(classic(*HELD))
    stage.take(classic(*HELD[:2], wallets=(SPOT,), at_ms=2_000))
    wallet = stage.panel.table.columns.shown()[1]
    last = stage.panel.model.row(2)
    assert (wallet.tag and wallet.tag(last), wallet.tone(last)) == ("old", Tone.WARNING)
    assert wallet.tip is not None
    assert wallet.tip(last).startswith("The last reading of the account could not read this wallet")
    assert (wallet.tag and wallet.tag(stage.panel.model.row(0))) == ""


def test_the_ages_of_wallets_move_on(qtbot: QtBot) -> None:
    stage = Wallets(qtbot)
    stamp = Stamp(stage.clock.now_ms(), stage.clock.monotonic())
    stage.take(replace(classic(*HELD), stamp=stamp))
    stage.clock.advance(20)
    stage.panel.on_tick()
    age = stage.panel.table.columns.shown()[-1]
    assert age.text(stage.panel.model.row(0)) == "20 s"


def test_a_unified_account_has_no_word_of_wallets(qtbot: QtBot) -> None:
    stage = Wallets(qtbot)
    stage.take(classic(*HELD))
    stage.panel.on_move()
    assert bar_of(stage.panel).isVisible()
    stage.take(account())
    assert "Wallet" not in stage.titles()
    assert not stage.panel.move_button.isVisible()
    assert not bar_of(stage.panel).isVisible()


def test_a_hidden_wallet_column_stays_hidden_over_a_restart_as_a_unified_account(qtbot: QtBot) -> None:
    stage, other = Wallets(qtbot), Wallets(qtbot)
    stage.take(classic(*HELD))
    stage.panel.table.columns.set_shown("Age", shown=False)
    stage.take(account(5_000))
    other.panel.recall(stage.panel.remember())
    other.take(classic(*HELD))
    assert "Age" not in other.titles()
    assert "Wallet" in other.titles()


def test_money_is_moved_once(qtbot: QtBot, qt_run: QtRunner) -> None:
    stage = Wallets(qtbot)
    stage.take(classic(*HELD))
    stage.panel.on_move()
    bar = bar_of(stage.panel)
    assert not bar.confirm.isEnabled()
    bar.source.setCurrentIndex(1)
    assert [bar.target.itemText(one) for one in range(bar.target.count())] == ["Spot"]
    assert bar.coin.currentText() == "USDT"
    bar.on_most()
    assert bar.amount.text() == "1000"

    async def confirm() -> None:
        bar.on_confirm()
        bar.on_confirm()
        await eventually(lambda: stage.sent)

    qt_run(confirm())
    (sent,) = stage.sent
    assert isinstance(sent, Transfer)
    assert (sent.coin, sent.amount, sent.source, sent.target) == ("USDT", Decimal(1000), USDT_M, SPOT)
    assert sent.client_oid
    assert bar.amount.text() == ""


def test_what_is_wrong_is_said_and_cannot_be_confirmed(qtbot: QtBot) -> None:
    stage = Wallets(qtbot)
    stage.take(classic(*HELD))
    bar = bar_of(stage.panel)
    bar.begin(SPOT, "USDT")
    bar.amount.set_text("51")
    assert bar.said.text() == "50 USDT can be moved out of the Spot wallet; this is 51."
    assert not bar.confirm.isEnabled()
    stage.shut = "Trading is halted."
    bar.on_typed()
    assert bar.said.text() == "Trading is halted."
    QTest.keyClick(bar.amount.line, Qt.Key.Key_Escape)
    assert bar.isHidden()


def test_a_transfer_that_is_on_its_way_is_shown(qtbot: QtBot) -> None:
    stage = Wallets(qtbot)
    stage.take(classic(*HELD))
    assert not stage.panel.news.isVisible()
    stage.book.submitted(move("5"), 1)
    stage.panel.show_frame(batch(Kind.BALANCES))
    assert stage.panel.news.text() == "Move 5 USDT from Spot to USDT-M: sending."
    stage.book.never("tb-t1")
    stage.panel.show_frame(batch(Kind.BALANCES))
    assert not stage.panel.news.isVisible()


def test_a_no_sends_nothing(qtbot: QtBot, qt_run: QtRunner) -> None:
    questions: list[tuple[Ask, str]] = []

    async def no(parent: QWidget, asked: Asked, text: str, yes: str) -> bool:
        del parent, yes
        questions.append((asked.ask, text))
        return False

    stage = Wallets(qtbot, no)
    stage.take(classic(*HELD))

    async def confirm() -> None:
        stage.panel.on_wanted(move("5"))
        await eventually(lambda: questions)

    qt_run(confirm())
    assert questions == [(Ask.TRANSFER, "Move 5 USDT from Spot to USDT-M")]
    assert stage.sent == []


def test_the_menu_of_a_coin_offers_to_move_it(qtbot: QtBot) -> None:
    stage = Wallets(qtbot)
    stage.take(classic(*HELD))
    (action,) = stage.panel.table.actions_for([HELD[2]])
    action.run([HELD[2]])
    bar = bar_of(stage.panel)
    assert (bar.source.currentData(), bar.coin.currentText()) == (USDT_M, "USDT")
    assert stage.panel.table.actions_for([account().balances[0]]) == ()

"""An order without an answer, settled by proof: late enough, twice, everywhere; and never a moment sooner."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from terminal_app.core.account import Fill
from terminal_app.core.commands import CancelOrder
from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import OrderStatus, Source, VenueOrder, VenueStatus
from terminal_app.core.outcomes import ProvenNever, Rejected, Unknown
from terminal_app.core.records import Intent, QuestionSeen
from terminal_app.trading.facts import OrderFact
from terminal_app.trading.settle import PAUSES_MS
from tests.helpers.desk import PRODUCTS, Desk
from tests.helpers.examples import PERP_ID, fill, limit_buy, report

S = OrderStatus


class Patient(Desk):
    """A desk whose pauses move its clock instead of taking time; it stops at `until` seconds of doubt."""

    def __post_init__(self) -> None:
        """Start the clock of the doubt."""
        self.began = self.clock.monotonic()
        self.until = 0.0
        self.grown = asyncio.Condition()
        self.asked_at: list[float] = []
        super().__post_init__()
        self.service._settler._sleep = self.sleep
        self.service._settler._pauses_ms = PAUSES_MS

    @property
    def passed(self) -> float:
        """Seconds since the desk was made."""
        return self.clock.monotonic() - self.began

    async def sleep(self, seconds: float) -> None:
        """Let the time pass, but not beyond what the test allows."""
        async with self.grown:
            await self.grown.wait_for(lambda: self.passed + seconds <= self.until)
        self.clock.advance(seconds)
        self.asked_at.append(self.passed)

    async def wait_for(self, seconds: float) -> None:
        """Allow the doubt to become so old, and let everything happen until then."""
        async with self.grown:
            self.until = seconds
            self.grown.notify_all()
        asked = -1
        while asked != len(self.asked_at):
            asked = len(self.asked_at)
            for _ in range(50):
                await asyncio.sleep(0)
            await asyncio.sleep(0.002)


@pytest.fixture
async def patient() -> AsyncIterator[Patient]:
    """A desk with one order in doubt."""
    desk = Patient()
    await desk.service.start(PRODUCTS)
    desk.exchange.script["place"].append(Unknown("tb-1", "No answer."))
    await desk.service.submit(limit_buy())
    yield desk
    await desk.tasks.aclose()


async def test_it_takes_the_time_that_a_lost_order_could_still_arrive(patient: Patient) -> None:
    await patient.wait_for(36)
    assert len(patient.exchange.asked) >= 6
    assert patient.status() is S.UNKNOWN
    assert "proves nothing yet" in patient.order().note
    await patient.wait_for(60)
    assert patient.status() is S.PROVEN_NEVER
    assert patient.passed < 40
    assert "asked twice" in patient.order().note
    told = [fact.sentence for fact in patient.changes.drain().facts if isinstance(fact, OrderFact)]
    assert any("never reached the exchange" in sentence for sentence in told)
    await patient.service.aclose()
    assert patient.outcomes()[-1] == ("tb-1", ProvenNever("tb-1", patient.order().note))


@pytest.mark.parametrize("error", [LinkError("No network."), VenueError("40015", "Busy.")])
async def test_an_answer_that_does_not_come_counts_for_nothing(
    patient: Patient, error: LinkError | VenueError
) -> None:
    patient.exchange.script["order"].extend([error] * 14)
    await patient.wait_for(150)
    assert len(patient.exchange.asked) >= 10
    assert patient.status() is S.UNKNOWN
    await patient.wait_for(300)
    assert patient.status() is S.PROVEN_NEVER


async def test_a_late_acceptance_is_found_and_not_declared_dead(patient: Patient) -> None:
    await patient.wait_for(4)
    assert patient.status() is S.UNKNOWN
    patient.exchange.known["tb-1"] = report()
    await patient.wait_for(10)
    assert patient.status() is S.OPEN


async def test_a_venue_that_forgot_the_number_is_refuted_by_its_history(patient: Patient) -> None:
    patient.exchange.finished = [report(status=VenueStatus.CANCELLED)]
    await patient.wait_for(60)
    assert patient.status() is S.CANCELLED
    assert patient.order().created_ms - 60_000 in patient.exchange.since


async def test_or_by_its_open_orders(patient: Patient) -> None:
    patient.exchange.working = [report()]
    await patient.wait_for(60)
    assert patient.status() is S.OPEN


async def test_or_by_a_fill(patient: Patient) -> None:
    patient.exchange.executions = [fill()]
    await patient.wait_for(60)
    assert patient.status() is S.PARTIAL


async def test_nothing_is_proven_while_the_venues_clock_is_not_known(patient: Patient) -> None:
    patient.service._settler._venue_ms = lambda: None
    patient.service._settler._evidence.clear()
    await patient.wait_for(300)
    assert patient.status() is S.UNKNOWN


async def test_a_clock_that_is_set_forward_proves_nothing(patient: Patient) -> None:
    patient.clock.step_wall(86_400)
    await patient.wait_for(20)
    assert patient.status() is S.UNKNOWN


async def test_cancelling_what_may_not_exist_leaves_it_to_be_proven(patient: Patient) -> None:
    patient.exchange.script["cancel"].append(Rejected("25204", "Not found."))
    await patient.service.submit(CancelOrder("tb-1", PERP_ID))
    assert patient.status() is S.UNKNOWN
    await patient.wait_for(60)
    assert patient.status() is S.PROVEN_NEVER


async def test_every_question_and_answer_is_remembered(patient: Patient) -> None:
    await patient.wait_for(60)
    await patient.service.aclose()
    asked = [record for record in patient.journal.records if isinstance(record, QuestionSeen)]
    assert {record.question for record in asked} == {
        "for the order by its number",
        "for open orders, history and fills",
    }
    assert all(record.answered_ms >= record.at_ms for record in asked)
    sentences = [line.sentence for line in patient.service.evidence("tb-1")]
    assert sentences[0].startswith("On the disk, then to be sent (manual): buy 0.01")
    assert sentences.count("Asked for open orders, history and fills: in none of them.") == 2
    assert sentences[-1].startswith("The exchange never had this order")


async def test_a_person_can_ask_at_once(patient: Patient) -> None:
    assert not await patient.service.ask_again("tb-1")
    patient.exchange.known["tb-1"] = report()
    assert await patient.service.ask_again("tb-1")
    assert patient.status() is S.OPEN
    assert not await patient.service.ask_again("tb-9")


async def test_an_order_of_an_earlier_run_is_as_old_as_this_run() -> None:
    desk = Patient()
    desk.service.recover([Intent("tb-1", limit_buy(), Source.MANUAL, 5)])
    await desk.service.start(PRODUCTS)
    await desk.wait_for(30)
    assert desk.status() is S.UNKNOWN
    await desk.wait_for(60)
    assert desk.status() is S.PROVEN_NEVER
    await desk.tasks.aclose()


class _Searched:
    """Writes down how the lists were asked for, and whether somebody was told that the order is there."""

    def __init__(self, patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[tuple[str, ProductType | None, int | None]] = []
        exchange, settler = patient.exchange, patient.service._settler
        open_orders, fills, ask = exchange.open_orders, exchange.fills, settler.ask
        self.found: list[bool] = []

        async def seen_open(product: ProductType | None = None) -> list[VenueOrder]:
            self.asked.append(("open", product, None))
            return await open_orders(product)

        async def seen_fills(
            product: ProductType | None = None, count: int = 100, *, since_ms: int | None = None
        ) -> list[Fill]:
            self.asked.append(("fills", product, since_ms))
            return await fills(product, count, since_ms=since_ms)

        async def seen_ask(client_oid: str) -> bool:
            self.found.append(await ask(client_oid))
            return self.found[-1]

        monkeypatch.setattr(exchange, "open_orders", seen_open)
        monkeypatch.setattr(exchange, "fills", seen_fills)
        monkeypatch.setattr(settler, "ask", seen_ask)


def _lists_remembered(desk: Desk) -> list[tuple[str, str]]:
    """What the journal knows of the questions for lists."""
    return [
        (record.client_oid, record.answer)
        for record in desk.journal.records
        if isinstance(record, QuestionSeen) and record.question == "for open orders, history and fills"
    ]


async def test_the_lists_of_its_product_are_searched_from_its_sending_on(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched = _Searched(patient, monkeypatch)
    patient.service._settler._venue_ms = lambda: patient.clock.now_ms() + 700
    await patient.wait_for(60)
    assert patient.status() is S.PROVEN_NEVER
    since_ms = patient.order().created_ms + 700 - 60_000
    assert set(searched.asked) == {
        ("open", ProductType.USDT_FUTURES, None),
        ("fills", ProductType.USDT_FUTURES, since_ms),
    }
    assert searched.found
    assert not any(searched.found)
    assert _lists_remembered(patient) == [("tb-1", "in none of them.")] * 2


async def test_a_search_without_an_answer_finds_nothing(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(_product: ProductType | None = None) -> list[VenueOrder]:
        raise LinkError("No network.")

    monkeypatch.setattr(patient.exchange, "open_orders", silent)
    searched = _Searched(patient, monkeypatch)
    await patient.wait_for(60)
    assert patient.status() is S.UNKNOWN
    assert not any(searched.found)
    assert _lists_remembered(patient)[0] == ("tb-1", "no answer. No network.")


async def test_a_search_that_finds_it_says_so(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    searched = _Searched(patient, monkeypatch)
    patient.exchange.working = [report()]
    await patient.wait_for(60)
    assert searched.found[-1]
    assert _lists_remembered(patient) == [("tb-1", "found.")]

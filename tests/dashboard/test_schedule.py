"""The worker over a week: Monday's edition goes out once, whatever happens to servers and clocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller

from dashboard.config import Settings
from dashboard.schedule import Worker
from etl import store
from tests.dashboard.test_mail import Mailbox, free_port

SUNDAY = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)  # Monday 03:00 in Jakarta
MONDAY = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)  # Monday 07:30 in Jakarta


class Clock:
    """A clock that tests turn."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Office:
    """One database, one mail server, any number of workers."""

    def __init__(self, config: Settings) -> None:
        self.clock = Clock(MONDAY)
        self.box = Mailbox()
        self.port = free_port()
        self.config = config.model_copy(update={"smtp_url": _secret(f"smtp://127.0.0.1:{self.port}")})
        self.engine = store.connect(config.database_url())
        self.server: Controller | None = None

    def worker(self) -> Worker:
        return Worker(self.engine, self.config, clock=self.clock)

    def open_mail(self) -> None:
        self.server = Controller(self.box, hostname="127.0.0.1", port=self.port)
        self.server.start()

    def close_mail(self) -> None:
        if self.server:
            self.server.stop()
            self.server = None

    def subscribe(self, email: str, scope: str = "99") -> None:
        store.add_recipient(self.engine, email=email, scope_code=scope, now=self.clock())


def _secret(text: str):
    from pydantic import SecretStr

    return SecretStr(text)


@pytest.fixture
def office(demo_copy: Settings) -> Iterator[Office]:
    place = Office(demo_copy)
    yield place
    place.close_mail()


def test_monday_comes_once(office: Office) -> None:
    """Nothing before 06:00; one mail a reader after it; nothing more however often the worker looks."""
    office.open_mail()
    office.subscribe("pj@kota.go.id")
    office.subscribe("ketua@bawaslu.go.id")
    worker = office.worker()
    office.clock.now = SUNDAY
    worker.tick()
    assert office.box.mails == []
    office.clock.now = MONDAY
    for _ in range(3):
        worker.tick()
    assert sorted(m["To"] for m in office.box.mails) == ["ketua@bawaslu.go.id", "pj@kota.go.id"]
    assert {"SIMULASI" in m.get_body(("plain",)).get_content() for m in office.box.mails} == {True}


def test_only_one_worker_works(office: Office) -> None:
    """A second worker waits for the lease and takes over when the first is gone."""
    first, second = office.worker(), office.worker()
    assert first.holds_lease()
    assert not second.holds_lease()
    office.clock.now += timedelta(minutes=10)
    assert second.holds_lease()
    assert not first.holds_lease()


def test_a_dead_server_delays_and_does_not_lose(office: Office) -> None:
    """The mail waits, is tried again after the backoff, and arrives once with its first Message-ID."""
    office.subscribe("pj@kota.go.id")
    worker = office.worker()
    worker.tick()
    with office.engine.connect() as cx:
        waiting = store.read_outbox(cx).to_dicts()
    assert [(w["status"], w["attempt_count"]) for w in waiting] == [("queued", 1)]
    assert "tidak menjawab" in waiting[0]["last_error"]
    office.open_mail()
    worker.send_outbox()
    assert office.box.mails == []  # not before its time
    office.clock.now += timedelta(minutes=2)
    worker.send_outbox()
    assert [m["Message-ID"] for m in office.box.mails] == [waiting[0]["message_id"]]


def test_a_permanent_no_is_not_repeated(office: Office) -> None:
    """5xx: the letter is dead and shown to people; the server is not asked again."""
    office.open_mail()
    office.box.answer = "554 kotak surat tidak ada"
    office.subscribe("salah@kota.go.id")
    office.worker().tick()
    with office.engine.connect() as cx:
        assert store.read_outbox(cx)["status"].to_list() == ["dead"]


def test_a_late_host_still_sends_this_week(office: Office) -> None:
    """The machine slept through Monday: on Wednesday the edition goes out, as Monday's."""
    office.open_mail()
    office.subscribe("pj@kota.go.id")
    office.clock.now = MONDAY + timedelta(days=2)
    office.worker().tick()
    with office.engine.connect() as cx:
        editions = store.read_editions(cx)
    assert editions["week"].to_list() == [MONDAY.date()]
    assert len(office.box.mails) == 1


def test_who_left_gets_nothing(office: Office) -> None:
    """Unsubscribing is one click and holds."""
    office.open_mail()
    office.subscribe("pj@kota.go.id")
    with office.engine.connect() as cx:
        token = store.read_recipients(cx)["unsubscribe_token"][0]
    assert store.unsubscribe(office.engine, token, now=office.clock())
    office.worker().tick()
    assert office.box.mails == []


def test_an_edition_that_would_mislead_is_refused_and_kept_as_refused(office: Office) -> None:
    """A scope without a fit: nobody gets half a mail, the archive says why."""
    office.open_mail()
    office.subscribe("pj@kota.go.id", scope="00")
    office.config = office.config.model_copy(update={"today": office.config.day() + timedelta(days=60)})
    office.worker().monday_edition()
    with office.engine.connect() as cx:
        (refused,) = store.read_editions(cx).to_dicts()
    assert refused["status"] == "refused"
    assert "hitungan terakhir" in refused["message"]
    assert office.box.mails == []

"""Clock: one worker process that fits by night, makes Monday's edition and empties the outbox.

One process holds a lease in the database, so a second worker waits instead of doing everything twice. The
job store is memory only; what must happen is asked of the database every few minutes ("is this week's
edition enqueued?"), which survives restarts and jumps of the clock.
"""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.blocking import BlockingScheduler

from dashboard.config import Settings
from dashboard.snapshot import outbox
from geo.errors import NetraError

if TYPE_CHECKING:
    from sqlalchemy import Engine

log = structlog.get_logger()

LEASE = "pekerja"
LEASE_SECONDS = 120
HOUR_OF_MAIL = 6  # Monday, in the office's zone
HOUR_OF_FIT = 1
CHECK_MINUTES = 5
OUTBOX_SECONDS = 30
JOB_SECONDS = 10


class Worker:
    """The work of the clock; each method is safe to call again at any time."""

    def __init__(
        self, engine: Engine, config: Settings, *, clock: Callable[[], datetime] | None = None
    ) -> None:
        self.engine = engine
        self.config = config
        self.holder = f"{socket.gethostname()}-{secrets.token_hex(4)}"
        self._clock = clock or (lambda: datetime.now(UTC))

    def local_time(self) -> datetime:
        """Now in the office's zone; NETRA_TODAY moves the day, not the hour."""
        now = self._clock().astimezone(ZoneInfo(self.config.zone))
        return datetime.combine(self.config.today, now.timetz()) if self.config.today else now

    def holds_lease(self) -> bool:
        """True when this process is the one that works."""
        from etl import store

        now = self._clock()
        return store.take_lease(self.engine, LEASE, holder=self.holder, now=now, seconds=LEASE_SECONDS)

    def monday_edition(self) -> int:
        """From Monday 06:00 on, render and enqueue this week's editions that are not enqueued yet."""
        now = self.local_time()
        monday = now.date() - timedelta(days=now.weekday())
        if now < datetime.combine(monday, datetime.min.time(), now.tzinfo) + timedelta(hours=HOUR_OF_MAIL):
            return 0
        return outbox.enqueue_week(self.engine, self.config, monday, now=self._clock())

    def send_outbox(self) -> int:
        """Send what is due; returns how many mails were accepted by the server."""
        return outbox.send_due(self.engine, self.config, now=self._clock)

    def nightly_fit(self, *, is_asked: bool = False) -> str:
        """Fit every scope whose data changed (all when asked for); a failure leaves the last good run.

        Returns:
            One sentence for the page that asked.
        """
        from etl import store
        from models.run import fit_scope

        with store.reading(self.engine) as cx:
            scopes = [code for code in store.read_scopes(cx) if is_asked or store.fit_is_stale(cx, code)]
        for code in scopes:
            report = fit_scope(self.engine, code, today=self._today(), seed=self._today().toordinal())
            log.info("hitungan", wilayah=code, hasil=report.message)
        return f"{len(scopes)} wilayah dihitung: {', '.join(scopes)}." if scopes else "Belum ada data."

    def do_jobs(self) -> int:
        """What was asked for on a page, oldest first; returns how many were done, failed ones too."""
        from etl import store

        done = 0
        while (job := store.take_job(self.engine, now=self._clock())) is not None:
            status, message = self._do(job["name"])
            store.finish_job(self.engine, job["id"], status=status, now=self._clock(), message=message)
            done += 1
        return done

    def _do(self, name: str) -> tuple[str, str]:
        if name != "fit":
            return "failed", f"Pekerjaan “{name}” tidak dikenal."
        try:
            return "ok", self.nightly_fit(is_asked=True)
        except NetraError as error:
            return "failed", error.message
        except Exception as error:
            log.exception("hitungan gagal")
            return "failed", f"Hitungan gagal ({type(error).__name__}); hitungan terakhir tetap berlaku."

    def tick(self) -> None:
        """One check: only the holder of the lease works."""
        if self.holds_lease():
            self.monday_edition()
            self.send_outbox()
            self.do_jobs()

    def _today(self) -> date:
        return self.local_time().date()


def run_worker(config: Settings, *, once: bool = False) -> None:
    """Work until stopped (or once). A failing job is logged and tried again at its next turn."""
    from etl import store

    worker = Worker(store.connect(config.database_url()), config)
    if once:
        worker.tick()
        return
    scheduler = _scheduler(worker, config)
    log.info("pekerja mulai", pemegang=worker.holder, zona=config.zone)
    try:
        scheduler.start()
    except (KeyboardInterrupt, SystemExit):
        store.release_lease(worker.engine, LEASE, holder=worker.holder)


def _scheduler(worker: Worker, config: Settings) -> BlockingScheduler:
    # A late host must not skip the week: misfires never expire, and many missed turns are one.
    scheduler = BlockingScheduler(
        timezone=ZoneInfo(config.zone),
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
    )
    soon = datetime.now(UTC) + timedelta(seconds=5)
    scheduler.add_job(_guarded(worker.tick), "interval", minutes=CHECK_MINUTES, next_run_time=soon)
    scheduler.add_job(_guarded(_if_leased(worker, worker.send_outbox)), "interval", seconds=OUTBOX_SECONDS)
    scheduler.add_job(_guarded(_if_leased(worker, worker.do_jobs)), "interval", seconds=JOB_SECONDS)
    scheduler.add_job(_guarded(_if_leased(worker, worker.nightly_fit)), "cron", hour=HOUR_OF_FIT)
    return scheduler


def _if_leased(worker: Worker, work: Callable[[], object]) -> Callable[[], object]:
    return lambda: work() if worker.holds_lease() else None


def _guarded(work: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        try:
            work()
        except NetraError as error:
            log.warning("pekerjaan gagal", sebab=str(error))
        except Exception:
            log.exception("pekerjaan gagal tak terduga")

    return run

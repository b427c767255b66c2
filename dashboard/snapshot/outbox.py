"""The outbox: each reader gets each edition once, through refusals, restarts and dead servers.

An edition is rendered once, then one row a reader waits in the outbox. A row is leased before it is sent, so
that two workers cannot send it twice; a refusal waits 1, 5, 15, 60 minutes and 4 hours (± 20 %), then the row
is dead and shown to people. The Message-ID is the same however often it is tried.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog

from dashboard.config import Settings
from dashboard.snapshot.edition import Edition
from dashboard.snapshot.message import compose
from dashboard.snapshot.render import render_edition
from dashboard.snapshot.smtp import MailRefused, deliver
from etl import store
from geo.errors import NetraError

if TYPE_CHECKING:
    from sqlalchemy import Engine

log = structlog.get_logger()

BACKOFF_MINUTES = (1, 5, 15, 60, 240)
JITTER = 0.2
LEASE_SECONDS = 300
MOST_PER_TURN = 200


def enqueue_week(engine: Engine, config: Settings, monday: date, *, now: datetime) -> int:
    """Render the editions of ``monday`` that readers wait for, put them into the outbox; returns rows added.

    A scope that cannot be rendered is refused and written down as such, so that it is tried once a week only.
    """
    with engine.connect() as cx:
        wanted = store.read_wanted_editions(cx)
    added = 0
    for scope_code, language in wanted:
        with engine.connect() as cx:
            known = store.read_edition(cx, week=monday, scope_code=scope_code, language=language)
        if known is None:
            edition_id = _make(engine, config, scope_code, week=monday, language=language)
        else:
            edition_id = known["id"] if known["status"] == "ready" else None
        if edition_id is not None:
            added += store.enqueue(engine, edition_id, now=now)
    return added


def _make(engine: Engine, config: Settings, scope_code: str, *, week: date, language: str) -> int | None:
    try:
        edition = render_edition(engine, scope_code, config=config, week=week, language=language)
    except NetraError as error:
        log.warning("cuplikan ditolak", wilayah=scope_code, sebab=str(error))
        store.write_edition(engine, refused_row(scope_code, week, language, reason=str(error)))
        return None
    return store.write_edition(engine, edition_row(edition))


def edition_row(edition: Edition) -> dict[str, Any]:
    """Row of table ``edition`` for what was rendered."""
    return {
        "week": edition.week,
        "scope_code": edition.scope_code,
        "language": edition.language,
        "data_version": edition.data_version,
        "status": "ready",
        "subject": edition.subject,
        "text_body": edition.text,
        "html_body": edition.html,
        "png": edition.png,
        "pdf": edition.pdf,
    }


def refused_row(scope_code: str, week: date, language: str, *, reason: str) -> dict[str, Any]:
    """Row of table ``edition`` for one that was refused, with the reason people read."""
    place = {"week": week, "scope_code": scope_code, "language": language}
    return {**place, "data_version": "", "status": "refused", "message": reason}


def send_due(engine: Engine, config: Settings, *, now: Callable[[], datetime]) -> int:
    """Send what is due, one mail after the other; returns how many the server accepted."""
    sent = 0
    for _ in range(MOST_PER_TURN):
        row = store.lease_next(engine, now=now(), seconds=LEASE_SECONDS)
        if row is None:
            return sent
        sent += _send(engine, config, row, now=now)
    return sent


def _send(engine: Engine, config: Settings, row: dict[str, Any], *, now: Callable[[], datetime]) -> bool:
    link = f"{config.public_url()}/berhenti/{row['unsubscribe_token']}"
    try:
        message = compose(stored_edition(row), sender=config.mail_from, to=row["email"], unsubscribe_url=link)
        deliver(config.smtp_url.get_secret_value(), message)
    except NetraError as error:
        is_permanent = isinstance(error, MailRefused) and error.is_permanent
        retry_at = None if is_permanent else next_attempt(row["attempt_count"], now=now())
        store.mark_failed(engine, row["id"], error=str(error), retry_at=retry_at)
        log.warning("surel tertunda", antrean=row["id"], sebab=str(error))
        return False
    store.mark_sent(engine, row["id"], now=now())
    return True


def next_attempt(attempt_count: int, *, now: datetime) -> datetime | None:
    """When to try again after ``attempt_count`` attempts (this one included); None = give up."""
    if attempt_count > len(BACKOFF_MINUTES):
        return None
    wait = BACKOFF_MINUTES[attempt_count - 1] * random.uniform(1 - JITTER, 1 + JITTER)
    return now + timedelta(minutes=wait)


def stored_edition(row: dict[str, Any]) -> Edition:
    """The edition as it was rendered, read back from the database."""
    return Edition(
        scope_code=row["scope_code"],
        scope_name=row["scope_name"],
        week=row["week"],
        language=row["language"],
        data_version=row["data_version"],
        subject=row["subject"],
        text=row["text_body"],
        html=row["html_body"],
        png=row["png"],
        pdf=row["pdf"],
    )

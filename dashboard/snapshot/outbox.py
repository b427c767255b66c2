"""From an edition to every reader's mailbox, once each, through refusals, restarts and dead servers.

Promises, leases and times of retry are the store's (``etl.store.mail``); here an edition is rendered once,
promised, and one mail after the other is handed to the server.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import structlog

from dashboard.config import Settings
from dashboard.snapshot.edition import Edition
from dashboard.snapshot.message import address, compose
from dashboard.snapshot.render import render_edition
from dashboard.snapshot.smtp import MailRefused, deliver
from etl import store
from geo.errors import NetraError

if TYPE_CHECKING:
    from sqlalchemy import Engine

log = structlog.get_logger()

MOST_PER_TURN = 200


def enqueue_week(engine: Engine, config: Settings, monday: date, *, now: datetime) -> int:
    """Render the editions of ``monday`` that readers wait for, put them into the outbox; returns rows added.

    An edition that cannot be made honestly is refused and kept as refused, with its reason; it is tried anew
    at the next turn, since data may have arrived.
    """
    with store.reading(engine) as cx:
        readers = store.read_recipients(cx)
    waiting = readers.filter(readers["unsubscribed_at"].is_null()).select("scope_code", "language").unique()
    added = 0
    for scope_code, language in waiting.sort("scope_code", "language").rows():
        edition_id = _ready_edition(engine, config, scope_code, week=monday, language=language, now=now)
        if edition_id is not None:
            domain = address(config.mail_from).domain
            added += store.enqueue(engine, edition_id, domain=domain, now=now)
    return added


def _ready_edition(
    engine: Engine, config: Settings, scope_code: str, *, week: date, language: str, now: datetime
) -> int | None:
    with store.reading(engine) as cx:
        known = store.read_edition(cx, week=week, scope_code=scope_code, language=language)
    if known and known["status"] == "ready":
        return int(known["id"])
    try:
        made = columns(render_edition(engine, scope_code, config=config, week=week, language=language))
    except NetraError as error:
        log.warning("cuplikan ditolak", wilayah=scope_code, sebab=str(error))
        place = {"week": week, "scope_code": scope_code, "language": language}
        refused = {"data_version": "", "status": "refused", "message": str(error), "created_at": now}
        store.write_edition(engine, **place, **refused)
        return None
    return store.write_edition(engine, **made, created_at=now)


def columns(edition: Edition) -> dict[str, Any]:
    """Columns of table ``edition`` for what was rendered."""
    return {
        "week": edition.week,
        "scope_code": edition.scope_code,
        "language": edition.language,
        "data_version": edition.data_version,
        "status": "ready",
        "message": None,
        "subject": edition.subject,
        "text_body": edition.text,
        "html_body": edition.html,
        "png": edition.png,
        "pdf": edition.pdf,
    }


def send_due(engine: Engine, config: Settings, *, now: Callable[[], datetime]) -> int:
    """Send what is due, one mail after the other; returns how many the server accepted."""
    sent = 0
    for _ in range(MOST_PER_TURN):
        row = store.lease_next(engine, now=now())
        if row is None:
            break
        sent += _send(engine, config, row, now=now)
    return sent


def _send(engine: Engine, config: Settings, row: Mapping[str, Any], *, now: Callable[[], datetime]) -> bool:
    with store.reading(engine) as cx:
        promised = store.read_edition_by_id(cx, row["edition_id"])
    assert promised is not None  # a foreign key holds it
    edition = archived(promised)
    link = f"{config.public_url()}/berhenti/{row['unsubscribe_token']}"
    try:
        message = compose(edition, sender=config.mail_from, to=row["email"], unsubscribe_url=link)
        message.replace_header("Message-ID", row["message_id"])
        deliver(config.smtp_url.get_secret_value(), message)
    except NetraError as error:
        is_final = isinstance(error, MailRefused) and error.is_permanent
        status = store.mark_failed(engine, row["id"], error=str(error), now=now(), is_final=is_final)
        log.warning("surel tertunda", antrean=row["id"], keadaan=status, sebab=str(error))
        return False
    store.mark_sent(engine, row["id"], now=now())
    return True


def archived(row: Mapping[str, Any]) -> Edition:
    """The edition as it was rendered, read back from the database."""
    return Edition(
        scope_code=row["scope_code"],
        week=row["week"],
        language=row["language"],
        data_version=row["data_version"],
        subject=row["subject"],
        text=row["text_body"],
        html=row["html_body"],
        png=row["png"],
        pdf=row["pdf"],
    )

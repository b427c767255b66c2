"""Recipients, weekly editions, the outbox with its leases, and the lease of the one worker.

A message is promised once per edition and recipient (unique key), sent under a lease, and tried again at the
times of ``RETRY_MINUTES``. A worker that dies leaves its lease to run out; the repeat carries the same
Message-ID, so that a mail program shows it once.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, and_, insert, or_, select, update

from etl.schema import edition, lease, outbox, recipient
from etl.store.engine import naive_utc, writing
from etl.store.frames import insert_row, read_frame

RETRY_MINUTES = (1, 5, 15, 60, 240)
RETRY_SPREAD = 0.2  # ± 20 %, so that retries do not arrive together
LEASE_SECONDS = 120


def add_recipient(
    engine: Engine,
    *,
    email: str,
    scope_code: str,
    now: datetime,
    language: str = "id",
    display_name: str | None = None,
) -> int:
    """Subscribe an address to a scope's weekly mail; an address that left is taken back. Returns the id."""
    now = naive_utc(now)
    where = (recipient.c.email == email) & (recipient.c.scope_code == scope_code)
    with writing(engine) as connection:
        known = connection.execute(select(recipient.c.id).where(where)).scalar()
        if known:
            connection.execute(update(recipient).where(where).values(unsubscribed_at=None, language=language))
            return int(known)
        values = {
            "email": email,
            "display_name": display_name,
            "scope_code": scope_code,
            "language": language,
            "unsubscribe_token": secrets.token_urlsafe(24),
            "created_at": now,
        }
        return insert_row(connection, recipient, values)


def unsubscribe(engine: Engine, token: str, *, now: datetime) -> bool:
    """Leave by the link of a mail; False when the token is unknown."""
    now = naive_utc(now)
    with writing(engine) as connection:
        found = connection.execute(
            update(recipient).where(recipient.c.unsubscribe_token == token).values(unsubscribed_at=now)
        )
        return bool(found.rowcount)


def read_recipients(connection: Connection, *, scope_code: str | None = None) -> pl.DataFrame:
    """Recipients, by address; those who left have ``unsubscribed_at``."""
    query = select(recipient)
    query = query.where(recipient.c.scope_code == scope_code) if scope_code else query
    return read_frame(connection, query).sort("email", "scope_code")


def write_edition(engine: Engine, **columns: Any) -> int:
    """Archive an edition, once per week, scope and language, a refused one anew; returns its id."""
    columns["created_at"] = naive_utc(columns["created_at"])
    same = and_(*[edition.c[name] == columns[name] for name in ("week", "scope_code", "language")])
    with writing(engine) as connection:
        known = connection.execute(select(edition.c.id, edition.c.status).where(same)).first()
        if known and known.status == "ready":
            return int(known.id)
        if known:
            connection.execute(update(edition).where(same).values(**columns))
            return int(known.id)
        return insert_row(connection, edition, columns)


def read_edition(
    connection: Connection, *, week: date, scope_code: str, language: str = "id"
) -> Mapping[str, Any] | None:
    """The archived edition with its bodies; None when there is none yet."""
    same = (edition.c.week == week) & (edition.c.scope_code == scope_code) & (edition.c.language == language)
    found = connection.execute(select(edition).where(same)).mappings().first()
    return dict(found) if found else None


def read_edition_by_id(connection: Connection, edition_id: int) -> Mapping[str, Any] | None:
    """The archived edition of that number, with its bodies."""
    found = connection.execute(select(edition).where(edition.c.id == edition_id)).mappings().first()
    return dict(found) if found else None


def read_editions(connection: Connection, *, scope_code: str | None = None) -> pl.DataFrame:
    """The archive without bodies, newest first."""
    bodies = {"text_body", "html_body", "png", "pdf"}
    query = select(*[c for c in edition.c if c.name not in bodies])
    query = query.where(edition.c.scope_code == scope_code) if scope_code else query
    return read_frame(connection, query).sort(
        "week", "scope_code", "language", descending=[True, False, False]
    )


def enqueue(engine: Engine, edition_id: int, *, domain: str, now: datetime) -> int:
    """Promise the edition to every subscribed recipient of its scope and language, each once.

    Returns:
        How many messages were added; 0 when all were promised before.
    """
    now = naive_utc(now)
    with writing(engine) as connection:
        row = connection.execute(select(edition).where(edition.c.id == edition_id)).one()
        promised = select(outbox.c.recipient_id).where(outbox.c.edition_id == edition_id)
        waiting = connection.execute(
            select(recipient.c.id).where(
                recipient.c.scope_code == row.scope_code,
                recipient.c.language == row.language,
                recipient.c.unsubscribed_at.is_(None),
                recipient.c.id.not_in(promised),
            )
        ).scalars()
        rows = [
            {
                "edition_id": edition_id,
                "recipient_id": number,
                "message_id": f"<netra.{row.week:%G-W%V}.{row.scope_code}.{row.language}.{number}@{domain}>",
                "status": "queued",
                "next_attempt_at": now,
            }
            for number in waiting
        ]
        if rows:
            connection.execute(insert(outbox), rows)
    return len(rows)


def lease_next(engine: Engine, *, now: datetime, seconds: int = LEASE_SECONDS) -> dict[str, Any] | None:
    """Take the next message that is due, for ``seconds``; None when nothing is.

    Returns:
        Columns of ``outbox`` with the recipient's ``email, display_name, unsubscribe_token``.
    """
    now = naive_utc(now)
    is_due = and_(outbox.c.status == "queued", outbox.c.next_attempt_at <= now)
    is_left = and_(outbox.c.status == "leased", outbox.c.leased_until < now)
    with writing(engine) as connection:
        found = (
            connection.execute(
                select(outbox, recipient.c.email, recipient.c.display_name, recipient.c.unsubscribe_token)
                .join(recipient, recipient.c.id == outbox.c.recipient_id)
                .where(or_(is_due, is_left), recipient.c.unsubscribed_at.is_(None))
                .order_by(outbox.c.next_attempt_at, outbox.c.id)
                .limit(1)
                .with_for_update(skip_locked=True, of=outbox)
            )
            .mappings()
            .first()
        )
        if not found:
            return None
        taken = {"status": "leased", "leased_until": now + timedelta(seconds=seconds)}
        taken["attempt_count"] = found["attempt_count"] + 1
        connection.execute(update(outbox).where(outbox.c.id == found["id"]).values(**taken))
    return {**found, **taken}


def mark_sent(engine: Engine, outbox_id: int, *, now: datetime) -> None:
    """The server took it."""
    now = naive_utc(now)
    _finish(engine, outbox_id, status="sent", sent_at=now, last_error=None)


def mark_failed(engine: Engine, outbox_id: int, *, error: str, now: datetime, is_final: bool = False) -> str:
    """The server did not take it: again later, or ``dead`` after the last time. Returns the new status."""
    now = naive_utc(now)
    with writing(engine) as connection:
        count = connection.execute(
            select(outbox.c.attempt_count).where(outbox.c.id == outbox_id)
        ).scalar_one()
        is_dead = is_final or count > len(RETRY_MINUTES)
        values: dict[str, Any] = {"last_error": error[:500], "leased_until": None}
        values["status"] = "dead" if is_dead else "queued"
        if not is_dead:
            spread = 1 + random.uniform(-RETRY_SPREAD, RETRY_SPREAD)
            values["next_attempt_at"] = now + timedelta(minutes=RETRY_MINUTES[max(count, 1) - 1] * spread)
        connection.execute(update(outbox).where(outbox.c.id == outbox_id).values(**values))
    return str(values["status"])


def retry_dead(engine: Engine, outbox_id: int, *, now: datetime) -> None:
    """The button beside a dead letter."""
    now = naive_utc(now)
    _finish(engine, outbox_id, status="queued", attempt_count=0, next_attempt_at=now)


def _finish(engine: Engine, outbox_id: int, **values: Any) -> None:
    with writing(engine) as connection:
        done = update(outbox).where(outbox.c.id == outbox_id).values(leased_until=None, **values)
        connection.execute(done)


def read_outbox(connection: Connection, *, edition_id: int | None = None, limit: int = 500) -> pl.DataFrame:
    """Messages with the recipient's address, newest first."""
    query = select(outbox, recipient.c.email).join(recipient, recipient.c.id == outbox.c.recipient_id)
    query = query.where(outbox.c.edition_id == edition_id) if edition_id else query
    return read_frame(connection, query.order_by(outbox.c.id.desc()).limit(limit))


def take_lease(engine: Engine, name: str, *, holder: str, now: datetime, seconds: int) -> bool:
    """Be the only one who does ``name`` for ``seconds``; a holder may prolong, others wait."""
    now = naive_utc(now)
    values = {"holder": holder, "expires_at": now + timedelta(seconds=seconds)}
    with writing(engine) as connection:
        free = or_(lease.c.holder == holder, lease.c.expires_at < now)
        if connection.execute(update(lease).where(lease.c.name == name, free).values(**values)).rowcount:
            return True
        if connection.execute(select(lease.c.name).where(lease.c.name == name)).first():
            return False
        return _insert_lease(connection, {"name": name, **values})


def _insert_lease(connection: Connection, row: dict[str, Any]) -> bool:
    from sqlalchemy.exc import IntegrityError

    try:
        with connection.begin_nested():
            connection.execute(insert(lease).values(**row))
    except IntegrityError:  # somebody was faster
        return False
    return True


def release_lease(engine: Engine, name: str, *, holder: str) -> None:
    """Give it back early; nothing happens when somebody else holds it."""
    with writing(engine) as connection:
        connection.execute(lease.delete().where(lease.c.name == name, lease.c.holder == holder))

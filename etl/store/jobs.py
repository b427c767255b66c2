"""Work asked of the worker process, and values an administrator set on a page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, insert, select, update

from etl.schema import job, setting
from etl.store.engine import naive_utc, writing
from etl.store.frames import insert_row, read_frame


def request_job(engine: Engine, name: str, *, now: datetime, by: str | None = None, **arguments: Any) -> int:
    """Ask the worker to do something; pages never fit models themselves. Returns the job's id."""
    now = naive_utc(now)
    values = {
        "name": name,
        "requested_at": now,
        "requested_by": by,
        "status": "queued",
        "arguments": arguments,
    }
    with writing(engine) as connection:
        return insert_row(connection, job, values)


def take_job(engine: Engine, *, now: datetime) -> dict[str, Any] | None:
    """The oldest waiting job, marked as running; None when there is none."""
    now = naive_utc(now)
    with writing(engine) as connection:
        query = select(job).where(job.c.status == "queued").order_by(job.c.id).limit(1)
        found = connection.execute(query.with_for_update(skip_locked=True)).mappings().first()
        if found:
            running = update(job).where(job.c.id == found["id"]).values(status="running", started_at=now)
            connection.execute(running)
    return dict(found) if found else None


def finish_job(
    engine: Engine, job_id: int, *, status: str, now: datetime, message: str | None = None
) -> None:
    """Say how a job ended: "ok" or "failed"."""
    now = naive_utc(now)
    with writing(engine) as connection:
        done = {"status": status, "finished_at": now, "message": message}
        connection.execute(update(job).where(job.c.id == job_id).values(**done))


def read_jobs(connection: Connection, *, limit: int = 50) -> pl.DataFrame:
    """Jobs, newest first."""
    return read_frame(connection, select(job).order_by(job.c.id.desc()).limit(limit))


def read_setting(connection: Connection, name: str, default: Any = None) -> Any:
    """A value an administrator set on a page."""
    found = connection.execute(select(setting.c.value).where(setting.c.name == name)).first()
    return found[0] if found else default


def write_setting(engine: Engine, name: str, value: Any) -> None:
    """Keep a value; JSON types only."""
    with writing(engine) as connection:
        if not connection.execute(update(setting).where(setting.c.name == name).values(value=value)).rowcount:
            connection.execute(insert(setting).values(name=name, value=value))

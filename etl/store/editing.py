"""What people edit by hand on the Data page; each change and its line in the log are one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, delete, func, insert, or_, select, update

from etl.schema import audit, election, opd_alias, phase, recipient
from etl.store.engine import StoreError, writing
from etl.store.frames import insert_row, read_frame
from etl.store.people import append_audit
from etl.store.scope import Scope


@dataclass(frozen=True)
class Author:
    """Who changes something, why, and when (UTC)."""

    login: str
    now: datetime
    reason: str = ""


def note(engine: Engine, author: Author, action: str, subject: str, **detail: Any) -> None:
    """A line of its own for changes whose function keeps no log."""
    with writing(engine) as connection:
        _log(connection, author, action, subject=subject, **detail)


def _log(connection: Connection, author: Author, action: str, *, subject: str, **detail: Any) -> None:
    told = {k: _plain(v) for k, v in detail.items() if v is not None}
    if author.reason:
        told["reason"] = author.reason
    append_audit(
        connection, action=action, actor=author.login, now=author.now, subject=subject, detail=told or None
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def newest_change(connection: Connection) -> int:
    """Number of the newest line of the log: pages kept in memory are redrawn when it grows."""
    return int(connection.execute(select(func.max(audit.c.id))).scalar() or 0)


# --- calendar ------------------------------------------------------------------------------------------


def edit_election(engine: Engine, author: Author, *, code: str, **row: Any) -> None:
    """Add or change an election (``name, kind, vote_on, note``); ``vote_on`` None = not fixed yet."""
    with writing(engine) as connection:
        found = connection.execute(select(election).where(election.c.code == code)).mappings().first()
        known = dict(found) if found else None
        if known:
            connection.execute(update(election).where(election.c.code == code).values(**row))
        else:
            connection.execute(insert(election).values(code=code, **row))
        _log(connection, author, "calendar", subject=code, before=_changed(known, row), after=_told(row))


def edit_phase(engine: Engine, author: Author, *, phase_id: int | None, **row: Any) -> int:
    """Add (``phase_id`` None) or change a phase of an election; returns its id.

    Raises:
        StoreError: it ends before it begins, its election does not exist, or there is no such phase.
    """
    start, end = row.get("start_on"), row.get("end_on")
    if start and end and end < start:
        raise StoreError("Tahapan berakhir sebelum dimulai; periksa kedua tanggal.", code="date_order")
    with writing(engine) as connection:
        code = row["election_code"]
        if not connection.execute(select(election.c.code).where(election.c.code == code)).first():
            raise StoreError("Pemilihan itu belum ada; buat dahulu.", code="election_unknown")
        known = _phase(connection, phase_id) if phase_id is not None else None
        if known:
            connection.execute(update(phase).where(phase.c.id == phase_id).values(**row))
        number = int(known["id"]) if known else insert_row(connection, phase, row)
        subject = f"{code} {row['name']}"
        _log(connection, author, "calendar", subject=subject, before=_changed(known, row), after=_told(row))
    return number


def remove_phase(engine: Engine, author: Author, phase_id: int) -> str:
    """Take a phase out of the calendar; returns the code of its election."""
    with writing(engine) as connection:
        known = _phase(connection, phase_id)
        connection.execute(delete(phase).where(phase.c.id == phase_id))
        subject = f"{known['election_code']} {known['name']}"
        _log(connection, author, "calendar", subject=subject, before=_told(known), after="dihapus")
    return str(known["election_code"])


def _phase(connection: Connection, phase_id: int) -> Mapping[str, Any]:
    found = connection.execute(select(phase).where(phase.c.id == phase_id)).mappings().first()
    if found is None:
        raise StoreError("Tahapan itu tidak ada lagi.", code="not_found")
    return dict(found)


def _changed(known: Mapping[str, Any] | None, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The former values of what changes."""
    if known is None:
        return None
    return {k: _plain(known[k]) for k, v in row.items() if known[k] != v}


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {k: _plain(v) for k, v in row.items() if v is not None}


# --- names of OPD ---------------------------------------------------------------------------------------


def read_aliases(connection: Connection, scope: Scope) -> pl.DataFrame:
    """Names that people confirmed, of the scope's regions and those that hold everywhere, with ``id``."""
    mine = or_(opd_alias.c.region_code.is_(None), scope.where(opd_alias.c.region_code))
    return read_frame(connection, select(opd_alias).where(mine).order_by(opd_alias.c.alias, opd_alias.c.id))


def save_alias(engine: Engine, author: Author, *, region_code: str | None, alias: str, **row: Any) -> None:
    """``alias`` means ``name`` in that region from ``valid_from`` to ``valid_to`` (both may be None)."""
    same = (opd_alias.c.alias == alias) & (opd_alias.c.region_code == region_code)
    if region_code is None:
        same = (opd_alias.c.alias == alias) & opd_alias.c.region_code.is_(None)
    values = {"region_code": region_code, "alias": alias, "confirmed_by": author.login, **row}
    with writing(engine) as connection:
        connection.execute(delete(opd_alias).where(same))
        connection.execute(insert(opd_alias).values(**values))
        _log(connection, author, "alias", subject=alias, region_code=region_code, name=row["name"])


def remove_alias(engine: Engine, author: Author, alias_id: int, *, scope: Scope) -> None:
    """Forget a confirmed name of a region in the scope.

    Raises:
        StoreError: there is none with that number there.
    """
    with writing(engine) as connection:
        query = select(opd_alias).where(opd_alias.c.id == alias_id)
        found = connection.execute(query).mappings().first()
        region_code = found["region_code"] if found else None
        if found is None or not (scope.covers_whole(region_code) if region_code else scope.is_national):
            raise StoreError("Nama itu tidak ada di wilayah akun ini.", code="not_found")
        connection.execute(delete(opd_alias).where(opd_alias.c.id == alias_id))
        _log(connection, author, "alias", subject=str(found["alias"]), before=found["name"], after="dihapus")


# --- recipients of the weekly mail --------------------------------------------------------------------------


def change_recipient(engine: Engine, author: Author, recipient_id: int, *, scope: Scope, **row: Any) -> None:
    """Change ``display_name, language, unsubscribed_at`` of a recipient whose mail lies in the scope.

    Raises:
        StoreError: there is none with that number there.
    """
    with writing(engine) as connection:
        query = select(recipient).where(recipient.c.id == recipient_id)
        found = connection.execute(query).mappings().first()
        if found is None or not scope.covers_whole(found["scope_code"]):
            raise StoreError("Penerima itu tidak ada di wilayah akun ini.", code="not_found")
        connection.execute(update(recipient).where(recipient.c.id == recipient_id).values(**row))
        subject = f"penerima {recipient_id}"
        _log(connection, author, "recipient", subject=subject, scope=found["scope_code"], after=_told(row))


__all__ = [
    "Author",
    "change_recipient",
    "edit_election",
    "edit_phase",
    "newest_change",
    "note",
    "read_aliases",
    "remove_alias",
    "remove_phase",
    "save_alias",
]

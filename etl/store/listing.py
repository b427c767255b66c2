"""Documents as a reader may know of them, what was odd in them, their age and their fingerprint."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time
from typing import Any

import polars as pl
from sqlalchemy import Boolean, Column, ColumnElement, Connection, and_, case, func, or_, select

from etl.schema import correction, document, election, flag, news, phase, quarantine
from etl.store.frames import read_frame
from etl.store.scope import STREAM_OF_KIND, Grant, Scope, within

REFERENCE_KINDS = ("wilayah", "tempat", "kalender", "kandidat")


def documents_within(scope: Scope) -> ColumnElement[bool]:
    """Documents whose every row a reader may see: of whole regions granted, in the streams granted.

    Those of several regions need a grant of the country.
    """
    return _any([_about(g, is_above_too=False) for g in scope.grants if g.is_whole])


def documents_known(scope: Scope) -> ColumnElement[bool]:
    """Documents a reader may know of: also those of a region above, whose rows of his own region he sees."""
    return _any([_about(g, is_above_too=True) for g in scope.grants if g.is_whole])


def _any(conditions: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    return or_(*conditions) if conditions else document.c.id.is_(None)


def _about(grant: Grant, *, is_above_too: bool) -> ColumnElement[bool]:
    column = document.c.region_code
    if grant.region_code == "00":
        place: ColumnElement[bool] = document.c.id.is_not(None)
    else:
        code = grant.region_code
        above = [code.rsplit(".", n)[0] for n in range(1, code.count(".") + 1)] if is_above_too else []
        place = and_(column.is_not(None), or_(within(column, code), column.in_(above)))
    if grant.stream is None:
        return place
    kinds = [kind for kind, stream in STREAM_OF_KIND.items() if stream == grant.stream]
    return and_(place, document.c.kind.in_(kinds))


def in_force(known_on: date | None = None) -> ColumnElement[bool]:
    """Documents that were not taken back, known by that day."""
    is_kept = document.c.undone_at.is_(None)
    return is_kept if known_on is None else and_(is_kept, document.c.known_on <= known_on)


def read_documents(
    connection: Connection, scope: Scope, *, limit: int | None = 500, known_on: date | None = None
) -> pl.DataFrame:
    """Documents, newest first, without their bytes; ``undone_at`` set where one was taken back.

    Returns:
        Columns of ``document``, and ``is_kept``: are its bytes kept (encrypted)?

    ``known_on``: only those known by that day.
    """
    kept = Column("is_kept", Boolean)
    columns = [c for c in document.c if c.name != "content"]
    has_bytes = document.c.content.is_not(None).label(kept.name)
    query = select(*columns, has_bytes).where(documents_known(scope))
    query = query.where(document.c.known_on <= known_on) if known_on else query
    return read_frame(connection, query.order_by(document.c.id.desc()).limit(limit))


def read_flags(
    connection: Connection, scope: Scope, *, document_id: int | None = None, known_on: date | None = None
) -> pl.DataFrame:
    """What was odd and kept: ``document_id, document_name, sheet, row_no, col_no, reason, message``."""
    query = (
        select(*flag.c, document.c.name.label("document_name"))
        .join(document, document.c.id == flag.c.document_id)
        .where(documents_within(scope), in_force(known_on))
    )
    query = query.where(flag.c.document_id == document_id) if document_id else query
    return read_frame(connection, query.order_by(flag.c.document_id, flag.c.id))


def waiting_on(known_on: date | None) -> ColumnElement[bool]:
    """Rows that wait now, or that had come and were not yet settled on that day."""
    if known_on is None:
        return quarantine.c.status == "open"
    end_of_day = datetime.combine(known_on, time.max)
    return or_(quarantine.c.status == "open", quarantine.c.resolved_at > end_of_day)


def read_freshness(connection: Connection, scope: Scope, *, known_on: date | None = None) -> dict[str, Any]:
    """Age of the data in force: ``last_known_on, document_count, open_quarantine_count``."""
    tells = document.c.kind.not_in(REFERENCE_KINDS)  # a list of regions says nothing about what happened
    last_known = func.max(case((tells, document.c.known_on)))
    known = select(last_known, func.count(document.c.id)).where(documents_known(scope), in_force(known_on))
    waiting = (
        select(func.count(quarantine.c.id))
        .join(document, document.c.id == quarantine.c.document_id)
        .where(documents_within(scope), in_force(known_on), waiting_on(known_on))
    )
    last, count = connection.execute(known).one()
    return {
        "last_known_on": last,
        "document_count": count,
        "open_quarantine_count": connection.execute(waiting).scalar_one(),
    }


def data_version(connection: Connection, scope: Scope) -> str:
    """Fingerprint of what the scope's figures rest on: documents in force, corrections, fixes, the calendar.

    The same documents and answers give the same version in whatever order they came.
    """
    whole = hashlib.sha256()
    for part in (*_documents(connection, scope), *_answers(connection), *_reference(connection)):
        whole.update(part.encode())
    return whole.hexdigest()[:16]


def _documents(connection: Connection, scope: Scope) -> list[str]:
    """Hashes of documents that touch any grant, those of several regions included."""
    places = [_about(Grant(g.region_code), is_above_too=True) for g in scope.grants]
    touched = or_(document.c.region_code.is_(None), _any(places))
    query = select(document.c.sha256).where(touched, document.c.undone_at.is_(None))
    return sorted(connection.execute(query).scalars())


def _answers(connection: Connection) -> list[str]:
    """What people said: corrections, rows settled, stories confirmed."""
    made = select(
        correction.c.fact_table, correction.c.natural_key, correction.c.field, correction.c.new_value
    )
    settled = (
        select(
            document.c.sha256, quarantine.c.sheet, quarantine.c.row_no, quarantine.c.status, quarantine.c.fix
        )
        .join(document, document.c.id == quarantine.c.document_id)
        .where(quarantine.c.status == "fixed")
    )
    sure = select(func.count(news.c.id)).where(~news.c.needs_review)  # a story confirmed counts from then on
    found = []
    for query in (made, settled, sure):
        found += sorted(repr(_content(row)) for row in connection.execute(query))
    return found


def _content(row: Any) -> tuple[Any, ...]:
    """A row without the numbers that differ between databases."""
    return tuple((v.get("changes") if isinstance(v, dict) else v) for v in row)


def _reference(connection: Connection) -> list[str]:
    """The calendar, which people edit; names of OPD are labels, and change no figure."""
    phases = select(phase.c.election_code, phase.c.code, phase.c.name, phase.c.start_on, phase.c.end_on)
    votes = select(election.c.code, election.c.name, election.c.kind, election.c.vote_on)
    return [
        text
        for query in (phases, votes)
        for text in sorted(repr(tuple(r)) for r in connection.execute(query))
    ]


__all__ = [
    "REFERENCE_KINDS",
    "data_version",
    "documents_known",
    "documents_within",
    "in_force",
    "read_documents",
    "read_flags",
    "read_freshness",
    "waiting_on",
]

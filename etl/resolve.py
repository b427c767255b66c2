"""Settle what waits: correct a quarantined row and the ones alike, remember the answer, take it back.

A corrected row is read again as a document of one row, by the same reader, and its records join the facts of
the document it came from, at the row where it was printed. What was written is kept with the fix, so that it
can be undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from etl.keeping import keep_records
from etl.messages import fault
from etl.privacy import scrub
from etl.settling import Answer, Row, settle_row, title_to_fix
from etl.store.documents import (
    forget_alias,
    forget_region_alias,
    remember_alias,
    remember_region,
)
from etl.store.engine import Connection, Engine, reading, writing
from etl.store.news import accept_news
from etl.store.people import append_audit
from etl.store.quarantine import (
    add_records,
    close_quarantine,
    count_waiting,
    printed,
    quarantine_alike,
    quarantine_row,
    reopen,
    same_row,
    take_out,
)
from etl.store.scope import Scope
from etl.world import World
from geo.errors import NetraError

ACCEPTABLE = ("duplicate_row", "count_outlier")  # a person may say that it is right as it stands


def resolve_quarantine(
    engine: Engine,
    quarantine_id: int,
    *,
    value: str | None = None,
    changes: Mapping[str, str] | None = None,
    accept: bool = False,
    as_new: bool = False,
    alike: bool = False,
    remember: bool | None = None,
    by: str | None = None,
    scope: Scope | None = None,
) -> int:
    """Correct a waiting row; with ``alike`` also those with the same reason and printed text.

    Args:
        value: the right text for what the reason is about; or
        changes: {column title: right text}; or
        accept: it is right as it stands (a repeated row is a second event, a large count is true).
        as_new: ``value`` is an OPD that no list knows yet; it is added to the region's names.
        remember: what a printed OPD or region means from now on; default: with ``alike``.
        scope: of who answers; None = the program itself.

    Returns:
        How many printed rows were settled; rows alike that still cannot be read go on waiting.

    Raises:
        NetraError: no such row, no column to correct, still unreadable, or (StoreError) outside the scope.
    """
    row, others = _waiting(engine, quarantine_id, scope=scope, alike=alike)
    fixes = _fixes(row, value, changes, accept=accept)
    keeps = alike if remember is None else remember
    answer = _answer(engine, row, fixes, by=by, as_new=as_new, remember=keeps)
    with writing(engine) as connection:
        _remember(connection, row, answer)
        settled = settle_row(connection, row, answer)
        settled += sum(_settle_alike(connection, number, answer) for number in others)
        detail = {"rows": settled, "row": quarantine_id, "changes": dict(fixes), **answer.remembered}
        append_audit(connection, action="fix", actor=by, now=answer.now, subject=row["name"], detail=detail)
    return settled


def _waiting(engine: Engine, number: int, *, scope: Scope | None, alike: bool) -> tuple[Row, list[int]]:
    with reading(engine) as connection:
        row = quarantine_row(connection, number)
        if scope is not None:
            scope.require(row["region_code"], kind=row["kind"])
        return row, quarantine_alike(connection, row) if alike else []


def _fixes(row: Row, value: str | None, changes: Mapping[str, str] | None, *, accept: bool) -> dict[str, str]:
    """Right texts by column title."""
    fixes = {str(k): scrub(str(v).strip()) for k, v in (changes or {}).items()}
    if value is not None and value.strip():
        fixes[title_to_fix(row)] = scrub(value.strip())
    if fixes or (accept and row["reason"] in ACCEPTABLE):
        return fixes
    if accept:
        raise fault(NetraError, "not_acceptable", number=row["row_no"], why=row["message"])
    raise fault(NetraError, "value_missing")


def _answer(
    engine: Engine, row: Row, fixes: Mapping[str, str], *, by: str | None, as_new: bool, remember: bool
) -> Answer:
    """The world in which the rows are read again: it already knows what the person said."""
    from etl.opd import Alias

    world, remembered = World.of(engine), dict[str, Any]()
    met, right = printed(row), fixes.get(str(row["title"])) or next(iter(fixes.values()), "")
    region = _region_of(row)
    if row["field"] == "opd" and right:
        found = world.opds.resolve(right, region_code=region)
        name = found.name if found.status == "ok" and found.name and not as_new else right
        names = [right] if as_new else []
        if remember and met:
            names.append(met)
        if as_new or (remember and met):
            remembered = {"opd": name, "names": names, "region_code": region}
            aliases = [Alias(text, name, region) for text in names]
            world = replace(world, opds=world.opds.extended(aliases=aliases))
    elif row["field"] == "region" and remember and met and right:
        code = world.gazetteer.resolve(right).code
        remembered = {"place": code, "names": [met]}
    now = datetime.now(UTC).replace(tzinfo=None)
    return Answer(fixes, world, by, now, remembered)


def _region_of(row: Row) -> str | None:
    return (row["inherited"] or {}).get("region_code") or row["region_code"]


def _remember(connection: Connection, row: Row, answer: Answer) -> None:
    told = answer.remembered
    for name in told.get("names", ()):
        if "opd" in told:
            remember_alias(
                connection, region_code=told["region_code"], alias=name, name=told["opd"], by=answer.by
            )
        else:
            remember_region(connection, alias=name, region_code=told["place"], by=answer.by, now=answer.now)


# --- one printed row ---------------------------------------------------------------------------------


def _settle_alike(connection: Connection, number: int, answer: Answer) -> int:
    """A row alike is settled where the answer suffices; else it goes on waiting for its other reasons."""
    try:
        row = quarantine_row(connection, number)
        if answer.changes:
            value = next(iter(answer.changes.values()))
            answer = replace(answer, changes={title_to_fix(row): value})
        return settle_row(connection, row, answer)
    except NetraError:
        return 0


# --- dismiss, undo -----------------------------------------------------------------------------------


def dismiss_quarantine(
    engine: Engine,
    quarantine_id: int,
    *,
    alike: bool = False,
    reason: str | None = None,
    by: str | None = None,
    scope: Scope | None = None,
) -> int:
    """This row holds nothing that counts; it stays on record as dismissed. Returns how many were."""
    now, reason = datetime.now(UTC).replace(tzinfo=None), scrub(reason or "") or None
    with writing(engine) as connection:
        row = quarantine_row(connection, quarantine_id)
        if scope is not None:
            scope.require(row["region_code"], kind=row["kind"])
        ids = [quarantine_id, *(quarantine_alike(connection, row) if alike else [])]
        rows = [row, *[quarantine_row(connection, n) for n in ids[1:]]]
        every = sorted({p["id"] for found in rows for p in same_row(connection, found)})
        fix: dict[str, Any] = {"changes": {}, "facts": {}, "why": reason}
        close_quarantine(connection, every, status="dismissed", by=by, now=now, fix=fix)
        for document in sorted({found["document_id"] for found in rows}):
            count_waiting(connection, document)
        detail = {"rows": len(rows), "row": quarantine_id, "reason": reason}
        append_audit(connection, action="dismiss", actor=by, now=now, subject=str(row["name"]), detail=detail)
    return len(rows)


def undo_fix(engine: Engine, quarantine_id: int, *, by: str | None = None, scope: Scope | None = None) -> int:
    """Take a fix or a dismissal back: its facts go, the row waits again, what it taught is forgotten.

    Returns:
        How many facts went.

    Raises:
        NetraError: the row was not settled, or a corrected workbook settled it (undo that document instead).
    """
    now = datetime.now(UTC).replace(tzinfo=None)
    with writing(engine) as connection:
        row = _settled_row(connection, quarantine_id)
        if scope is not None:
            scope.require(row["region_code"], kind=row["kind"])
        together = [p for p in same_row(connection, row, status=row["status"]) if _is_one(p, row)]
        gone = undo_settled(connection, row, together)
        _forget(connection, (row["fix"] or {}).get("remembered") or {})
        append_audit(connection, action="undo_fix", actor=by, now=now, subject=str(row["name"]),
                     detail={"row": quarantine_id, "facts": gone})  # fmt: skip
    return gone


def _settled_row(connection: Connection, quarantine_id: int) -> dict[str, Any]:
    try:
        row = quarantine_row(connection, quarantine_id, status="fixed")
    except NetraError:
        row = quarantine_row(connection, quarantine_id, status="dismissed")
    if row["settled_document_id"]:
        raise fault(NetraError, "settled_by_document", number=row["settled_document_id"])
    return row


def _is_one(other: Row, row: Row) -> bool:
    """Were both problems settled by the same answer?"""
    return bool(other["resolved_at"] == row["resolved_at"])


def undo_settled(connection: Connection, row: Row, together: list[dict[str, Any]]) -> int:
    """Facts of the fix go, the problems wait again; returns how many facts went."""
    facts: dict[str, list[int]] = (row["fix"] or {}).get("facts") or {}
    take_out(connection, facts)
    reopen(connection, [p["id"] for p in together])
    gone = sum(len(ids) for ids in facts.values())
    add_records(connection, row["document_id"], -gone)
    count_waiting(connection, row["document_id"])
    return gone


def _forget(connection: Connection, told: Mapping[str, Any]) -> None:
    for name in told.get("names", ()):
        if "opd" in told:
            forget_alias(connection, region_code=told["region_code"], alias=name, name=told["opd"])
        else:
            forget_region_alias(connection, alias=name, region_code=told["place"])


def accept_story(engine: Engine, news_id: int, *, by: str | None = None, scope: Scope | None = None) -> int:
    """A person confirmed a story of the review list: its facts count from now on. Returns how many.

    Raises:
        NetraError: there is no such story.
    """
    from etl.store.documents import document_known_on
    from etl.store.news import derived

    now = datetime.now(UTC).replace(tzinfo=None)
    with writing(engine) as connection:
        row = accept_news(connection, news_id)
        if row is None:
            raise fault(NetraError, "story_gone", number=news_id)
        if scope is not None:
            scope.require(row["region_code"])
        record = {**row["record"], "needs_review": False}
        known_on = document_known_on(connection, row["document_id"])
        facts = derived(record)
        for kind, fact in facts:
            keep_records(connection, kind, [fact], document_id=row["document_id"], known_on=known_on)
        append_audit(connection, action="accept", actor=by, now=now, subject=f"berita {news_id}")
    return len(facts)


__all__ = ["accept_story", "dismiss_quarantine", "resolve_quarantine", "title_to_fix", "undo_fix"]

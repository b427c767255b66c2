"""What people do with a plan: make it theirs, lock it, open it again, and write down what a visit found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, case, delete, func, insert, select, update

from etl.privacy import scrub
from etl.schema import opd, plan, plan_item, region, visit_result
from etl.store.engine import StoreError, naive_utc, writing
from etl.store.people import append_audit
from etl.store.scope import Scope


def claim_plan(engine: Engine, plan_id: int, *, by: str, now: datetime) -> None:
    """Say who asked for a plan; the log keeps its budget."""
    with writing(engine) as connection:
        row = _plan(connection, Scope.everything(), plan_id)
        connection.execute(update(plan).where(plan.c.id == plan_id).values(created_by=by))
        names = (
            "scope_code",
            "team_count",
            "day_count",
            "exploration_share",
            "base_code",
            "travel_limit_hours",
        )
        budget = {name: row[name] for name in names}
        append_audit(connection, action="plan", actor=by, now=now, subject=f"plan {plan_id}", detail=budget)


def set_lock(engine: Engine, scope: Scope, plan_id: int, *, is_locked: bool, **who: Any) -> None:
    """Lock a plan, or open it again while no result has been entered.

    Args:
        who: ``by`` (login) and ``now`` (UTC).

    Raises:
        StoreError: no such plan in this scope, it is so already, or results stand in it.
    """
    by, now = str(who["by"]), naive_utc(who["now"])
    with writing(engine) as connection:
        row = _plan(connection, scope, plan_id)
        if (row["locked_at"] is not None) == is_locked:
            said = "sudah" if is_locked else "belum"
            raise StoreError(f"Rencana itu {said} dikunci; muat ulang halaman.", code="lock")
        if not is_locked and _has_results(connection, plan_id):
            raise StoreError("Hasil sudah diisi; rencana yang berjalan tidak dibuka lagi.", code="lock")
        values = {"locked_at": now if is_locked else None, "locked_by": by if is_locked else None}
        connection.execute(update(plan).where(plan.c.id == plan_id).values(**values))
        action = "lock_plan" if is_locked else "open_plan"
        append_audit(connection, action=action, actor=by, now=now, subject=f"plan {plan_id}")


def read_visit(connection: Connection, scope: Scope, item_id: int) -> dict[str, Any]:
    """A planned visit with its plan and what was entered before.

    Returns:
        ``id, plan_id, region_code, opd_name, team_no, rank, week, locked_at, is_simulated, document_id``.

    Raises:
        StoreError: no such visit in this scope.
    """
    columns = [plan_item.c[n] for n in ("id", "plan_id", "region_code", "team_no", "rank")]
    query = (
        select(
            *columns,
            opd.c.name.label("opd_name"),
            plan.c.week,
            plan.c.locked_at,
            region.c.is_simulated,
            visit_result.c.document_id,
        )
        .join(plan, plan.c.id == plan_item.c.plan_id)
        .join(region, region.c.code == plan_item.c.region_code)
        .outerjoin(opd, opd.c.id == plan_item.c.opd_id)
        .outerjoin(visit_result, visit_result.c.plan_item_id == plan_item.c.id)
        .where(plan_item.c.id == item_id)
    )
    found = connection.execute(scope.limit(query, plan_item)).mappings().first()
    if found is None:
        raise StoreError("Kunjungan itu tidak ada, atau di luar kewenangan akun ini.", code="not_found")
    return dict(found)


def read_plan_weeks(connection: Connection, scope: Scope, *, scope_code: str) -> pl.DataFrame:
    """Weeks of a scope that have a plan, newest first.

    Returns:
        ``week, is_locked, result_count`` (visits with a result); empty outside the scope.
    """
    if not scope.covers(scope_code) and not any(code.startswith(scope_code) for code in scope.regions):
        scope_code = ""
    query = (
        select(
            plan.c.week,
            func.max(case((plan.c.locked_at.is_not(None), 1), else_=0)).label("is_locked"),
            func.count(visit_result.c.id).label("result_count"),
        )
        .select_from(plan)
        .outerjoin(plan_item, plan_item.c.plan_id == plan.c.id)
        .outerjoin(visit_result, visit_result.c.plan_item_id == plan_item.c.id)
        .where(plan.c.scope_code == scope_code)
        .group_by(plan.c.week)
        .order_by(plan.c.week.desc())
    )
    rows = connection.execute(query).all()
    schema = {"week": pl.Date, "is_locked": pl.Boolean, "result_count": pl.Int64}
    return pl.DataFrame([(w, bool(k), n) for w, k, n in rows], schema=schema, orient="row")


def keep_visit(engine: Engine, item_id: int, result: Mapping[str, Any], *, by: str, now: datetime) -> None:
    """Write down what a visit found; entered again it replaces what was entered before.

    Args:
        result: ``visited_on, checked, caught_total, note, document_id`` (the paper that carries it into the
            records).
    """
    if result.get("note"):
        result = {**result, "note": scrub(str(result["note"]))}
    with writing(engine) as connection:
        connection.execute(delete(visit_result).where(visit_result.c.plan_item_id == item_id))
        row = {**result, "plan_item_id": item_id, "recorded_by": by, "recorded_at": naive_utc(now)}
        connection.execute(insert(visit_result).values(**row))
        detail = {k: str(v) for k, v in result.items() if v is not None}
        append_audit(
            connection, action="visit", actor=by, now=now, subject=f"plan_item {item_id}", detail=detail
        )


def _plan(connection: Connection, scope: Scope, plan_id: int) -> Mapping[str, Any]:
    found = connection.execute(select(plan).where(plan.c.id == plan_id)).mappings().first()
    if found is None or not scope.covers_whole(found["scope_code"]):
        raise StoreError("Rencana itu tidak ada, atau di luar kewenangan akun ini.", code="not_found")
    return dict(found)


def _has_results(connection: Connection, plan_id: int) -> bool:
    query = select(visit_result.c.id).join(plan_item, plan_item.c.id == visit_result.c.plan_item_id)
    return connection.execute(query.where(plan_item.c.plan_id == plan_id)).first() is not None


__all__ = ["claim_plan", "keep_visit", "read_plan_weeks", "read_visit", "set_lock"]

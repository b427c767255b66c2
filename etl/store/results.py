"""What the models wrote and what pages read of it: runs, estimates, effects, forecasts, scores, plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, Table, func, select, update

from etl.measures import MEASURES
from etl.schema import (
    effect,
    estimate,
    forecast,
    model_run,
    opd,
    plan,
    plan_item,
    region,
    score,
    visit_result,
)
from etl.store.engine import writing
from etl.store.frames import insert_row, read_frame, write_frame
from etl.store.scope import Scope

RUN_FRAMES: tuple[tuple[str, Table], ...] = (
    ("estimate", estimate),
    ("effect", effect),
    ("forecast", forecast),
    ("score", score),
)
DRIVERS = pl.List(pl.Struct({"term": pl.String, "value": pl.Float64}))


@dataclass(frozen=True)
class RunTables:
    """One model run. ``run``: as_of, scope_code, model_version, data_version, seed, and if wanted status,
    message, started_at; the frames have the columns of their tables (run_id is added)."""

    run: Mapping[str, Any]
    estimate: pl.DataFrame | None = None
    effect: pl.DataFrame | None = None
    forecast: pl.DataFrame | None = None
    score: pl.DataFrame | None = None
    plan: Mapping[str, Any] | None = None
    plan_item: pl.DataFrame | None = None


def write_run(engine: Engine, tables: RunTables) -> int:
    """Write a whole run in one transaction; readers see the run before until it is complete.

    Returns:
        The run's id. A run with ``status="failed"`` is kept as a note, its predecessor stays in use.

    Raises:
        StoreError: the database cannot be written; nothing changed.
    """
    now = datetime.now(UTC).replace(tzinfo=None)
    run = {"status": "ok", "started_at": now, "finished_at": now, **tables.run}
    with writing(engine) as connection:
        run_id = insert_row(connection, model_run, run)
        for name, table in RUN_FRAMES:
            frame = getattr(tables, name)
            if frame is not None and frame.height:
                write_frame(connection, table, frame.drop("id", strict=False), run_id=run_id)
        if tables.plan is not None:
            _write_plan(connection, {"created_at": now, **tables.plan, "run_id": run_id}, tables.plan_item)
    return int(run_id)


def write_plan(engine: Engine, plan_row: Mapping[str, Any], items: pl.DataFrame) -> int:
    """A plan made by hand on the page; returns its id."""
    now = datetime.now(UTC).replace(tzinfo=None)
    with writing(engine) as connection:
        return _write_plan(connection, {"created_at": now, **plan_row}, items)


def _write_plan(connection: Connection, row: Mapping[str, Any], items: pl.DataFrame | None) -> int:
    plan_id = insert_row(connection, plan, row)
    if items is not None and items.height:
        write_frame(connection, plan_item, items, plan_id=plan_id)
    return int(plan_id)


def lock_plan(engine: Engine, plan_id: int) -> None:
    """A locked plan is what the teams carry; later fits make new ones beside it."""
    now = datetime.now(UTC).replace(tzinfo=None)
    with writing(engine) as connection:
        connection.execute(
            update(plan).where(plan.c.id == plan_id, plan.c.locked_at.is_(None)).values(locked_at=now)
        )


def write_visit(engine: Engine, plan_item_id: int, **result: Any) -> int:
    """Result of a planned visit: ``visited_on, checked, caught_total, note``."""
    with writing(engine) as connection:
        return insert_row(connection, visit_result, {"plan_item_id": plan_item_id, **result})


def read_runs(connection: Connection, *, limit: int = 50) -> pl.DataFrame:
    """Runs, newest first, failed ones with their message."""
    return read_frame(connection, select(model_run).order_by(model_run.c.id.desc()).limit(limit))


def latest_runs(connection: Connection, table: Table | None = None) -> dict[str, int]:
    """Latest complete run per scope code; with ``table``, the latest that wrote rows there."""
    query = select(model_run.c.scope_code, func.max(model_run.c.id)).where(model_run.c.status == "ok")
    if table is not None:
        query = query.where(select(table.c.id).where(table.c.run_id == model_run.c.id).exists())
    rows = connection.execute(query.group_by(model_run.c.scope_code)).all()
    return {row[0]: row[1] for row in rows}


def read_estimates(
    connection: Connection,
    scope: Scope,
    *,
    measure: str,
    level: str,
    election: str | None = None,
    phase: str | None = None,
    fit: str | None = None,
) -> pl.DataFrame:
    """Estimates of the latest complete runs, with names.

    ``election`` and ``phase`` filter when given; "" asks for the rows over all time or phases (NULL).

    Returns:
        Columns of ``estimate`` with ``region_name, parent_code, opd_name, as_of, scope_code``; ``drivers`` is
        a list of structs. A region that two runs cover is taken from the narrower one.
    """
    scope.require_stream(MEASURES[measure].stream if measure in MEASURES else measure)
    columns = [c for c in estimate.c if c.name not in {"id"}]
    query = (
        _named(select(*columns, *_NAMES, opd.c.name.label("opd_name")), estimate)
        .outerjoin(opd, opd.c.id == estimate.c.opd_id)
        .where(estimate.c.measure == measure, estimate.c.level == level)
    )
    for column, wanted in ((estimate.c.election_code, election), (estimate.c.phase_code, phase)):
        if wanted is not None:
            query = query.where(column == wanted if wanted else column.is_(None))
    if fit:
        query = query.where(estimate.c.fit == fit)
    stream = MEASURES[measure].stream if measure in MEASURES else measure
    limited = scope.limit(query, estimate, stream=stream)
    rows = read_frame(connection, _latest(connection, limited, estimate))
    rows = rows.with_columns(pl.col("drivers").str.json_decode(DRIVERS))
    keys = ["fit", "election_code", "phase_code", "region_code", "opd_id"]
    return _narrowest(rows, keys).sort("fit", "election_code", "phase_code", "region_code", "opd_id")


_NAMES = (
    region.c.name.label("region_name"),
    region.c.parent_code,
    model_run.c.as_of,
    model_run.c.scope_code,
)


def _named(query: Any, table: Table) -> Any:
    return query.join(model_run, model_run.c.id == table.c.run_id).outerjoin(
        region, region.c.code == table.c.region_code
    )


def _latest(connection: Connection, query: Any, table: Table) -> Any:
    return query.where(table.c.run_id.in_(sorted(latest_runs(connection, table).values())))


def _narrowest(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """National and provincial runs may both speak of a region: the provincial one knows its OPD mix."""
    width = pl.when(pl.col("scope_code") == "00").then(1).otherwise(0)
    ordered = rows.with_columns(width.alias("_w")).sort("_w", "run_id", descending=[False, True])
    return ordered.unique(keys, keep="first", maintain_order=True).drop("_w")


def read_effects(
    connection: Connection, *, measure: str, fit: str | None = None, scope_code: str | None = None
) -> pl.DataFrame:
    """Terms common to a whole scope (phase mean rates, elasticities), latest runs, with ``scope_code``."""
    query = (
        select(*[c for c in effect.c if c.name != "id"], model_run.c.scope_code, model_run.c.as_of)
        .join(model_run, model_run.c.id == effect.c.run_id)
        .where(effect.c.measure == measure)
    )
    query = query.where(effect.c.fit == fit) if fit else query
    query = query.where(model_run.c.scope_code == scope_code) if scope_code else query
    return read_frame(connection, _latest(connection, query.order_by(effect.c.id), effect))


def read_forecasts(
    connection: Connection,
    scope: Scope,
    *,
    measure: str,
    region_code: str | None = None,
    model: str | None = None,
) -> pl.DataFrame:
    """Weekly forecasts of the latest runs: columns of ``forecast``, ``region_name, as_of, scope_code``."""
    scope.require_stream(MEASURES[measure].stream if measure in MEASURES else measure)
    columns = [c for c in forecast.c if c.name not in {"id"}]
    query = _named(select(*columns, *_NAMES), forecast).where(forecast.c.measure == measure)
    query = query.where(forecast.c.region_code == region_code) if region_code else query
    query = query.where(forecast.c.model == model) if model else query
    stream = MEASURES[measure].stream if measure in MEASURES else measure
    limited = scope.limit(query, forecast, stream=stream)
    rows = read_frame(connection, _latest(connection, limited, forecast))
    return _narrowest(rows, ["model", "region_code", "week"]).sort("region_code", "model", "week")


def read_scores(connection: Connection, *, measure: str, scope_code: str | None = None) -> pl.DataFrame:
    """Track record of the latest runs: columns of ``score`` with ``scope_code, as_of``."""
    query = (
        select(*[c for c in score.c if c.name != "id"], model_run.c.scope_code, model_run.c.as_of)
        .join(model_run, model_run.c.id == score.c.run_id)
        .where(score.c.measure == measure)
    )
    query = query.where(model_run.c.scope_code == scope_code) if scope_code else query
    return read_frame(connection, _latest(connection, query, score)).sort(
        "scope_code", "model", "horizon_weeks"
    )


def read_plan(
    connection: Connection, scope: Scope, *, scope_code: str, week: date | None = None
) -> tuple[dict[str, Any] | None, pl.DataFrame]:
    """The plan of a week (default: the latest; a locked one before an open one) and its items with names.

    Returns:
        (columns of ``plan`` or None, items with ``region_name, opd_name, visited_on, checked`` …).
    """
    wanted = select(plan).where(plan.c.scope_code == scope_code)
    wanted = wanted.where(plan.c.week == week) if week else wanted
    order = (plan.c.week.desc(), plan.c.locked_at.is_(None), plan.c.id.desc())
    found = connection.execute(wanted.order_by(*order).limit(1)).mappings().first()
    plan_id = found["id"] if found else -1
    query = (
        select(
            *plan_item.c,
            region.c.name.label("region_name"),
            opd.c.name.label("opd_name"),
            visit_result.c.visited_on,
            visit_result.c.checked,
            visit_result.c.caught_total,
        )
        .outerjoin(region, region.c.code == plan_item.c.region_code)
        .outerjoin(opd, opd.c.id == plan_item.c.opd_id)
        .outerjoin(visit_result, visit_result.c.plan_item_id == plan_item.c.id)
        .where(plan_item.c.plan_id == plan_id)
    )
    items = read_frame(connection, scope.limit(query, plan_item))
    return (dict(found) if found else None), items.sort("rank", "id")


__all__ = [
    "RunTables",
    "latest_runs",
    "lock_plan",
    "read_effects",
    "read_estimates",
    "read_forecasts",
    "read_plan",
    "read_runs",
    "read_scores",
    "write_plan",
    "write_run",
    "write_visit",
]

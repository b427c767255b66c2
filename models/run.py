"""The only door of the models to the database: read the panel, fit, write one run.

Each part (estimates with effects, forecasts, track record, plan) succeeds or fails by itself. A part that
fails writes nothing, so readers keep the last good one with its age, and the run's message says so. The same
data, seed and program give the same numbers; the run keeps data version, seed and model version.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import structlog

from etl import store
from etl.measures import MEASURES
from etl.store.engine import Engine
from etl.store.people import append_audit
from geo import NATION, NetraError
from models.freeze import fingerprint, frozen
from models.run_parts import PARTS, World, read_world

MODEL_VERSION = "2026.11"
TEAMS, DAYS, EXPLORATION = 3, 5, 0.2
PART_NAMES = {"estimate": "taksiran", "forecast": "prakiraan", "score": "rekam jejak", "plan": "rencana"}
log = structlog.get_logger()


@dataclass
class FitReport:
    """What a run wrote; ``failed`` maps a part to the sentence that says why."""

    scope_code: str
    as_of: date
    run_id: int | None = None
    rows: dict[str, int] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def message(self) -> str:
        """One or two sentences for terminal, log and the run's row."""
        made = [f"{self.rows[part]} baris {name}" for part, name in PART_NAMES.items() if self.rows.get(part)]
        parts = [", ".join(made) or "tidak ada yang dapat dihitung", *self.notes]
        parts += [
            f"{PART_NAMES[part]} gagal ({why}); yang terakhir tetap dipakai"
            for part, why in self.failed.items()
        ]
        return ". ".join(p[0].upper() + p[1:] for p in parts) + "."


def fit_scope(
    engine: Engine,
    scope_code: str,
    *,
    today: date,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> FitReport:
    """Fit one scope ("00" the nation, "99" a province, "35.74" a region) and write the run.

    Raises NetraError when the database cannot be read or written; a part that fails is in the report.
    """
    begun = time.perf_counter()
    say = progress or (lambda _text: None)
    say(f"{scope_code}: membaca panel")
    world = read_world(engine, scope_code, today=today)
    report = FitReport(scope_code, world.as_of, notes=list(world.notes))
    tables = _fit_parts(world, report, seed=seed, say=say)
    run = {
        "as_of": world.as_of,
        "scope_code": scope_code,
        "model_version": MODEL_VERSION,
        "data_version": world.data_version,
        "seed": seed,
        "status": "ok" if tables else "failed",
        "message": report.message,
    }
    report.run_id = store.write_run(engine, store.RunTables(run=run, **tables))
    if "forecast" in tables:
        _freeze(engine, report, tables["forecast"])
    report.seconds = time.perf_counter() - begun
    return report


def _freeze(engine: Engine, report: FitReport, forecasts: pl.DataFrame) -> None:
    """Note in the chained log what this run says of weeks that have not begun."""
    rows = frozen(forecasts, as_of=report.as_of)
    if rows.is_empty():
        return
    detail = {
        "run_id": report.run_id,
        "as_of": report.as_of.isoformat(),
        "row_count": rows.height,
        "sha256": fingerprint(forecasts, as_of=report.as_of),
    }
    with store.writing(engine) as cx:
        append_audit(
            cx, action="freeze", actor=None, now=datetime.now(UTC), subject=report.scope_code, detail=detail
        )


def _fit_parts(world: World, report: FitReport, *, seed: int, say: Callable[[str], None]) -> dict[str, Any]:
    tables: dict[str, Any] = {}
    for part, make in PARTS.items():
        say(f"{world.scope_code}: {PART_NAMES[part]}")
        try:
            made, notes = make(world, seed)
        except NetraError as error:
            report.failed[part] = error.message.rstrip(".")
        except Exception as error:  # a fault of ours must not take the other parts with it
            log.exception("bagian hitungan gagal", bagian=part, wilayah=world.scope_code)
            report.failed[part] = f"{type(error).__name__}: {error}"
        else:
            tables |= made
            report.notes += [n for n in notes if n not in report.notes]
            report.rows[part] = sum(
                len(t) for k, t in made.items() if isinstance(t, pl.DataFrame) and k != "effect"
            )
    return tables


def plan_scope(
    engine: Engine,
    scope_code: str,
    *,
    today: date,
    teams: int = TEAMS,
    days: int = DAYS,
    exploration_share: float = EXPLORATION,
    base_code: str | None = None,
    travel_limit_hours: float | None = None,
    seed: int = 0,
) -> int:
    """A plan for the week after ``today`` (of the scope's own clock), written beside earlier ones; its id.

    ``base_code``: the region where teams start in the morning (None = travel is not counted);
    ``travel_limit_hours``: one way, None = as far as a working day allows. Raises NetraError when there is
    nothing to plan from, nothing in reach, or the base is not in the scope.
    """
    from models.run_parts import plan_of

    world = read_world(engine, scope_code, today=today, measures=("sidak_terjaring",))
    budget: dict[str, Any] = {"team_count": teams, "day_count": days, "exploration_share": exploration_share}
    budget |= {"base_code": base_code, "travel_limit_hours": travel_limit_hours}
    plan, items = plan_of(world, seed=seed or next_monday(world.as_of).toordinal(), budget=budget)
    if items.is_empty() and base_code is not None and world.opds.height and teams * days > 0:
        raise NetraError(
            f"Tidak ada OPD yang terjangkau dari {base_code} dalam sehari. Naikkan batas perjalanan atau "
            "ganti tempat berangkat tim.",
            code="out_of_reach",
        )
    if items.is_empty():
        name = MEASURES["sidak_terjaring"].name
        raise NetraError(
            f"Belum ada OPD di {scope_code} untuk direncanakan. Muat dokumen {name} atau daftar OPD."
        )
    return store.write_plan(engine, plan, items)


def next_monday(day: date) -> date:
    """First Monday after ``day``."""
    return day + timedelta(days=7 - day.weekday())


__all__ = ["MODEL_VERSION", "NATION", "FitReport", "fit_scope", "plan_scope"]

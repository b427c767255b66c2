"""The parts of a run: what each reads of the world and which tables it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

import polars as pl

from etl import store
from etl.measures import MEASURES
from etl.store.engine import Connection, Engine
from geo import NATION, NetraError
from geo.neighbours import neighbours
from geo.travel import travel_hours
from models.backtest import backtest
from models.candidates import SIDAK, visit_candidates
from models.delay_panel import TRIANGLE, as_known, completed, judged_until, last_monday, nowcast_rows
from models.duty import follow_up_estimates
from models.forecast_weekly import forecast_weeks, why_withheld
from models.measure import estimate_rows, fit_measure
from models.national import MEASURE as PUBLIC
from models.national import national_estimates
from models.plan import plan_week
from models.plan_travel import Travel
from models.provinces_record import record_rows

REGIONAL = (SIDAK, "netralitas_dugaan", "netralitas_diteruskan", "kehadiran_alpha")
BY_OPD = (SIDAK, "netralitas_dugaan", "kehadiran_alpha")  # who may see them is the pages' business
FORECAST = (SIDAK, "netralitas_dugaan")
LATE = ("netralitas_dugaan",)  # cases arrive one by one, months later; an inspection arrives whole
DEFAULT_BUDGET = {"team_count": 3, "day_count": 5, "exploration_share": 0.2}
Made = tuple[dict[str, Any], list[str]]


@dataclass(frozen=True)
class World:
    """Everything a run reads, read once. ``as_of`` is the scope's own clock, not the wall's."""

    scope_code: str
    as_of: date
    data_version: str
    regions: pl.DataFrame
    edges: pl.DataFrame
    panels: dict[str, pl.DataFrame]
    opd_panels: dict[str, pl.DataFrame]
    opds: pl.DataFrame
    published: pl.DataFrame
    recommendations: pl.DataFrame
    triangle: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TRIANGLE))
    notes: tuple[str, ...] = field(default=())

    @property
    def is_national(self) -> bool:
        """The nation rests on printed counts by province."""
        return self.scope_code == NATION


def read_world(
    engine: Engine, scope_code: str, *, today: date, measures: tuple[str, ...] = REGIONAL
) -> World:
    """Read a scope as it stands on its own clock."""
    scope = store.Scope.of(scope_code)
    with store.reading(engine) as cx:
        as_of = store.read_clock(cx, scope_code, today=today)
        is_national = scope_code == NATION
        regions = store.read_regions(cx, scope, level=1 if is_national else 2)
        if is_national:
            regions = regions.filter(~pl.col("is_simulated"))
        panels = {} if is_national else _panels(cx, scope, measures, level="kabkota", until=as_of)
        by_opd = tuple(m for m in BY_OPD if m in panels)
        return World(
            scope_code=scope_code,
            as_of=as_of,
            data_version=store.data_version(cx, scope),
            regions=regions,
            edges=_edges(regions),
            panels=panels,
            opd_panels=_panels(cx, scope, by_opd, level="opd", until=as_of),
            opds=pl.DataFrame() if is_national else store.read_opds(cx, scope),
            published=store.read_published(cx, scope) if is_national else pl.DataFrame(),
            recommendations=store.read_recommendations(cx, scope, today=as_of),
            triangle=_triangle(cx, scope, tuple(m for m in panels if m in LATE)),
        )


def _panels(
    cx: Connection, scope: store.Scope, measures: tuple[str, ...], *, level: str, until: date
) -> dict[str, pl.DataFrame]:
    found = {m: store.read_panel(cx, scope, measure=m, level=level, until=until) for m in measures}
    return {m: panel for m, panel in found.items() if panel.height}


def _triangle(cx: Connection, scope: store.Scope, measures: tuple[str, ...]) -> pl.DataFrame:
    """Cases by week of the deed and week of the report (columns ``TRIANGLE``)."""
    frames = [
        store.read_triangle(cx, scope, measure=m).with_columns(pl.lit(m).alias("measure")) for m in measures
    ]
    shaped = [f.select(pl.col(c).cast(t) for c, t in TRIANGLE.items()) for f in frames]
    return pl.concat([pl.DataFrame(schema=TRIANGLE), *shaped])


def _edges(regions: pl.DataFrame) -> pl.DataFrame:
    points = regions.filter(pl.col("lat").is_not_null()).select("code", "lat", "lon")
    if points.height < 2:
        return pl.DataFrame(schema={"i": pl.String, "j": pl.String})
    return neighbours(points)


def estimates(world: World, seed: int) -> Made:
    """Tables ``estimate`` and ``effect`` of all measures."""
    if world.is_national:
        rows, notes = national_estimates(world.published, world.regions, world.edges, seed=seed)
        table = estimate_rows([rows], measure=PUBLIC, level="provinsi")
        record = record_rows(world.published, world.regions).with_columns(pl.lit(PUBLIC).alias("measure"))
        made = {"estimate": table, "effect": record}
        return {name: frame for name, frame in made.items() if frame.height}, notes
    fits = {}
    for measure, panel in world.panels.items():
        by_opd = world.opd_panels.get(measure, panel.clear())
        fits[measure] = fit_measure(panel, by_opd, world.edges, measure=measure, opds=world.opds, seed=seed)
    frames = [f.estimates for f in fits.values() if f.estimates.height]
    duty = follow_up_estimates(world.recommendations, seed=seed)
    frames += [estimate_rows([duty], measure="tindak_lanjut")] if duty.height else []
    effects = [f.effects for f in fits.values() if f.effects.height]
    notes = [f"{MEASURES[measure].name}: {note}" for measure, f in fits.items() for note in f.notes]
    tables = {"estimate": pl.concat(frames)} if frames else {}
    return (tables | ({"effect": pl.concat(effects)} if effects else {})), notes


def forecasts(world: World, seed: int) -> Made:
    """Table ``forecast``: weeks to come from completed counts, and what recent weeks will have come to."""
    panel = _together(world)
    if panel.is_empty():
        return {}, []
    now = world.as_of
    late = [(completed(panel, world.triangle, today=now), world.triangle, world.edges)]
    if panel["region_code"].n_unique() > 1:
        whole = world.triangle.with_columns(region_code=pl.lit(world.scope_code))
        one = as_one(panel, world.scope_code)
        late.append((completed(one, whole, today=now), whole, world.edges.clear()))
    frames = [forecast_weeks(known, edges, seed=seed) for known, _, edges in late]
    frames += [nowcast_rows(triangle, today=now, seed=seed) for _, triangle, _ in late]
    table = pl.concat(frames)
    reasons = [why_withheld(panel, m) for m in panel["measure"].unique().sort().to_list()]
    return ({"forecast": table} if table.height else {}), [r for r in reasons if r]


def as_one(panel: pl.DataFrame, scope_code: str) -> pl.DataFrame:
    """The panel with all regions summed into one: the series of the scope as a whole."""
    keys = ["measure", "week", "election_code", "phase_code", "days_to_vote"]
    sums = [pl.col(c).sum() for c in ("count", "effort", "operations", "exposure")]
    whole = panel.group_by(keys, maintain_order=True).agg(*sums, pl.col("known_on").max())
    whole = whole.with_columns(region_code=pl.lit(scope_code), opd_id=pl.lit(None, panel.schema["opd_id"]))
    return whole.select([c for c in panel.columns if c in whole.columns]).sort("measure", "week")


def scores(world: World, seed: int) -> Made:
    """Table ``score``: the track record of the same code, each week with only what was reported by then.

    Weeks of which too few cases are known yet judge nobody.
    """
    panel = _together(world)
    if panel.is_empty():
        return {}, []
    frames, notes = [], []
    for (measure,), part in panel.group_by(["measure"], maintain_order=True):
        until = judged_until(world.triangle, measure=str(measure), today=world.as_of)
        judged = part.filter(pl.col("week") <= until)
        late = world.triangle.filter(pl.col("measure") == str(measure))
        frames.append(backtest(judged, world.edges, seed=seed, as_known=partial(as_known, part, late)))
        if until < last_monday(world.as_of):
            name = MEASURES[str(measure)].name
            notes.append(f"rekam jejak {name} dinilai sampai minggu {until}: sesudahnya belum lengkap")
    table = pl.concat(frames)
    return ({"score": table} if table.height else {}), notes


def plan(world: World, seed: int) -> Made:
    """A plan under the usual budget; the page makes others."""
    if world.opds.is_empty() or SIDAK not in world.panels:
        return {}, []
    head, items = plan_of(world, seed=seed, budget=DEFAULT_BUDGET)
    return ({"plan": head, "plan_item": items} if items.height else {}), []


def plan_of(world: World, *, seed: int, budget: dict[str, Any]) -> tuple[dict[str, Any], pl.DataFrame]:
    """Row of table ``plan`` and its items: for the coming week, which on a Monday is the one that begins."""
    panel = world.opd_panels.get(SIDAK)
    if panel is None or world.opds.is_empty():
        return {}, pl.DataFrame()
    table = visit_candidates(panel, world.opds, on=world.as_of)
    travel = travel_from(world.regions, budget.get("base_code"), budget.get("travel_limit_hours"))
    items = plan_week(
        table,
        teams=budget["team_count"],
        days=budget["day_count"],
        exploration_share=budget["exploration_share"],
        travel=travel,
        seed=seed,
    )
    week = world.as_of + timedelta(days=-world.as_of.weekday() % 7)
    finds = float(items["expected_finds"].sum()) if items.height else 0.0
    return {"scope_code": world.scope_code, "week": week, "expected_finds": finds, **budget}, items


def travel_from(regions: pl.DataFrame, base_code: str | None, limit_hours: float | None) -> Travel | None:
    """Hours from the base to every region with a point (``code, lat, lon``); None without a base."""
    if base_code is None:
        return None
    points = regions.filter(pl.col("lat").is_not_null(), pl.col("lon").is_not_null())
    if base_code not in points["code"]:
        raise NetraError(
            f"Tempat berangkat {base_code} tidak ada di wilayah ini, atau letaknya tidak diketahui. "
            "Pilih kab/kota lain.",
            code="base_unknown",
        )
    return Travel(base_code, travel_hours(points.select("code", "lat", "lon")), limit_hours)


def _together(world: World) -> pl.DataFrame:
    frames = [world.panels[m] for m in FORECAST if m in world.panels]
    return pl.concat(frames, how="diagonal") if frames else pl.DataFrame()


PARTS: dict[str, Callable[[World, int], Made]] = {
    "estimate": estimates,
    "forecast": forecasts,
    "score": scores,
    "plan": plan,
}

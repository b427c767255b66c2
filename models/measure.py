"""All estimates of one measure in one scope: rates of regions and OPD, neighbours, phases.

eb    shrunken rate of each region and OPD, all time and per election (:mod:`models.rates`)
bym2  relative risk among neighbours, all time and per election (:mod:`models.spatial`)
glm   region × phase within an election, and the scope's own course (:mod:`models.risk`)
unit  OPD inside their region, knowing their kind elsewhere (:mod:`models.units`)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from etl.measures import MEASURES
from etl.schema import estimate
from models.dispersion import STEP, weekly_dispersion
from models.elasticity import NOT_ESTIMATED, Elasticity, fit_elasticity
from models.funnel_rows import funnel_rows
from models.phase_rates import empty_effects
from models.rates import rates, with_offset
from models.risk import fit_region_phase
from models.spatial import spatial_estimates
from models.standard import election_name, step_cells
from models.threads import one_thread
from models.units import WEEKLY, fit_units, kinds_of

COLUMNS = [c.name for c in estimate.columns if c.name not in {"id", "run_id"}]
TEXT = {"measure", "fit", "election_code", "phase_code", "level", "region_code", "band"}


@dataclass(frozen=True)
class MeasureFit:
    """Rows of tables ``estimate`` and ``effect``; ``notes``: what a reader must know, in Indonesian."""

    estimates: pl.DataFrame
    effects: pl.DataFrame
    notes: tuple[str, ...]


@one_thread
def fit_measure(
    panel: pl.DataFrame,
    opd_panel: pl.DataFrame,
    edges: pl.DataFrame,
    *,
    measure: str,
    opds: pl.DataFrame | None = None,
    seed: int = 0,
) -> MeasureFit:
    """``panel`` by region, ``opd_panel`` by OPD (may be empty), ``edges`` ``i, j`` of regions; ``opds``:
    ``opd_id, name, opd_kind``, for what OPD of a kind have in common.
    """
    if panel.is_empty():
        return MeasureFit(pl.DataFrame(), _effect_rows(empty_effects(), measure=measure), ())
    elasticity = fit_elasticity(panel) if MEASURES[measure].stream == "sidak" else NOT_ESTIMATED
    rows = with_offset(panel, measure=measure, elasticity=elasticity).rows
    chosen: dict[str, Any] = {"measure": measure, "elasticity": elasticity, "seed": seed}
    regional = _rates(panel, by=["region_code"], **chosen)
    parts = [*regional, *_rates(opd_panel, by=["region_code", "opd_id"], **chosen)]
    parts += _units(opd_panel, opds, **chosen)
    among, notes = _neighbours(rows, edges, measure=measure, seed=seed)
    phases, effects = fit_region_phase(panel, edges, **chosen)
    usual = pl.concat([p.filter(pl.col("expected") > 0) for p in regional], how="diagonal")
    effects = pl.concat([effects, funnel_rows(usual)]) if usual.height else effects
    return MeasureFit(
        estimate_rows([*parts, *among, phases], measure=measure),
        _effect_rows(effects, measure=measure),
        (*_notes(rows, measure), *notes),
    )


def _elections(rows: pl.DataFrame) -> list[str | None]:
    """All time (None) and every election."""
    return [None, *rows["election_code"].drop_nulls().unique().sort().to_list()]


def _rates(panel: pl.DataFrame, *, by: list[str], **chosen: Any) -> list[pl.DataFrame]:
    """Rows ``fit`` = "eb", all time and per election."""
    inside = panel.filter(pl.col("election_code").is_not_null())
    tables = ((panel, by), (inside, [by[0], "election_code", *by[1:]]))
    return [rates(frame, by=keys, **chosen) for frame, keys in tables if frame.height]


def _neighbours(
    rows: pl.DataFrame, edges: pl.DataFrame, *, measure: str, seed: int
) -> tuple[list[pl.DataFrame], list[str]]:
    """Rows ``fit`` = "bym2", all time and per election, and what a reader must know of them."""
    cells = step_cells(rows)
    spread = weekly_dispersion(rows)
    parts, notes = [], []
    for election in _elections(rows):
        base = MEASURES[measure].rate_base
        part, label = spatial_estimates(cells, edges, spread=spread, base=base, election=election, seed=seed)
        parts.append(part)
        if label and (part.height or (election is None and cells["expected"].sum() > 0)):
            notes.append(f"{election_name(election) if election else 'seluruh waktu'}: {label}")
    return parts, notes


def _units(
    panel: pl.DataFrame, opds: pl.DataFrame | None, *, measure: str, elasticity: Elasticity, seed: int
) -> list[pl.DataFrame]:
    """Rows ``fit`` = "unit" of OPD inside their region, all time and per election."""
    if panel.is_empty():
        return []
    rows = with_offset(panel, measure=measure, elasticity=elasticity).rows
    kinds = kinds_of(opds) if opds is not None and opds.height else None
    # Where everybody is observed all the time a week is compared with itself; visits are few in any week.
    within = STEP if MEASURES[measure].rate_denominator == "effort" else WEEKLY
    parts = []
    for election in _elections(rows):
        chosen = rows if election is None else rows.filter(pl.col("election_code") == election)
        found = fit_units(chosen, kinds=kinds, within=within, seed=seed).estimates
        parts.append(found.with_columns(election_code=pl.lit(election, pl.String), fit=pl.lit("unit")))
    return parts


def estimate_rows(parts: list[pl.DataFrame], *, measure: str, level: str | None = None) -> pl.DataFrame:
    """All parts with exactly the columns of table ``estimate``."""
    present = [p for p in parts if p.height]
    if not present:
        return pl.DataFrame()
    rows = pl.concat(present, how="diagonal")
    by_opd = pl.col("opd_id").is_not_null() if "opd_id" in rows.columns else pl.lit(False)
    region = (
        pl.when(pl.col("region_code").str.len_chars() == 2)
        .then(pl.lit("provinsi"))
        .otherwise(pl.lit("kabkota"))
    )
    rows = rows.with_columns(
        pl.lit(measure).alias("measure"),
        pl.lit(level).alias("level")
        if level
        else pl.when(by_opd).then(pl.lit("opd")).otherwise(region).alias("level"),
    )
    if MEASURES[measure].effort is None:  # a register of cases knows no effort: absent, not zero
        rows = rows.with_columns(pl.lit(None, pl.Float64).alias("effort"))
    missing = [pl.lit(None, _type(c)).alias(c) for c in COLUMNS if c not in rows.columns]
    numbers = [pl.col(c).fill_nan(None) for c, kind in rows.schema.items() if kind == pl.Float64]
    return rows.with_columns(*numbers, *missing).select(COLUMNS)


def _type(column: str) -> pl.DataType:
    if column in TEXT:
        return pl.String()
    if column == "drivers":
        return pl.List(pl.Struct({"term": pl.String, "value": pl.Float64}))
    return pl.Int64() if column == "opd_id" else pl.Float64()


def _effect_rows(effects: pl.DataFrame, *, measure: str) -> pl.DataFrame:
    """Rows of table ``effect``; infinite limits are absent ones."""
    if effects.is_empty():
        return empty_effects().with_columns(pl.lit(measure).alias("measure"))
    numbers = [
        pl.when(pl.col(c).is_finite()).then(pl.col(c)).alias(c)
        for c in ("value", "lower", "upper", "p_value")
    ]
    return effects.with_columns(*numbers, pl.lit(measure).alias("measure"))


def _notes(rows: pl.DataFrame, measure: str) -> list[str]:
    """What is missing, in words: no effort, no head-count, nothing counted, one election only."""
    notes = []
    entry = MEASURES[measure]
    divisor = "ASN" if entry.exposure == "asn" else entry.exposure
    if rows["count"].sum() == 0:
        notes.append("semua wilayah tercatat nol; risiko tidak dapat dibedakan")
    if rows["offset"].sum() <= 0:
        missing = "usaha (orang diperiksa)" if entry.rate_denominator == "effort" else f"jumlah {divisor}"
        notes.append(f"tanpa {missing}: laju ditahan, jumlah tetap ditampilkan")
    elif entry.rate_denominator == "exposure":
        blind = rows.filter(pl.col("offset") <= 0)["region_code"].n_unique()
        if blind:
            notes.append(f"{blind} wilayah tanpa jumlah {divisor}: laju ditahan")
    elections = rows["election_code"].drop_nulls().n_unique()
    if elections == 1:
        notes.append("berdasarkan 1 pemilihan")
    return notes

"""A country to measure pages with: 514 simulated regions × 40 OPD × 260 weeks in a database of its own.

Papers go through the same keeping step as an office's (``etl.keeping``), one a province and year; only their
reading is left out. Estimates are plain gamma ones: how a page is drawn does not depend on who fitted them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from string import ascii_uppercase, digits
from typing import Any

import numpy as np
import polars as pl

from dashboard.config import Settings
from dashboard.intervals import byar
from etl import store
from etl.block import Block, Records
from etl.keeping import keep_records
from etl.simulate.story import World, draw_world
from etl.store.documents import keep_document
from etl.store.engine import Engine
from etl.store.reference import write_regions

REGIONS, OPDS, WEEKS = 514, 40, 260
TODAY = date(2024, 10, 28)
ELECTIONS = ("PILKADA_2020", "PEMILU_2024", "PILKADA_2024")
HORIZONS, MODELS = 8, ("gabungan", "persistensi", "nowcast")
OURS = pl.col("code").str.contains("^[ST]")
QUANTILES = ("q025", "q05", "q10", "q25", "q50", "q75", "q90", "q95", "q975")


def build(folder: Path, *, regions: int = REGIONS, opds: int = OPDS, weeks: int = WEEKS) -> Settings:
    """A migrated database with the reference tables and the simulated country; returns its settings."""
    from etl.pipeline import load_reference

    config = Settings(var_dir=folder, today=TODAY, _env_file=None)  # type: ignore[call-arg]
    engine = store.connect(config.database_url())
    store.migrate(engine)
    load_reference(engine, today=TODAY)
    world = _renumbered(draw_world(regions, opds, seed=99, weeks=weeks))
    _keep(engine, world)
    _write_results(engine)
    return config


def provinces(config: Settings) -> list[str]:
    """Codes of the simulated provinces, to ask pages for."""
    with store.reading(store.connect(config.database_url())) as cx:
        regions = store.read_regions(cx, store.Scope.everything())
    own = regions.filter((pl.col("level") == 1) & OURS).sort("code")
    return own["code"].to_list()


def _renumbered(world: World) -> World:
    """The simulation's provinces S01 … S37 with codes as short as real ones: S0 … SZ, T0 …"""
    letters = digits + ascii_uppercase

    def short(code: str) -> str:
        group, place = code[1:].split(".")
        tens, ones = divmod(int(group) - 1, len(letters))
        return f"{'ST'[tens]}{letters[ones]}.{place}"

    design = replace(world.design, codes=tuple(map(short, world.design.codes)))
    return replace(world, design=design)


def _keep(engine: Engine, world: World) -> None:
    with store.writing(engine) as connection:
        write_regions(connection, _region_records(world), is_simulated=True)
    for number, (code, kind, records) in enumerate(_papers(world)):
        known = TODAY - timedelta(days=1)
        with store.writing(engine) as connection:
            paper = keep_document(connection, _document(number, code, kind, len(records)))
            keep_records(connection, kind, records, document_id=paper, known_on=known)


def _region_records(world: World) -> list[dict[str, Any]]:
    design = world.design
    upper = {code.split(".")[0]: point for code, point in zip(design.codes, design.points, strict=True)}
    found = [
        {
            "kode": code,
            "nama": f"Provinsi Simulasi {code}",
            "jenis": "provinsi",
            "lat": at[0],
            "lon": at[1],
        }
        for code, at in sorted(upper.items())
    ]
    for code, name, at in zip(design.codes, design.names, design.points, strict=True):
        found.append({"kode": code, "nama": name, "jenis": "kabupaten", "lat": at[0], "lon": at[1]})
    return [{**row, "zona": "WIB", "penduduk": 400_000} for row in found]


def _document(number: int, code: str, kind: str, count: int) -> dict[str, Any]:
    return {
        "sha256": f"{number:064d}", "name": f"simulasi-{code}-{kind}.xlsx", "size_bytes": 1,
        "container": "xlsx", "kind": kind, "region_code": code, "outcome": "import",
        "known_on": TODAY - timedelta(days=1), "received_at": datetime(2024, 10, 27),  # noqa: DTZ001
        "is_simulated": True, "row_count": count, "record_count": count,
        "quarantined_count": 0, "not_data_count": 0,
    }  # fmt: skip


def _papers(world: World) -> Iterator[tuple[str, str, Records]]:
    """(province, kind, records) of registers, inspections and head-counts."""
    frames = {"pelanggaran": _cases(world), "sidak": _visits(world), "pegawai": _staff(world)}
    for kind, frame in frames.items():
        for (code,), rows in frame.group_by(pl.col("region_code").str.slice(0, 2), maintain_order=True):
            columns = {name: rows[name].to_list() for name in rows.columns}
            yield str(code), kind, Records([Block(kind, columns, length=rows.height)])


def _placed(world: World, frame: pl.DataFrame) -> pl.DataFrame:
    """Numbers of week, region and slot as day, code and name."""
    design = world.design
    names = [design.opd_names[r][o] or None for r, o in frame.select("r", "o").iter_rows()]
    weeks = world.calendar["week"].gather(frame["t"])
    return frame.with_columns(
        pl.Series("region_code", np.array(design.codes)[frame["r"].to_numpy()]),
        pl.Series("opd", names, dtype=pl.String),
        weeks.alias("day").cast(pl.String),
        pl.lit("Simulasi").alias("sheet"),
        pl.int_range(1, pl.len() + 1).alias("row"),
    ).filter(weeks < TODAY)


def _cases(world: World) -> pl.DataFrame:
    rows = _placed(world, world.reports).with_columns(pl.lit("case").alias("level"))
    number = pl.format("{}/Reg/LP/{}", pl.col("row"), "region_code").alias("reg_no")
    known = pl.col("day").alias("date_known")
    kind = pl.lit("netralitas").alias("type_code")
    return rows.select("level", "sheet", "row", "region_code", "opd", number, known, kind)


def _visits(world: World) -> pl.DataFrame:
    visits = world.visits
    frame = pl.DataFrame(
        {
            "t": visits.week,
            "r": visits.region,
            "o": visits.slot,
            "checked": visits.checked.astype(np.int64),
            "caught_total": visits.caught.astype(np.int64),
        }
    ).with_columns(pl.col("t", "r", "o").cast(pl.Int64))
    rows = _placed(world, frame).with_columns(pl.lit("place").alias("level"), pl.lit("Kantor").alias("place"))
    day = pl.col("day").alias("date")
    return rows.select("level", "sheet", "row", "region_code", "opd", "place", day, "checked", "caught_total")


def _staff(world: World) -> pl.DataFrame:
    design = world.design
    regions, slots = np.nonzero(design.staff)
    total = design.staff[regions, slots].astype(np.int64)
    asn = np.round(total * design.asn_share[regions, slots]).astype(np.int64)
    frame = pl.DataFrame({"t": np.zeros_like(regions), "r": regions, "o": slots, "pns": asn, "total": total})
    rows = _placed(world, frame).with_columns(
        pl.lit("opd").alias("level"), pl.lit("2019-12-31").alias("as_of")
    )
    return rows.select("level", "sheet", "row", "region_code", "opd", "as_of", "pns", "total")


def _write_results(engine: Engine) -> None:
    everything, parts = store.Scope.everything(), []
    with store.reading(engine) as cx:
        version = store.data_version(cx, everything)
        for measure, base in (("netralitas_dugaan", 1000), ("sidak_terjaring", 100)):
            for level in ("kabkota", "opd") if measure == "sidak_terjaring" else ("kabkota",):
                panel = store.read_panel(cx, everything, measure=measure, level=level)
                panel = panel.filter(pl.col("region_code").str.contains("^[ST]"))
                by = "effort" if measure == "sidak_terjaring" else "exposure"
                parts += [
                    _estimates(panel, election, by=by, base=base, level=level)
                    for election in (None, *ELECTIONS)
                ]
        cases = store.read_panel(cx, everything, measure="netralitas_dugaan")
    run = {"as_of": TODAY, "scope_code": "00", "model_version": "ukur", "data_version": version, "seed": 0}
    forecast = _forecasts(cases.filter(pl.col("region_code").str.contains("^[ST]")))
    store.write_run(engine, store.RunTables(run=run, estimate=pl.concat(parts), forecast=forecast))


def _estimates(
    panel: pl.DataFrame, election: str | None, *, by: str, base: float, level: str
) -> pl.DataFrame:
    rows = panel if election is None else panel.filter(pl.col("election_code") == election)
    years = 1.0 if by == "effort" else max(1, rows["week"].n_unique()) / 52
    low, high = byar(pl.col("count"))
    per = base / (pl.col(by) * years)
    sums = rows.group_by("measure", "region_code", "opd_id", maintain_order=True).agg(
        pl.col("count").sum().cast(pl.Float64), pl.col("effort").sum(), pl.col("exposure").mean()
    )
    ratio = pl.col("count") / (pl.col("count").sum() * pl.col(by) / pl.col(by).sum())
    rank = ratio.rank(descending=True)
    found = sums.filter(pl.col(by) > 0).with_columns(
        (pl.col("count") * per).alias("rate"),
        (low * per).alias("rate_lower"), (high * per).alias("rate_upper"),
        ratio.alias("rr"), (ratio * 0.7).alias("rr_lower"), (ratio * 1.4).alias("rr_upper"),
        rank.alias("rank_mean"), (rank * 0.8).alias("rank_lower"), (rank * 1.2).alias("rank_upper"),
        (ratio / (1 + ratio)).alias("p_above"), pl.lit(0.1).alias("p_worst_tenth"),
        pl.lit("tak_terbedakan").alias("band"),
        pl.lit(election, pl.String).alias("election_code"), pl.lit(level).alias("level"),
    )  # fmt: skip
    fits = ("eb",) if level == "opd" else ("eb", "bym2")
    return pl.concat([found.with_columns(pl.lit(fit).alias("fit")) for fit in fits])


def _forecasts(panel: pl.DataFrame) -> pl.DataFrame:
    """A flat forecast of each region at its mean of the last year, with Poisson-like quantiles."""
    last = panel.filter(pl.col("week") >= TODAY - timedelta(weeks=52))
    means = last.group_by("region_code", maintain_order=True).agg(pl.col("count").mean().alias("mean"))
    spread = dict(zip(QUANTILES, (0.1, 0.2, 0.4, 0.7, 1.0, 1.4, 2.0, 2.5, 3.0), strict=True))
    parts = []
    for model in MODELS:
        for step in range(1, HORIZONS + 1):
            horizon = 1 - step if model == "nowcast" else step
            parts.append(
                means.with_columns(
                    pl.lit("netralitas_dugaan").alias("measure"),
                    pl.lit(model).alias("model"),
                    pl.lit(TODAY + timedelta(weeks=horizon - 1)).alias("week"),
                    pl.lit(horizon).alias("horizon_weeks"),
                    *[(pl.col("mean") * share).alias(name) for name, share in spread.items()],
                )
            )
    return pl.concat(parts)

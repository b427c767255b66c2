"""Province 99 through the front door: what the documents say is what the panel shows and what was true."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from etl.pipeline import ImportOptions, ImportResult, import_many, load_reference
from etl.simulate import SimulatedSet, simulate
from etl.store import Scope, connect, migrate, read_clock, read_panel
from etl.store.engine import Engine, reading

LAST_WEEK = date(2024, 10, 21)
FULL_WEEKS = date(2024, 7, 1)  # weeks before: every region's recap is in


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[SimulatedSet, list[ImportResult], Engine]:
    """The demo written, then imported into a fresh database after the reference tables."""
    folder: Path = tmp_path_factory.mktemp("sim")
    written = simulate(folder / "documents")
    engine = connect(f"sqlite:///{folder / 'netra.db'}")
    migrate(engine)
    load_reference(engine)
    results = import_many(engine, written.paths, options=ImportOptions(is_simulated=True))
    return written, results, engine


def test_every_document_is_read_without_loss(world: tuple) -> None:
    """No document is refused, no row waits in quarantine, and kinds and days are those of the manifest."""
    written, results, _ = world
    manifest = {row["file"]: row for row in pl.read_csv(written.manifest, infer_schema=False).to_dicts()}
    assert Counter(r.outcome for r in results) == {"import": len(results)}
    for result in results:
        assert result.kind == manifest[result.file]["kind"], result.file
        assert result.quarantined == [], (result.file, result.quarantined[:3])
    assert {r.region_code for r in results if r.kind == "pelanggaran"} == {"99"}


def test_the_clock_of_the_demo_stands_at_h_minus_30(world: tuple) -> None:
    """The simulation's today is the day its last document was made known."""
    with reading(world[2]) as connection:
        assert read_clock(connection, "99", today=date(2030, 1, 1)) == date(2024, 10, 28)


def test_neutrality_panel_is_what_was_on_record(world: tuple) -> None:
    """Counts per region and week = cases of the truth that a register had listed by the last day."""
    written, _, engine = world
    with reading(engine) as connection:
        panel = read_panel(connection, Scope(("99",)), measure="netralitas_dugaan")
    cases = pl.read_parquet(written.truth_folder / "cases.parquet").filter(pl.col("known_on").is_not_null())
    true = (
        cases.with_columns(week=pl.col("date_known").dt.truncate("1w"))
        .group_by("region_code", "week")
        .agg(count=pl.len().cast(pl.Int64))
    )
    counted = panel.filter(pl.col("count") > 0).select("region_code", "week", "count")
    keys = ["region_code", "week"]
    assert counted.sort(keys).equals(true.sort(keys))
    assert panel["week"].max() == LAST_WEEK
    assert panel.height == 12 * panel["week"].n_unique()


def test_phases_are_those_of_the_truth(world: tuple) -> None:
    """Election, phase and days to the vote of every week agree with the process."""
    written, _, engine = world
    with reading(engine) as connection:
        panel = read_panel(connection, Scope(("99",)), measure="netralitas_dugaan")
    true = pl.read_parquet(written.truth_folder / "panel.parquet")
    columns = ["region_code", "week", "election_code", "phase_code", "days_to_vote"]
    both = panel.select(columns).join(
        true.filter(pl.col("measure") == "netralitas_dugaan").select(columns),
        on=columns,
        how="anti",
        nulls_equal=True,
    )
    assert both.is_empty(), both.head()


def test_sidak_panel_is_the_truth_and_one_region_is_unknown(world: tuple) -> None:
    """Catches, persons checked and operations agree; a region that never inspects has no row at all."""
    written, _, engine = world
    with reading(engine) as connection:
        panel = read_panel(connection, Scope(("99",)), measure="sidak_terjaring")
    true = pl.read_parquet(written.truth_folder / "panel.parquet").filter(
        (pl.col("measure") == "sidak_terjaring") & (pl.col("operations") > 0) & (pl.col("week") <= LAST_WEEK)
    )
    columns = ["region_code", "week", "count", "effort", "operations"]
    seen = panel.filter(pl.col("operations") > 0).select(columns).sort("region_code", "week")
    assert seen.equals(true.select(columns).sort("region_code", "week"))
    assert "99.09" not in set(panel["region_code"])


def test_exposure_is_the_dated_head_count(world: tuple) -> None:
    """ASN of the panel = ASN of the process in every week of every year."""
    written, _, engine = world
    with reading(engine) as connection:
        panel = read_panel(connection, Scope(("99",)), measure="netralitas_dugaan")
    true = pl.read_parquet(written.truth_folder / "panel.parquet").filter(
        pl.col("measure") == "netralitas_dugaan"
    )
    both = panel.join(true, on=["region_code", "week"], suffix="_true")
    assert both.height == panel.height
    late = both.filter((pl.col("exposure") - pl.col("exposure_true")).abs() > 0.5)
    assert late.is_empty(), late.select("region_code", "week", "exposure", "exposure_true").head()


def test_opd_panel_speaks_of_the_same_offices(world: tuple) -> None:
    """Cases per OPD add up to the truth's; abbreviations and full names are one office."""
    written, _, engine = world
    with reading(engine) as connection:
        panel = read_panel(connection, Scope(("99",)), measure="netralitas_dugaan", level="opd")
    cases = pl.read_parquet(written.truth_folder / "cases.parquet").filter(pl.col("known_on").is_not_null())
    assert panel["count"].sum() == cases.height
    per_region = panel.group_by("region_code").agg(pl.col("opd_id").n_unique()).sort("region_code")
    assert set(per_region["opd_id"]) <= set(range(36, 40))

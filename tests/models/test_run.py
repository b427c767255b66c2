"""The run: reads the panel, writes one run, and a part that fails leaves the last good one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import polars as pl
import pytest
from sqlalchemy import Engine

from etl import pipeline, store
from etl.simulate import simulate
from etl.store import people
from geo import NetraError
from models import run, run_parts
from models.freeze import fingerprint

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Reference tables and three simulated regions, all imported as documents."""
    folder = tmp_path_factory.mktemp("run")
    engine = store.connect(f"sqlite:///{folder / 'netra.db'}")
    store.migrate(engine)
    pipeline.load_reference(engine)
    simulate(folder / "sim", regions=3, opds=6)
    files = [
        p
        for p in sorted((folder / "sim").rglob("*"))
        if p.suffix in {".xlsx", ".csv", ".txt", ".ods", ".xls"}
    ]
    options = pipeline.ImportOptions(is_simulated=True, imported_by="uji", today=TODAY, hash_key=b"k" * 32)
    pipeline.import_many(engine, files, options=options)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def report(database: Engine) -> run.FitReport:
    """One whole fit of the province."""
    return run.fit_scope(database, "99", today=TODAY, seed=1)


def test_everything_is_written(database: Engine, report: run.FitReport) -> None:
    """Estimates, effects, forecasts and a plan; the run keeps seed, versions and the simulation's own day."""
    assert not report.failed
    with store.reading(database) as cx:
        everything = store.Scope.everything()
        assert store.read_estimates(cx, everything, measure="sidak_terjaring", level="kabkota").height
        assert store.read_estimates(cx, everything, measure="sidak_terjaring", level="opd").height
        assert store.read_effects(cx, measure="netralitas_dugaan").height
        assert store.read_forecasts(cx, everything, measure="netralitas_dugaan").height
        head, items = store.read_plan(cx, everything, scope_code="99")
        last = store.read_runs(cx).row(0, named=True)
    assert head["week"].weekday() == 0
    assert items.height
    assert last["status"] == "ok"
    assert last["seed"] == 1
    assert last["as_of"].year == 2024


def test_same_data_and_seed_same_numbers(database: Engine, report: run.FitReport) -> None:
    """A second run writes the same estimates."""
    with store.reading(database) as cx:
        first = store.read_estimates(
            cx, store.Scope.everything(), measure="netralitas_dugaan", level="kabkota"
        )
    again = run.fit_scope(database, "99", today=TODAY, seed=1)
    assert again.run_id != report.run_id
    with store.reading(database) as cx:
        second = store.read_estimates(
            cx, store.Scope.everything(), measure="netralitas_dugaan", level="kabkota"
        )
    assert first.drop("run_id").equals(second.drop("run_id"))


def test_forecasts_are_frozen_in_the_chained_log(database: Engine, report: run.FitReport) -> None:
    """The log holds the fingerprint of what stands in the table, and the chain is sound."""
    with store.reading(database) as cx:
        line = people.read_audit(cx).filter(pl.col("action") == "freeze").row(0, named=True)
        assert people.check_audit(cx) is None
        found = [
            store.read_forecasts(cx, store.Scope.everything(), measure=measure)
            for measure in run_parts.FORECAST
        ]
    detail = line["detail"] if isinstance(line["detail"], dict) else json.loads(line["detail"])
    stored = pl.concat(found).filter(pl.col("run_id") == detail["run_id"])
    quantiles = pl.col("quantiles")
    if stored.schema["quantiles"] == pl.String:
        quantiles = quantiles.str.json_decode(pl.List(pl.Float64))
    as_of = date.fromisoformat(detail["as_of"])
    assert stored.height >= detail["row_count"] > 0
    assert fingerprint(stored.with_columns(quantiles), as_of=as_of) == detail["sha256"]


def test_nowcasts_stand_beside_the_forecasts(database: Engine, report: run.FitReport) -> None:
    """Expected final counts of the last finished weeks, for each region and the scope as a whole."""
    with store.reading(database) as cx:
        rows = store.read_forecasts(
            cx, store.Scope.everything(), measure="netralitas_dugaan", model="nowcast"
        )
    assert set(rows["horizon_weeks"]) == set(range(-7, 1))
    assert "99" in rows["region_code"]
    assert rows["week"].max() < report.as_of


def test_a_failing_part_keeps_the_last_good_one(
    database: Engine, report: run.FitReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forecasts fail: estimates are new, the old forecasts stay in use, the message says both."""

    def broken(world: run_parts.World, seed: int) -> run_parts.Made:
        raise NetraError("Deret terlalu pendek.")

    monkeypatch.setitem(run_parts.PARTS, "forecast", broken)
    with store.reading(database) as cx:
        before = store.read_forecasts(cx, store.Scope.everything(), measure="netralitas_dugaan")
    second = run.fit_scope(database, "99", today=TODAY, seed=2)
    assert "prakiraan gagal (Deret terlalu pendek)" in second.message.lower().replace("deret", "Deret")
    with store.reading(database) as cx:
        after = store.read_forecasts(cx, store.Scope.everything(), measure="netralitas_dugaan")
    assert before.equals(after)
    assert second.rows["estimate"] > 0


def test_nation_rests_on_printed_counts(database: Engine) -> None:
    """Provinces of 2019, 2020 and 2024, each by its own source; no unlisted province appears."""
    national = run.fit_scope(database, "00", today=TODAY, seed=1)
    assert not national.failed
    with store.reading(database) as cx:
        rows = store.read_estimates(
            cx, store.Scope.everything(), measure="netralitas_publik", level="provinsi"
        )
    assert {"PEMILU_2019", "PILKADA_2020", "PEMILU_2024"} <= set(rows["election_code"])
    assert rows["count"].is_not_null().all()
    assert "Bawaslu" in national.message
    assert "KASN" in national.message


def test_plan_by_hand(database: Engine) -> None:
    """Two teams for two days: never more visits than they can make."""
    run.plan_scope(database, "99", today=TODAY, teams=2, days=2)
    with store.reading(database) as cx:
        head, items = store.read_plan(cx, store.Scope.everything(), scope_code="99")
    assert (head["team_count"], head["day_count"]) == (2, 2)
    assert 0 < items.height <= 12


def test_plan_with_a_travel_limit(database: Engine) -> None:
    """Nobody is sent farther than the limit; a base outside the scope is refused by name."""
    run.plan_scope(database, "99", today=TODAY, base_code="99.01", travel_limit_hours=1.0)
    with store.reading(database) as cx:
        head, items = store.read_plan(cx, store.Scope.everything(), scope_code="99")
    assert (head["base_code"], head["travel_limit_hours"]) == ("99.01", 1.0)
    assert items["travel_hours"].max() <= 1.0
    with pytest.raises(NetraError, match=r"11\.01"):
        run.plan_scope(database, "99", today=TODAY, base_code="11.01")


def test_a_scope_without_data_says_so(database: Engine) -> None:
    """A province nobody imported anything for: a failed run with a sentence, nothing else changes."""
    empty = run.fit_scope(database, "94", today=TODAY)
    assert "tidak ada yang dapat dihitung" in empty.message.lower()
    with pytest.raises(NetraError):
        run.plan_scope(database, "94", today=TODAY)


def test_messages_name_the_parts() -> None:
    """The message is sentences, with what was made first."""
    made = run.FitReport("99", TODAY, rows={"estimate": 10, "plan": 3}, failed={"score": "rusak"})
    assert made.message.startswith("10 baris taksiran, 3 baris rencana. ")
    assert "yang terakhir tetap dipakai" in made.message
    assert pl.Series([made.seconds]).item() == 0.0

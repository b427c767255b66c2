"""Region × phase, neighbours, hot spots, the scope's own course, the nation."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from etl.simulate.panels import panel as simulated_panel
from models.hotspots import alarm_rate, change, drivers, with_band
from models.measure import COLUMNS, fit_measure
from models.national import national_estimates, series_of
from models.risk import fit_region_phase
from models.standard import step_cells

SIDAK, CASES = "sidak_terjaring", "netralitas_dugaan"


@pytest.fixture(scope="module")
def world() -> tuple:
    """Twelve simulated regions with known truth."""
    return simulated_panel(12, 40, seed=2)


@pytest.fixture(scope="module")
def fitted(world: tuple) -> tuple:
    """Region × phase of the neutrality cases."""
    return fit_region_phase(world[0], world[2], measure=CASES, seed=1)


def test_campaign_rates_are_found(world: tuple, fitted: tuple) -> None:
    """Mean rates of election and phase: nine in ten intervals hold the truth."""
    effects = fitted[1].filter(term="laju_tahapan")
    truth = world[1].rates.filter(measure=CASES)
    weeks = 365.2425 / 7 * 1000
    both = effects.join(truth, on=["election_code", "phase_code"], nulls_equal=True)
    true = both["rate"] * weeks
    assert both.height > 25
    assert ((both["lower"] <= true) & (true <= both["upper"])).mean() > 0.9


def test_campaign_stands_out(fitted: tuple) -> None:
    """The campaign has several times the cases of the time between elections, beyond doubt."""
    ratio = fitted[1].filter(term="rasio_tahapan", phase_code="KAMPANYE").row(0, named=True)
    assert ratio["lower"] > 3
    assert ratio["p_value"] < 0.01


def test_region_phase_intervals_hold(world: tuple, fitted: tuple) -> None:
    """95 % intervals of region × phase hold the endemic truth in at least 80 % of some 400 cells: less than
    they say, in one of the poorer worlds.
    """
    truth = world[1].expected.filter(measure=CASES)
    keys = ["region_code", "election_code", "phase_code"]
    true = truth.group_by(keys).agg((pl.col("endemic").sum() / pl.col("exposure").sum()).alias("t"))
    both = fitted[0].join(true, on=keys, nulls_equal=True).filter(pl.col("rr").is_not_null())
    mean = (pl.col("t") * pl.col("exposure")).sum() / pl.col("exposure").sum()
    both = both.with_columns((pl.col("t") / mean.over("election_code", "phase_code")).alias("t"))
    level = np.exp(np.average(np.log(both["rr"] / both["t"]), weights=np.sqrt(both["expected"])))
    held = (both["rr_lower"] < both["t"] * level) & (both["t"] * level < both["rr_upper"])
    assert held.mean() > 0.8


def test_drivers_add_up(fitted: tuple) -> None:
    """Region and its own habit in the phase add up to the log of the relative risk."""
    row = fitted[0].filter(election_code="PILKADA_2024", phase_code="KAMPANYE").row(0, named=True)
    parts = {d["term"]: d["value"] for d in row["drivers"]}
    assert parts["region"] + parts["region_phase"] == pytest.approx(np.log(row["rr"]), abs=1e-3)
    assert parts["phase"] > 0.5


def test_a_campaign_only_region_is_not_called_risky() -> None:
    """Standardised: the same level everywhere, one region observed in the campaign alone."""
    start = date(2024, 1, 1)
    rows = []
    for region in ("99.01", "99.02", "99.03"):
        for i in range(40):
            phase = "KAMPANYE" if i >= 30 else "JEDA"
            if region == "99.03" and phase == "JEDA":
                continue
            count = 8 if phase == "KAMPANYE" else 1
            rows.append((region, start + timedelta(weeks=i), phase, count, 10.0))
    names = ["region_code", "week", "phase_code", "count", "offset"]
    panel = pl.DataFrame(rows, schema=names, orient="row").with_columns(
        election_code=pl.lit("PILKADA_2024"), effort=pl.lit(None, pl.Float64), exposure=pl.lit(1000.0)
    )
    sums = (
        step_cells(panel).group_by("region_code").agg(pl.col("count", "expected").sum()).sort("region_code")
    )
    np.testing.assert_allclose(sums["count"] / sums["expected"], 1.0, atol=0.02)


def test_measure_fit_writes_the_columns_of_the_table(world: tuple) -> None:
    """Exactly the columns of ``estimate``, all three fits, neighbours included, the same twice."""
    panel, _, edges = world
    part = panel.filter(measure=SIDAK)
    first = fit_measure(part, part.clear(), edges, measure=SIDAK, seed=3)
    assert first.estimates.columns == COLUMNS
    assert set(first.estimates["fit"]) == {"eb", "bym2", "glm"}
    again = fit_measure(part, part.clear(), edges, measure=SIDAK, seed=3)
    assert first.estimates.equals(again.estimates)
    assert "elastisitas" in first.effects["term"]


def test_high_regions_of_the_truth_are_high(world: tuple) -> None:
    """BYM2 on standardised counts ranks regions as the truth does."""
    panel, truth, edges = world
    part = panel.filter(measure=CASES)
    rows = fit_measure(part, part.clear(), edges, measure=CASES).estimates
    whole = rows.filter((pl.col("fit") == "bym2") & pl.col("election_code").is_null())
    both = whole.join(truth.regions.filter(measure=CASES).select("region_code", true="rr"), on="region_code")
    assert np.corrcoef(np.log(both["rr"]), np.log(both["true"]))[0, 1] > 0.8


@pytest.mark.parametrize(
    ("change_of", "word"),
    [
        ({"exposure": pl.lit(None, pl.Float64)}, "jumlah ASN"),
        ({"count": pl.lit(0, pl.Int64)}, "nol"),
        ({"election_code": pl.lit("PILKADA_2024")}, "1 pemilihan"),
    ],
)
def test_poor_data_are_labelled(world: tuple, change_of: dict, word: str) -> None:
    """No head-count, nothing counted, one election: an answer with a label, never a failure."""
    part = world[0].filter(measure=CASES).with_columns(**change_of)
    fit = fit_measure(part, part.clear(), world[2], measure=CASES)
    assert any(word in note for note in fit.notes)
    assert fit.estimates.filter(fit="eb")["count"].is_not_null().all()
    if word == "jumlah ASN":
        assert fit.estimates["rate"].is_null().all()
        assert set(fit.estimates["band"].drop_nulls()) == {"tanpa_data"}


def test_bands_read_probabilities() -> None:
    """0.95 sure, 0.8 likely, an interval below 1 better, no data said, the rest indistinct."""
    table = pl.DataFrame(
        {
            "p_above": [0.95, 0.8, 0.0, None, 0.4],
            "rr_upper": [3.0, 2.5, 0.8, None, 1.9],
            "expected": [5.0, 5.0, 5.0, 0.0, 5.0],
        }
    )
    words = ["sangat_mungkin", "mungkin", "lebih_baik", "tanpa_data", "tak_terbedakan"]
    assert with_band(table)["band"].to_list() == words


def test_false_alarms_are_promised() -> None:
    """Two places named with 0.9 and 0.7: one in five is expected to be false."""
    rate = alarm_rate(np.array([0.9, 0.7, 0.1, np.nan]))
    assert rate.named == 2
    assert rate.false_share == pytest.approx(0.2)
    assert rate.power == pytest.approx(1.6 / 1.7)


def test_drivers_leave_out_what_is_absent() -> None:
    """Largest first; a null term is no term."""
    made = drivers(pl.DataFrame({"region": [0.1, None], "spatial": [-0.5, 0.2]}))
    assert [d["term"] for d in made[0]] == ["spatial", "region"]
    assert [d["term"] for d in made[1]] == ["spatial"]


def test_change_against_the_same_phase_before() -> None:
    """Twice the rate with narrow intervals is a change; with wide ones it is not."""
    columns = {"region_code": ["a", "b"], "phase_code": ["KAMPANYE"] * 2}
    now = pl.DataFrame(
        {**columns, "rr": [2.0, 2.0], "rate": [2.0, 2.0], "rr_lower": [1.8, 0.5], "rr_upper": [2.2, 8.0]}
    )
    before = pl.DataFrame(
        {**columns, "rr": [1.0, 1.0], "rate": [1.0, 1.0], "rr_lower": [0.9, 0.3], "rr_upper": [1.1, 4.0]}
    )
    table = change(now, before)
    np.testing.assert_allclose(table["change"], [2.0, 2.0])
    assert table["is_change"].to_list() == [True, False]


def published() -> pl.DataFrame:
    """Two lists of different units and a national total."""
    shape = {
        "count_unit": "kasus",
        "category": None,
        "agency": "Bawaslu",
        "as_of": date(2020, 10, 4),
        "level": "provinsi",
    }
    listed = [
        {
            **shape,
            "election_code": "PILKADA_2020",
            "metric": "dugaan",
            "region_code": f"{11 + i}",
            "value": 10.0 * (i + 1),
        }
        for i in range(9)
    ]
    total = {**listed[0], "region_code": "00", "level": "nasional", "value": 900.0}
    persons = [{**row, "count_unit": "ASN", "value": 999.0} for row in listed]
    return pl.DataFrame([*listed, total, *persons])


def test_nation_uses_one_series_and_invents_no_zero() -> None:
    """Cases, not persons; the printed total sets what is expected; unlisted provinces have no row."""
    provinces = pl.DataFrame({"code": [f"{11 + i}" for i in range(20)], "population": [1_000_000] * 20})
    edges = pl.DataFrame({"i": [f"{11 + i}" for i in range(19)], "j": [f"{12 + i}" for i in range(19)]})
    assert series_of(published())[0].total == 900.0
    rows, notes = national_estimates(published(), provinces, edges)
    assert set(rows["region_code"]) == {f"{11 + i}" for i in range(9)}
    assert rows.filter(fit="eb", region_code="12")["rate"][0] == pytest.approx(20.0)
    assert rows.filter(fit="bym2")["expected"][0] == pytest.approx(45.0)
    assert "9 dari 20 provinsi" in notes[0]

"""Follow-up: open cases count as waiting, not as failed; two cases do not make a laggard."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from geo import NetraError
from models.followup import follow_up_pace, kaplan_meier

TODAY = dt.date(2024, 10, 28)


def recommendations(pace: dict[str, tuple[int, float]], *, seed: int = 0) -> pl.DataFrame:
    """Recommendations of the last 200 days: region -> (how many, mean days until a decision)."""
    rng = np.random.default_rng(seed)
    rows = []
    for region, (count, mean) in pace.items():
        for _ in range(count):
            received = TODAY - dt.timedelta(days=int(rng.integers(1, 200)))
            decided = received + dt.timedelta(days=int(rng.exponential(mean)) + 1)
            rows.append((region, received, decided if decided <= TODAY else None))
    return pl.DataFrame(
        rows, schema={"region_code": pl.String, "rec_date": pl.Date, "decision_date": pl.Date}, orient="row"
    )


def test_kaplan_meier_by_hand() -> None:
    """Decided after 5 and 10 days, one open since 7: 2/3 still open, then 1/3 × … = 0."""
    days = [5, 10, None]
    table = pl.DataFrame(
        {
            "region_code": ["99.01"] * 3,
            "rec_date": [TODAY - dt.timedelta(days=d) for d in (20, 20, 7)],
            "decision_date": [TODAY - dt.timedelta(days=20 - d) if d else None for d in days],
        }
    )
    curve = kaplan_meier(table, today=TODAY)
    assert curve["days"].to_list() == [5, 10]
    assert curve["at_risk"].to_list() == [3, 1]
    assert curve["open_share"].to_list() == pytest.approx([2 / 3, 0.0])


def test_a_decision_after_today_is_not_known_yet() -> None:
    """Replayed at an earlier day, later decisions are open cases."""
    table = recommendations({"99.01": (60, 30.0)})
    earlier = TODAY - dt.timedelta(days=60)
    known = table.filter(pl.col("rec_date") <= earlier)
    pace = follow_up_pace(table, today=earlier)
    assert pace["received"].sum() == len(known)
    assert pace["decided"].sum() == known.filter(pl.col("decision_date") <= earlier).height


def test_fast_and_slow_ppk_are_told_apart_and_a_newcomer_is_not_judged() -> None:
    """A slow PPK with 40 cases is below the common pace; one with a single fresh case stays near it."""
    table = recommendations(
        {f"99.{k:02d}": (30, 30.0) for k in range(2, 9)} | {"99.01": (40, 150.0), "99.71": (40, 8.0)}
    )
    fresh = pl.DataFrame({"region_code": ["99.72"], "rec_date": [TODAY - dt.timedelta(days=3)],
    "decision_date": [None]},
                         schema=table.schema)  # fmt: skip
    pace = follow_up_pace(pl.concat([table, fresh]), today=TODAY)
    found = {row["region_code"]: row for row in pace.iter_rows(named=True)}
    assert pace["region_code"][0] == "99.01"
    assert found["99.01"]["pace_upper"] < 1 < found["99.71"]["pace_lower"]
    assert found["99.72"]["pace_lower"] < 1 < found["99.72"]["pace_upper"]
    assert found["99.71"]["decided_14"] > found["99.01"]["decided_14"]
    assert found["99.71"]["median_days"] < found["99.02"]["median_days"] < found["99.01"]["median_days"]


def test_paces_cover_their_truth() -> None:
    """Equal PPK: 95 % intervals of the pace cover one for nearly all of sixty."""
    table = recommendations({f"99.{k:02d}": (12, 40.0) for k in range(60)}, seed=3)
    pace = follow_up_pace(table, today=TODAY)
    covered = ((pace["pace_lower"] < 1) & (pace["pace_upper"] > 1)).mean()
    assert covered > 0.9


def test_no_recommendation_is_an_empty_table_or_a_sentence() -> None:
    """Nothing received: no pace to show, and no curve."""
    empty = recommendations({})
    assert follow_up_pace(empty, today=TODAY).is_empty()
    with pytest.raises(NetraError, match="rekomendasi"):
        kaplan_meier(empty, today=TODAY)

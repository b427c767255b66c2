"""The funnel of each election for the pages: limits as rows of table ``effect``, since pages load no scipy.

    term corong_95, corong_998   value = expected count, lower and upper = count / expected on the limits
    term corong_sebaran          value = tau, the spread of regions' own rates that is usual here
    term corong_tingkat          value = m, the usual level (1 = the pooled rate)

``expected`` is that of fit ``eb`` (table ``estimate``), so a place lies at (expected, count / expected); it
is outside when it lies beyond the limits at its own expected count. Models and limits: :mod:`models.funnel`.
"""

from __future__ import annotations

import polars as pl

from models.funnel import Control, curve, fit_control
from models.phase_rates import empty_effects

FEWEST_UNITS = 8  # fewer tell nothing about what is usual
TERMS = ("95", "998")
FIT = "corong"


def funnel_rows(estimates: pl.DataFrame) -> pl.DataFrame:
    """Rows of ``effect`` per election (null = all time) from region rows ``count, expected`` of fit eb."""
    parts = [
        _rows(part, election)
        for (election,), part in estimates.group_by(["election_code"], maintain_order=True)
    ]
    return pl.concat([empty_effects(), *[p for p in parts if p.height]])


def _rows(part: pl.DataFrame, election: object) -> pl.DataFrame:
    seen = part.filter((pl.col("expected") > 0) & pl.col("count").is_not_null())
    if seen.height < FEWEST_UNITS or seen["count"].sum() == 0:
        return empty_effects()
    y, expected = (seen[c].cast(pl.Float64).to_numpy() for c in ("count", "expected"))
    control = fit_control(y, expected)
    limits = curve(control, float(expected.max()), smallest_expected=float(expected.min()))
    wide = [
        limits.select(
            pl.lit(f"corong_{name}").alias("term"), pl.col("expected").alias("value"),
            pl.col(f"lower_{name}").alias("lower"), pl.col(f"upper_{name}").alias("upper"),
        )
        for name in TERMS
    ]  # fmt: skip
    rows = pl.concat([*wide, _control_rows(control)], how="diagonal")
    return rows.with_columns(
        pl.lit(election, pl.String).alias("election_code"),
        pl.lit(None, pl.String).alias("phase_code"),
        pl.lit(None, pl.Float64).alias("p_value"),
        pl.lit(FIT).alias("fit"),
    ).select(empty_effects().columns)


def _control_rows(control: Control) -> pl.DataFrame:
    return pl.DataFrame(
        {"term": ["corong_sebaran", "corong_tingkat"], "value": [control.tau, control.level]},
        schema={"term": pl.String, "value": pl.Float64},
    )

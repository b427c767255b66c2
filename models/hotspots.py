"""Hot spots in words: how sure the program is that a place lies above one and a half times the expected.

``sangat_mungkin`` P(RR > 1.5) >= 0.9, ``mungkin`` 0.7–0.9, ``lebih_baik`` the whole interval below 1,
``tanpa_data`` nobody looked, else ``tak_terbedakan``. Among the places named, ``1 - mean P`` are expected to
be false alarms; that figure is printed beside the list (Richardson, Thomson, Best & Elliott 2004).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

SURE, LIKELY = 0.9, 0.7
HOT = 1.5
BANDS = ("sangat_mungkin", "mungkin", "tak_terbedakan", "lebih_baik", "tanpa_data")


@dataclass(frozen=True)
class AlarmRate:
    """Of the named places, the share expected to be false; of the truly hot ones, the share named."""

    named: int
    false_share: float
    power: float


def with_band(estimates: pl.DataFrame) -> pl.DataFrame:
    """Adds ``band`` from ``p_above`` (P(RR > 1.5)), ``rr_upper`` and ``expected`` (0 or null = no data)."""
    has_data = pl.col("expected").fill_null(0.0) > 0
    band = (
        pl.when(~has_data | pl.col("p_above").is_null())
        .then(pl.lit("tanpa_data"))
        .when(pl.col("p_above") >= SURE)
        .then(pl.lit("sangat_mungkin"))
        .when(pl.col("p_above") >= LIKELY)
        .then(pl.lit("mungkin"))
        .when(pl.col("rr_upper") < 1.0)
        .then(pl.lit("lebih_baik"))
        .otherwise(pl.lit("tak_terbedakan"))
    )
    return estimates.with_columns(band.alias("band"))


def alarm_rate(p_above: np.ndarray, *, threshold: float = LIKELY) -> AlarmRate:
    """What the probabilities themselves promise for a list cut at ``threshold``."""
    p = np.asarray(p_above, dtype=float)
    p = p[np.isfinite(p)]
    named = p >= threshold
    false_share = float(1 - p[named].mean()) if named.any() else 0.0
    power = float(p[named].sum() / p.sum()) if p.sum() > 0 else 0.0
    return AlarmRate(int(named.sum()), false_share, power)


def drivers(parts: pl.DataFrame) -> pl.Series:
    """``parts``: one float column per term, log scale. Gives lists of {"term", "value"}, largest first.

    Terms that are absent (null) are left out; 0 is said, since "no difference" is an answer.
    """
    rows = []
    for row in parts.iter_rows(named=True):
        known = [
            (term, float(value)) for term, value in row.items() if value is not None and np.isfinite(value)
        ]
        ordered = sorted(known, key=lambda item: -abs(item[1]))
        rows.append([{"term": term, "value": round(value, 4)} for term, value in ordered])
    return pl.Series("drivers", rows, dtype=pl.List(pl.Struct({"term": pl.String, "value": pl.Float64})))


def change(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Same place, same phase, one election earlier: log ratio of rates with a 95 % interval.

    Both frames: ``region_code, phase_code, rr, rr_lower, rr_upper, expected, count``. Adds ``change,
    change_lower, change_upper`` (ratio of rates) and ``is_change`` (the interval leaves out 1).
    """
    joined = now.join(
        before, on=["region_code", "phase_code"], how="left", suffix="_before", maintain_order="left"
    )
    spread = (_log_sd("") ** 2 + _log_sd("_before") ** 2).sqrt()
    middle = (pl.col("rr") / pl.col("rr_before")).log() + (
        (pl.col("rate") / pl.col("rr")) / (pl.col("rate_before") / pl.col("rr_before"))
    ).log()
    return joined.with_columns(
        middle.exp().alias("change"),
        (middle - 1.96 * spread).exp().alias("change_lower"),
        (middle + 1.96 * spread).exp().alias("change_upper"),
    ).with_columns(((pl.col("change_lower") > 1) | (pl.col("change_upper") < 1)).alias("is_change"))


def _log_sd(suffix: str) -> pl.Expr:
    return (pl.col(f"rr_upper{suffix}") / pl.col(f"rr_lower{suffix}")).log() / (2 * 1.96)

"""Intervals in closed form for the pages; the models' own are exact, but need scipy, which a web worker
should not load (3 s and 100 MB). They agree to within 2 % from five events on (tests)."""

from __future__ import annotations

import polars as pl

Z95 = 1.959964


def wilson(found: float, tried: float, base: float = 1.0) -> tuple[float | None, float | None]:
    """95 % interval of a share, times ``base`` (Wilson 1927); (None, None) without trials."""
    if not tried:
        return None, None
    share, z2 = found / tried, Z95 * Z95
    middle = share + z2 / (2 * tried)
    half = Z95 * ((share * (1 - share) + z2 / (4 * tried)) / tried) ** 0.5
    scale = base / (1 + z2 / tried)
    return max(0.0, (middle - half) * scale), (middle + half) * scale


def byar(count: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """95 % interval of a Poisson count (Byar; Breslow & Day 1987, eq. 2.13)."""
    above = count + 1
    low = count * (1 - 1 / (9 * count) - Z95 / (3 * count.sqrt())) ** 3
    high = above * (1 - 1 / (9 * above) + Z95 / (3 * above.sqrt())) ** 3
    return pl.when(count > 0).then(low).otherwise(0.0), high


def funnel_limits(average: float, smallest: float, largest: float) -> pl.DataFrame:
    """Limits of a Poisson rate around ``average`` by base (95 % and 99.8 %), on the square-root scale, where
    its variance is 1/4 (Spiegelhalter 2005): ``exposure, lower_95, upper_95, lower_998, upper_998``."""
    rows = []
    for step in range(41):
        base = smallest * (largest / smallest) ** (step / 40)
        root = (average * base) ** 0.5
        row = {"exposure": base}
        for name, z in (("95", 1.96), ("998", 3.09)):
            row |= {
                f"lower_{name}": max(root - z / 2, 0.0) ** 2 / base,
                f"upper_{name}": (root + z / 2) ** 2 / base,
            }
        rows.append(row)
    return pl.DataFrame(rows)

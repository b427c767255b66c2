"""How well 2024 could be told by province from what was printed before: our model, the last list, the index.

KASN's list of neutrality violations of Pemilu 2024 (February 2024) names eleven provinces; the others had one
or two each and stand as one. What was known before 2024: Bawaslu's list of 2019 (*persistence*: as last time;
unlisted = 0), lists of 2020, population, and the index of vulnerability (IKP) of 2018 and 2022. Nothing
printed in 2024 enters the guess.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from models.phase_rates import empty_effects
from models.provinces import TERM, compare, guess, printed_lists, rank_correlation, standardised

TARGET, TARGET_METRIC, BEFORE = "PEMILU_2024", "pelanggaran", "2024-01-01"
LAST, LAST_METRIC = "PEMILU_2019", "pelanggaran_asn"
INDEX = {"PEMILU_2019": "ikp_pemilu_2019", "PEMILU_2024": "ikp_2024"}
UNLISTED = 1.0  # the source: each of the others has one or two
FIT = "rekam"
MODEL, PERSISTENCE, IKP = "model", "bertahan", "ikp"
FEWEST_TARGETS = 10
RESAMPLES = 2000


def province_scores(
    published: pl.DataFrame, provinces: pl.DataFrame
) -> tuple[dict[str, np.ndarray], np.ndarray] | None:
    """What each rival says (P,) and what came (P,), over the provinces that existed when the index was made.

    ``published`` as in :func:`models.provinces.printed_lists`; ``provinces``: ``code, population``. None
    where the lists are not there.
    """
    rows = published.filter(pl.col("level") == "provinsi")
    index = {e: rows.filter(pl.col("metric") == metric) for e, metric in INDEX.items()}
    codes = index[TARGET]["region_code"].unique().sort().to_list()
    came, last = _printed(rows, TARGET, TARGET_METRIC), _printed(rows, LAST, LAST_METRIC)
    places = provinces.filter(pl.col("code").is_in(codes)).sort("code")
    if min(len(came), len(last), len(codes)) < FEWEST_TARGETS or len(places) != len(codes):
        return None
    scores = {e: standardised(part, codes) for e, part in index.items() if part.height}
    lists = printed_lists(published, codes, before=BEFORE)
    found = guess(lists, places, scores=scores, target=TARGET)
    said = {
        MODEL: found.table["expected"].to_numpy(),
        PERSISTENCE: np.array([last.get(c, 0.0) for c in codes]),
        IKP: scores[TARGET],
    }
    return said, np.array([came.get(c, UNLISTED) for c in codes])


def _printed(rows: pl.DataFrame, election: str, metric: str) -> dict[str, float]:
    found = rows.filter(
        pl.col("election_code") == election, pl.col("metric") == metric, pl.col("count_unit") == "kasus",
        pl.col("value").is_not_null(),
    )  # fmt: skip
    return dict(found.select("region_code", pl.col("value").cast(pl.Float64)).iter_rows())


def record_rows(published: pl.DataFrame, provinces: pl.DataFrame) -> pl.DataFrame:
    """Rows of table ``effect``: ``rekam_peringkat:<who>`` (rank correlation), ``rekam_sepuluh:<who>`` (of the
    first ten, how many were among the ten), with 95 % intervals; who = model, bertahan, ikp.
    """
    found = province_scores(published, provinces)
    if found is None:
        return empty_effects()
    rows = [
        {
            "term": f"{TERM[what]}:{row['name']}",
            "election_code": TARGET,
            "value": row[what],
            "lower": row[f"{what}_lower"],
            "upper": row[f"{what}_upper"],
            "fit": FIT,
        }
        for row in compare(*found).iter_rows(named=True)
        for what in TERM
    ]
    return pl.DataFrame(rows, schema=empty_effects().schema)


def lead(said: dict[str, np.ndarray], came: np.ndarray, *, seed: int = 0) -> tuple[float, float, float]:
    """Rank correlation of the model less persistence's, and its 95 % interval (paired resampling)."""
    rng = np.random.default_rng(seed)
    pairs = []
    for _ in range(RESAMPLES):
        p = rng.integers(0, len(came), len(came))
        pairs.append([rank_correlation(said[who][p], came[p]) for who in (MODEL, PERSISTENCE)])
    gains = np.array(pairs) @ [1.0, -1.0]
    whole = [rank_correlation(said[who], came) for who in (MODEL, PERSISTENCE)]
    low, high = np.quantile(gains, [0.025, 0.975])
    return whole[0] - whole[1], float(low), float(high)

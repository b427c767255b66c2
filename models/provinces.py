"""Provinces of the next election from lists that were printed before it.

    y_pl ~ Poisson(exp(a_l + beta log population_p + gamma IKP_p + b_p + h_pl)),   list l of one election
    b_p ~ N(0, sigma²) stays with the province, h_pl ~ N(0, tau²) belongs to that list alone
    a province that a list of the highest leaves out: P(Y <= smallest printed)

Lists have each their own unit, agency and day, hence their own level ``a_l``. A list that leaves out a
province for which an earlier list of the same election prints more than its own smallest number is no list of
the highest: there the unlisted are unknown. ``b`` and ``h`` are integrated on a grid, the rest is at its mode
(sigma, tau log-normal around 0.8 and 0.6; beta ~ N(0.7, 0.3²), population standing in for staff, which is not
published by province; gamma ~ N(0, 0.3²), learnt where both an index and its election's list are known). Said
with its doubt: 34 provinces settle a rank correlation to about ± 0.3, so most models cannot be told apart.

Not for: counts themselves (the level of the next list is not forecast), kab/kota.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.optimize import minimize
from scipy.special import gammaincc, gammaln, logsumexp
from scipy.stats import norm, rankdata

FEWEST_LISTED = 5
OWN, LIST = np.linspace(-4.0, 4.0, 41), np.linspace(-3.0, 3.0, 13)  # b and h in standard deviations
SPREADS = ((0.8, 0.5), (0.6, 0.5))  # median and log sd of sigma, tau
SIZE, INDEX = (0.7, 0.3), (0.0, 0.3)
FEW = 1e-300
RESAMPLES = 2000
NAMED = 10
TERM = {"rho": "rekam_peringkat", "hits": "rekam_sepuluh"}


@dataclass(frozen=True)
class Printed:
    """One list over P provinces: ``lower`` and ``upper`` (P,) of what it says; equal where printed."""

    election: str
    agency: str
    as_of: str
    lower: np.ndarray
    upper: np.ndarray


@dataclass(frozen=True)
class Guess:
    """``table``: ``region_code, expected`` (relative to the mean province); what was learnt, from what."""

    table: pl.DataFrame
    sigma: float
    tau: float
    beta: float
    gamma: float
    lists: tuple[str, ...]


def printed_lists(published: pl.DataFrame, codes: list[str], *, before: str) -> list[Printed]:
    """Lists of counts by province known before a day (ISO text), the earliest first.

    ``published``: ``election_code, metric, count_unit, level, region_code, value, agency, as_of, category``.
    """
    rows = published.filter(
        pl.col("level") == "provinsi",
        pl.col("count_unit").is_in(["kasus", "ASN"]),
        pl.col("category").is_null(),
        pl.col("value").is_not_null(),
        pl.col("as_of").cast(pl.String) < before,
        pl.col("region_code").is_in(codes),
    ).with_columns(pl.col("as_of").cast(pl.String))
    by = ["as_of", "election_code", "metric", "agency", "count_unit"]
    found: list[tuple[str, dict[str, float]]] = []
    lists = []
    for key, part in rows.sort(*by, "region_code").group_by(by, maintain_order=True):
        values = dict(part.unique("region_code", keep="first").select("region_code", "value").iter_rows())
        if len(values) < FEWEST_LISTED:
            continue
        earlier = [other for election, other in found if election == str(key[1])]
        lists.append(_list(key, values, codes, earlier))
        found.append((str(key[1]), values))
    return lists


def _list(key: tuple, values: dict[str, float], codes: list[str], earlier: list[dict[str, float]]) -> Printed:
    smallest = min(values.values())
    is_top = not any(v > smallest for other in earlier for c, v in other.items() if c not in values)
    lower = np.array([values.get(c, 0.0) for c in codes])
    upper = np.array([values.get(c, smallest if is_top else np.inf) for c in codes])
    return Printed(str(key[1]), str(key[3]), str(key[0]), lower, upper)


def guess(
    lists: list[Printed], provinces: pl.DataFrame, *, scores: dict[str, np.ndarray], target: str
) -> Guess:
    """``provinces``: ``code, population``, in the order of the lists; ``scores``: standardised index (P,) by
    election, where one was published before it; ``target``: the election that is guessed.
    """
    size = np.log(provinces["population"].cast(pl.Float64).to_numpy())
    size = size - size.mean()
    none = np.zeros(len(size))
    index = [scores.get(one.election, none) for one in lists]
    start = [np.log(max(one.lower[one.lower == one.upper].mean(), 1.0) / 4) for one in lists]
    first = np.r_[start, SIZE[0], INDEX[0], np.log(SPREADS[0][0]), np.log(SPREADS[1][0])]
    data = (lists, size, index)
    found = minimize(_cost, first, args=data, method="BFGS", options={"gtol": 1e-2, "maxiter": 60})
    beta, gamma = found.x[-4:-2]
    sigma, tau = np.exp(found.x[-2:])
    own = _own(found.x, *data)
    weight = np.exp(own - logsumexp(own, axis=1, keepdims=True))
    level = weight @ np.exp(sigma * OWN) * np.exp(beta * size + gamma * scores.get(target, none))
    table = pl.DataFrame({"region_code": provinces["code"], "expected": level / level.mean()})
    names = tuple(f"{one.agency} {one.as_of}" for one in lists)
    return Guess(table, float(sigma), float(tau), float(beta), float(gamma), names)


def _own(x: np.ndarray, lists: list[Printed], size: np.ndarray, index: list[np.ndarray]) -> np.ndarray:
    """Log posterior (P, B) of b on its grid, not normalised."""
    beta, gamma = x[-4:-2]
    sigma, tau = np.exp(x[-2:])
    weight = norm.pdf(LIST) / norm.pdf(LIST).sum()
    total = np.tile(norm.logpdf(OWN) + np.log(OWN[1] - OWN[0]), (len(size), 1))
    for level, one, score in zip(x, lists, index, strict=False):
        known = np.isfinite(one.upper)
        base = (level + beta * size + gamma * score)[known, None, None]
        mean = np.exp(np.clip(base + sigma * OWN[None, :, None] + tau * LIST, -20, 14))
        total[known] += np.log(_likelihood(one.lower[known], one.upper[known], mean) @ weight + FEW)
    return total


def _likelihood(lower: np.ndarray, upper: np.ndarray, mean: np.ndarray) -> np.ndarray:
    y = upper[:, None, None]
    exact = np.exp(y * np.log(mean) - mean - gammaln(y + 1))
    return np.where((lower == upper)[:, None, None], exact, gammaincc(y + 1, mean))


def _cost(x: np.ndarray, lists: list[Printed], size: np.ndarray, index: list[np.ndarray]) -> float:
    likelihood = logsumexp(_own(x, lists, size, index), axis=1).sum()
    prior = sum(((v - m) / s) ** 2 for v, (m, s) in zip(x[-4:-2], (SIZE, INDEX), strict=True))
    prior += sum(((v - np.log(m)) / s) ** 2 for v, (m, s) in zip(x[-2:], SPREADS, strict=True))
    return float(0.5 * prior - likelihood)


def standardised(rows: pl.DataFrame, codes: list[str]) -> np.ndarray:
    """``region_code, value`` as z-scores (P,); provinces without a score are average."""
    values = dict(rows.select("region_code", pl.col("value").cast(pl.Float64)).iter_rows())
    known = np.array([values.get(c, np.nan) for c in codes])
    return np.asarray(np.nan_to_num((known - np.nanmean(known)) / np.nanstd(known)))


def compare(said: dict[str, np.ndarray], came: np.ndarray, *, seed: int = 0) -> pl.DataFrame:
    """``name, rho, rho_lower, rho_upper, hits, hits_lower, hits_upper`` of each score (P,) against what came.

    Rank correlation (Spearman) and how many of the first ten were among the ten that came; 95 % intervals by
    resampling provinces (the ten scaled to the resample's own).
    """
    rng = np.random.default_rng(seed)
    picks = rng.integers(0, len(came), (RESAMPLES, len(came)))
    rows = []
    for name, score in said.items():
        drawn = np.array(
            [(rank_correlation(score[p], came[p]), hits(score[p], came[p], is_shared=True)) for p in picks]
        )
        ends = np.quantile(drawn, [0.025, 0.975], axis=0)
        rows.append((name, rank_correlation(score, came), *ends[:, 0], hits(score, came), *ends[:, 1]))
    names = ["name", "rho", "rho_lower", "rho_upper", "hits", "hits_lower", "hits_upper"]
    return pl.DataFrame(rows, schema=names, orient="row")


def rank_correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Spearman's, ties at their mean rank; 0 where one of them does not vary."""
    x, y = rankdata(a) - (len(a) + 1) / 2, rankdata(b) - (len(b) + 1) / 2
    norm_ = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / norm_ if norm_ > 0 else 0.0


def hits(score: np.ndarray, came: np.ndarray, *, is_shared: bool = False) -> float:
    """Of the ten scored highest, how many came among the ten; who ties with the tenth is among them, or, with
    ``is_shared``, counts for the share of places that the tied have between them.
    """
    tenth = np.sort(came)[::-1][min(NAMED, len(came)) - 1]
    said = np.argsort(-score, kind="stable")[:NAMED]
    above, tied = (came > tenth).sum(), (came == tenth).sum()
    weight = (NAMED - above) / tied if is_shared else 1.0
    return float((came[said] > tenth).sum() + weight * (came[said] == tenth).sum())

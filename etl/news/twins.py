"""Twin stories: two texts of one event, scored so that a person can link them; nothing is merged here.

Two records are compared by region, day, kind and counts. A score near 1 says *the same event twice*, so its
counts must not be added; the words say what agrees and what differs (22 against 24 caught).
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TWIN = 0.75  # proposed as the same event
MAYBE = 0.5  # shown to a person
_WEIGHTS = {"day": 0.35, "count": 0.3, "kind": 0.15, "scene": 0.2}
_COUNTS = (
    "total",
    "asn",
    "non_asn",
    "participants",
    "cases",
    "reported",
    "recommended",
    "followed_up",
    "absent",
    "present",
)
_DAYS_APART = 3  # a story may print the day of the statement instead of the event's


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records by position, how alike they are (0–1), and what agrees or differs."""

    first: int
    second: int
    score: float
    agrees: tuple[str, ...]
    differs: tuple[str, ...]


def score_twins(records: Sequence[Mapping[str, Any]], *, at_least: float = MAYBE) -> list[Pair]:
    """Pairs of `berita` records that may tell of one event, the most alike first.

    Records of different regions or kinds of stream are never paired: compared are those of one region only,
    so the work grows with the stories of a region, not with all stories.
    """
    pairs = []
    by_region: dict[str, list[int]] = {}
    for position, record in enumerate(records):
        if record.get("region_code") and record.get("event_type") not in (
            None,
            "bukan_kejadian",
            "rencana_sidak",
        ):
            by_region.setdefault(record["region_code"], []).append(position)
    for positions in by_region.values():
        for first, second in itertools.combinations(positions, 2):
            pair = compare(records[first], records[second])
            if pair.score >= at_least:
                pairs.append(Pair(first, second, pair.score, pair.agrees, pair.differs))
    return sorted(pairs, key=lambda pair: (-pair.score, pair.first, pair.second))


def compare(one: Mapping[str, Any], other: Mapping[str, Any]) -> Pair:
    """How alike two records are; 0 when region or stream differ, or their days lie far apart."""
    if one.get("region_code") != other.get("region_code") or _stream(one) != _stream(other):
        return Pair(0, 1, 0.0, (), ())
    parts = {
        "day": _day(one, other),
        "count": _count(one, other),
        "kind": _kind(one, other),
        "scene": _scene(one, other),
    }
    if parts["day"] == 0.0:
        return Pair(0, 1, 0.0, (), ("day",))
    known = {name: value for name, value in parts.items() if value is not None}
    weight = sum(_WEIGHTS[name] for name in known)
    score = sum(_WEIGHTS[name] * value for name, value in known.items()) / weight * min(1.0, weight / 0.6)
    agrees = tuple(name for name, value in known.items() if value >= 0.8)
    differs = tuple(name for name, value in known.items() if value < 0.5)
    return Pair(0, 1, round(score, 3), agrees, differs)


def _stream(record: Mapping[str, Any]) -> str:
    kind = str(record.get("event_type"))
    if kind.startswith(("sidak", "netralitas")):
        return kind.split("_")[0]
    return {
        "kepatuhan_ppk": "netralitas",
        "pelanggaran_rekap_semua_jenis": "netralitas",
        "disiplin_rekap": "disiplin",
    }.get(kind, "pencegahan")


def _kind(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    return 1.0 if one.get("event_type") == other.get("event_type") else 0.5


def _day(one: Mapping[str, Any], other: Mapping[str, Any]) -> float | None:
    """1 on one day, falling over three days; a missing year is compared by month and day."""
    left, right = (str(r.get("date") or r.get("report_date") or "") for r in (one, other))
    if not left or not right:
        return None
    if left[:4] == "XXXX" or right[:4] == "XXXX":
        return 0.8 if left[4:] == right[4:] else 0.0
    if len(left) < 10 or len(right) < 10:
        return (
            0.7
            if left[:7] == right[:7] or (left[:4] == right[:4] and min(len(left), len(right)) == 4)
            else 0.0
        )
    apart = abs((dt.date.fromisoformat(left) - dt.date.fromisoformat(right)).days)
    return max(0.0, 1.0 - apart / (_DAYS_APART + 1))


def _count(one: Mapping[str, Any], other: Mapping[str, Any]) -> float | None:
    """Agreement of the counts both give; a vague count agrees with a number inside its interval."""
    scores = [
        1.0
        if one[key] == other[key]
        else max(0.0, 1.0 - 2 * abs(one[key] - other[key]) / max(one[key], other[key], 1))
        for key in _COUNTS
        if isinstance(one.get(key), int) and isinstance(other.get(key), int)
    ]
    for exact, vague in ((one, other), (other, one)):
        if (
            isinstance(exact.get("total"), int)
            and vague.get("total") is None
            and vague.get("total_min") is not None
        ):
            inside = vague["total_min"] <= exact["total"] <= (vague.get("total_max") or exact["total"])
            scores.append(0.8 if inside else 0.0)
    return sum(scores) / len(scores) if scores else None


def _scene(one: Mapping[str, Any], other: Mapping[str, Any]) -> float | None:
    """Share of spots, offices and agencies that both name."""
    scores = []
    for key in ("locations", "opd", "agencies"):
        left, right = ({str(x).casefold() for x in r.get(key) or ()} for r in (one, other))
        if left and right:
            scores.append(len(left & right) / min(len(left), len(right)))
    return sum(scores) / len(scores) if scores else None

# ruff: noqa: E501 - one row of a hand-made table per line reads better than one value per line
"""A small world in the store's shapes, made by hand: five real provinces, the simulated province, its cities.

``World`` answers like ``dashboard.reader.Reader``; no database is needed to draw a page with it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl

from dashboard.figures.theme import LIGHT, Theme
from dashboard.i18n import texts
from dashboard.pages.context import Context
from dashboard.view import View
from etl.calendar import Calendar, Election, Phase
from etl.store import Scope
from geo.regions import Gazetteer

TODAY = date(2026, 11, 21)
CLOCK = date(2024, 10, 28)  # Monday, H−30
CITIES = (
    ("99.01", "Kabupaten Arunika", -10.35, 109.55, 9200),
    ("99.02", "Kabupaten Tirtasora", -10.20, 110.15, 7400),
    ("99.03", "Kabupaten Gunungwaru", -10.62, 110.55, 10100),
    ("99.04", "Kabupaten Samboraya", -10.30, 111.00, 6100),
    ("99.05", "Kabupaten Wanasekar", -10.78, 111.30, 5200),
    ("99.06", "Kabupaten Bukit Narasa", -11.22, 111.02, 8100),
    ("99.07", "Kabupaten Pesisir Kumala", -11.40, 111.62, 4700),
    ("99.08", "Kabupaten Telukmaya", -11.78, 111.18, 6600),
    ("99.09", "Kabupaten Pulau Rimbayu", -11.62, 112.45, 2100),
    ("99.71", "Kota Wening", -10.98, 110.62, 5900),
    ("99.72", "Kota Karangsena", -10.48, 111.55, 3300),
    ("99.73", "Kota Bandarlila", -11.80, 111.85, 2800),
)
PHASES_2024 = (
    ("PENDAFTARAN_PASLON", date(2024, 8, 27), date(2024, 8, 29)),
    ("PENELITIAN_PERSYARATAN", date(2024, 8, 27), date(2024, 9, 21)),
    ("PENETAPAN_PASLON", date(2024, 9, 22), date(2024, 9, 22)),
    ("PENGUNDIAN_NOMOR", date(2024, 9, 23), date(2024, 9, 23)),
    ("KAMPANYE", date(2024, 9, 25), date(2024, 11, 23)),
    ("MASA_TENANG", date(2024, 11, 24), date(2024, 11, 26)),
    ("PEMUNGUTAN_SUARA", date(2024, 11, 27), date(2024, 11, 27)),
    ("REKAPITULASI", date(2024, 11, 27), date(2024, 12, 16)),
)
# code, cases that one source printed for one election (Bawaslu, 1 March 2019)
PRINTED = (("73", 29), ("33", 43), ("52", 16), ("74", 33), ("94", 12))


def calendar() -> Calendar:
    """Pilkada 2020 (only its vote) and Pilkada 2024 (all phases of the candidates)."""
    elections = [
        Election("PEMILU_2019", "Pemilu 2019", "pemilu", date(2019, 4, 17), {}),
        Election("PILKADA_2020", "Pilkada 2020", "pilkada", date(2020, 12, 9), {}),
        Election("PILKADA_2024", "Pilkada 2024", "pilkada", date(2024, 11, 27), {}),
    ]
    steps = [Phase("PILKADA_2024", code, code.title(), start, end) for code, start, end in PHASES_2024]
    return Calendar(elections, steps)


def regions() -> pl.DataFrame:
    """Real regions as packaged, and the simulated ones."""
    real = Gazetteer.packaged().frame.with_columns(pl.lit(False).alias("is_simulated"))
    own = [("99", "Nusa Wening", "provinsi", 1, "00", -11.05, 111.05, 4_000_000)]
    own += [(c, n, n.split()[0].lower(), 2, "99", lat, lon, 40 * staff) for c, n, lat, lon, staff in CITIES]
    keys = ("code", "name", "kind", "level", "parent_code", "lat", "lon", "population")
    simulated = pl.DataFrame([dict(zip(keys, row, strict=True)) for row in own]).with_columns(
        pl.lit(True).alias("is_simulated")
    )
    return pl.concat([real, simulated], how="diagonal_relaxed").sort("code")


def _weeks() -> list[date]:
    first = CLOCK - timedelta(weeks=230)
    return [first + timedelta(weeks=i) for i in range(231)]


def panel(measure: str) -> pl.DataFrame:
    """Weekly counts that rise towards each vote; smooth and repeatable, no random numbers."""
    rows = []
    for week in _weeks():
        for index, (code, *_rest, staff) in enumerate(CITIES):
            near = max(
                math.exp(-abs((vote - week).days - 40) / 60)
                for vote in (date(2020, 12, 9), date(2024, 11, 27))
            )
            wave = 1 + math.sin(week.toordinal() / 9 + index * 2.1)
            level = (0.15 + 2.6 * near) * staff / 6000 * (1.7 if code == "99.71" else 1) * wave / 1.4
            rows.append((code, week, round(level), 40.0 + 10 * index % 70, 1, float(staff)))
    columns = ("region_code", "week", "count", "effort", "operations", "exposure")
    frame = pl.DataFrame(
        rows,
        schema=dict(
            zip(columns, (pl.String, pl.Date, pl.Int64, pl.Float64, pl.Int64, pl.Float64), strict=True)
        ),
        orient="row",
    )
    return frame.with_columns(pl.lit(measure).alias("measure"), pl.lit(CLOCK).alias("known_on"))


def estimates(measure: str, level: str) -> pl.DataFrame:
    """Two fits per place; places differ by known factors, small ones have wide intervals."""
    units = [(c, n, None, None, s) for c, n, *_x, s in CITIES]
    if level == "opd":
        units = [("99.71", "Kota Wening", i, f"Dinas {chr(65 + i)}", 100 * (i + 1)) for i in range(8)]
    rows = []
    for fit in ("eb", "bym2"):
        for index, (code, name, opd, opd_name, staff) in enumerate(units):
            rr = (0.55, 0.7, 0.8, 0.9, 1.0, 1.05, 1.15, 1.3, 1.5, 2.2, 0.95, 1.4)[index % 12]
            wide = 1.6 * (3000 / staff) ** 0.5 / 2
            rows.append(
                {
                    "fit": fit, "measure": measure, "level": level, "region_code": code, "region_name": name,
                    "opd_id": opd, "opd_name": opd_name, "election_code": "PILKADA_2024", "phase_code": None,
                    "count": rr * staff / 400, "effort": staff / 6, "exposure": float(staff), "expected": staff / 400,
                    "rate": 5 * rr, "rate_lower": 5 * rr * math.exp(-wide), "rate_upper": 5 * rr * math.exp(wide),
                    "rr": rr, "rr_lower": rr * math.exp(-wide), "rr_upper": rr * math.exp(wide),
                    "p_above": min(0.97, max(0.01, (rr - 0.7) / 1.4)), "p_worst_tenth": 0.1,
                    "rank_mean": 12.0 - index, "rank_lower": max(1.0, 10.0 - index), "rank_upper": min(12.0, 14.0 - index),
                    "band": "sangat_mungkin" if rr > 2 else "mungkin" if rr >= 1.5 else "tak_terbedakan" if rr > 0.6 else "lebih_baik",
                    "drivers": [{"term": "region", "value": math.log(rr)}, {"term": "phase", "value": 0.35}, {"term": "spatial", "value": 0.1 - index / 60}],
                    "as_of": CLOCK, "scope_code": "99", "parent_code": "99",
                }
            )  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def forecasts(measure: str, region_code: str) -> pl.DataFrame:
    """Eight weeks with quantiles that widen."""
    level = 30.0 if region_code == "99" else 3.0
    rows = []
    for h in range(1, 9):
        mean, sd = level * (1 + 0.05 * h), level**0.5 * (1 + 0.25 * h)
        spread = {
            "q025": -1.96,
            "q05": -1.64,
            "q10": -1.28,
            "q25": -0.67,
            "q50": 0.0,
            "q75": 0.67,
            "q90": 1.28,
            "q95": 1.64,
            "q975": 1.96,
        }
        rows.append(
            _forecast_row("gabungan", region_code, h, mean, {k: mean + z * sd for k, z in spread.items()})
        )
    return pl.DataFrame([*rows, *late_rows(region_code)])


def _forecast_row(model: str, region_code: str, h: int, mean: float, quantiles: dict[str, float]) -> dict:
    row = {
        "model": model,
        "region_code": region_code,
        "week": CLOCK + timedelta(weeks=h),
        "horizon_weeks": h,
        "mean": mean,
    }
    return row | {"as_of": CLOCK} | {k: max(0.0, v) for k, v in quantiles.items()}


def late_rows(region_code: str) -> list[dict]:
    """What the last weeks, the last four and the four before will come to, their ratio, and until the vote."""

    def spread(mean: float, sd: float) -> dict[str, float]:
        z = {
            "q025": -1.96,
            "q05": -1.64,
            "q10": -1.28,
            "q25": -0.67,
            "q50": 0.0,
            "q75": 0.67,
            "q90": 1.28,
            "q95": 1.64,
            "q975": 1.96,
        }
        return {k: mean + v * sd for k, v in z.items()}

    rows = [
        _forecast_row("nowcast", region_code, h, 30.0 - h, spread(30.0 - h, 4.0)) | {"horizon_weeks": h + 1}
        for h in (-1, -2, -3, -4)
    ]
    rows.append(
        _forecast_row("nowcast_4pekan", region_code, -1, 128.0, spread(128.0, 12.0)) | {"horizon_weeks": 0}
    )
    rows.append(
        _forecast_row("nowcast_4pekan", region_code, -5, 99.0, spread(99.0, 7.0)) | {"horizon_weeks": -4}
    )
    rows.append(
        _forecast_row("perubahan_4pekan", region_code, -1, 1.29, spread(1.29, 0.14)) | {"horizon_weeks": 0}
    )
    rows.append(_forecast_row("sampai_pemungutan", region_code, 4, 150.0, spread(150.0, 20.0)))
    return rows


def published() -> pl.DataFrame:
    """One partial list of provinces (2019) and the running national totals of 2020."""
    rows = [
        {
            "election_code": "PEMILU_2019",
            "metric": "pelanggaran_asn",
            "count_unit": "kasus",
            "level": "provinsi",
            "region_code": c,
            "value": float(v),
            "as_of": date(2019, 3, 1),
            "agency": "Bawaslu",
            "source_url": "https://example.org/2019",
        }
        for c, v in PRINTED
    ]
    for day, told, advised, followed in (
        (date(2020, 6, 26), 369, 283, 99),
        (date(2020, 8, 19), 490, 372, 194),
        (date(2020, 10, 26), 793, 589, 344),
        (date(2020, 12, 19), 1305, 872, 637),
    ):
        for metric, value in (
            ("dilaporkan", told),
            ("direkomendasikan", advised),
            ("ditindaklanjuti_ppk", followed),
        ):
            rows.append(
                {
                    "election_code": "PILKADA_2020",
                    "metric": metric,
                    "count_unit": "ASN",
                    "level": "nasional",
                    "region_code": "00",
                    "value": float(value),
                    "as_of": day,
                    "agency": "KASN",
                    "source_url": "https://example.org/2020",
                }
            )
    frame = pl.DataFrame(rows)
    return frame.with_columns(
        pl.lit(None, pl.Float64).alias("value_min"), pl.lit(None, pl.Float64).alias("value_max")
    )


def recommendations() -> pl.DataFrame:
    """Half decided; the oldest waits 61 days."""
    rows = []
    for index, (code, name, *_x) in enumerate(CITIES):
        for k in range(3):
            days = 5 + 7 * index - 9 * k
            rows.append(
                {
                    "key": f"{code}-{k}",
                    "region_code": code,
                    "region_name": name,
                    "opd_name": ("Dinas Pendidikan dan Kebudayaan", "Kecamatan Tirta", None)[k],
                    "rec_no": f"R-{index}{k}",
                    "rec_date": CLOCK - timedelta(days=max(days, 1)),
                    "agency": "BKN",
                    "persons": 1,
                    "sanction_recommended": ("hd_sedang", "moral_terbuka", None)[k],
                    "decision_date": None,
                    "status_code": "proses",
                    "is_open": (index + k) % 2 == 0,
                    "days_open": max(days, 1),
                }
            )
    return pl.DataFrame(rows)


def plan_items() -> pl.DataFrame:
    """Ten visits, two of them exploration."""
    return pl.DataFrame(
        [
            {
                "id": i + 1,
                "visited_on": CLOCK if i == 3 else None,
                "checked": 40 if i == 3 else None,
                "caught_total": 3 if i == 3 else None,
                "rank": i + 1,
                "region_code": CITIES[i % 12][0],
                "region_name": CITIES[i % 12][1],
                "opd_id": i,
                "opd_name": f"Dinas {chr(65 + i)}",
                "expected_finds": 4.2 - i / 4,
                "finds_lower": 1.0,
                "finds_upper": 8.0 - i / 4,
                "days_since_visit": 20 + 9 * i if i != 4 else None,
                "is_exploration": i in (4, 8),
                "team_no": i % 2 + 1,
                "day_no": i // 2 + 1,
                "reason": "Laju tinggi pada tahapan ini; lama tidak dikunjungi",
            }
            for i in range(10)
        ]
    )


class World:
    """Answers like ``Reader``."""

    def __init__(self, scope: Scope | None = None) -> None:
        self.scope = scope or Scope.everything()
        self.version = "world"
        self.run_id = 1

    def data_version(self) -> str:
        return "world"

    def today(self, region_code: str | None = None) -> date:
        return CLOCK if region_code and region_code.startswith("99") else TODAY

    def remember(self, _key: tuple, make: Callable[[], Any]) -> Any:
        return make()

    def calendar(self) -> Calendar:
        return calendar()

    def regions(self) -> pl.DataFrame:
        return self._seen(regions(), "code")

    def _seen(self, frame: pl.DataFrame, column: str = "region_code") -> pl.DataFrame:
        return frame.filter(pl.Series([self.scope.covers(code) for code in frame[column]], dtype=pl.Boolean))

    def freshness(self) -> dict:
        return {"last_known_on": date(2026, 11, 16), "document_count": 1204, "open_quarantine_count": 17}

    def panel(self, measure: str, level: str = "kabkota") -> pl.DataFrame:
        return self._seen(panel(measure))

    def estimates(self, measure: str, level: str) -> pl.DataFrame:
        return self._seen(estimates(measure, level))

    def forecasts(self, measure: str, region_code: str) -> pl.DataFrame:
        return self._seen(forecasts(measure, region_code))

    def meetings(self, event_type: str) -> pl.DataFrame:
        rows = [
            {
                "id": 1,
                "region_code": "99.01",
                "occurred_on": date(2024, 10, 8),
                "event_type": "rakor",
                "place": "Pendopo",
                "host": "Bawaslu",
                "opds": '["Satpol PP", "Inspektorat", "BKPSDM", "Kesbangpol"]',
                "opd_count": 4,
                "participants": 65,
            }
        ]
        return self._seen(pl.DataFrame(rows))

    def annotations(self, region_code: str) -> pl.DataFrame:
        columns = {
            "id": pl.Int64,
            "region_code": pl.String,
            "on_date": pl.Date,
            "text": pl.String,
            "created_by": pl.String,
        }
        rows = [
            {
                "id": 1,
                "region_code": "99",
                "on_date": date(2024, 10, 14),
                "text": "Pj gubernur dilantik",
                "created_by": "ani",
            }
        ]
        return self._seen(pl.DataFrame(rows, schema=columns)).filter(pl.col("region_code") == region_code)

    def effects(self, measure: str, fit: str) -> pl.DataFrame:
        if fit == "rekam":
            terms = (("model", 0.65, 6), ("bertahan", 0.5, 5), ("ikp", -0.11, 2))
            told = [(f"rekam_peringkat:{t}", v, v - 0.3, v + 0.2) for t, v, _n in terms]
            told += [(f"rekam_sepuluh:{t}", float(n), None, None) for t, _v, n in terms]
            return pl.DataFrame(told, schema=["term", "value", "lower", "upper"], orient="row")
        rows = []
        for i in range(40):
            x = 5 * 40 ** (i / 39)
            for share, z in (("95", 1.96), ("998", 3.09)):
                half = z * (1 / x + 0.04) ** 0.5
                row = {"term": f"corong_{share}", "value": x, "lower": max(0.0, 1 - half), "upper": 1 + half}
                rows.append(row | {"scope_code": "99", "election_code": "PILKADA_2024"})
        return pl.DataFrame(rows)

    def scores(self, measure: str) -> pl.DataFrame:
        return pl.DataFrame(
            [
                {
                    "model": m,
                    "horizon_weeks": h,
                    "target_count": 480,
                    "log_score": 1.2 * f,
                    "crps": 0.62 * f,
                    "wis": 0.6 * f,
                    "coverage_50": 0.5,
                    "coverage_90": 0.89,
                    "bias": 0.0,
                }
                for h in (1, 4)
                for m, f in (("gabungan", 1.0), ("rerata", 1.09), ("persistensi", 1.3))
            ]
        )

    def published(self) -> pl.DataFrame:
        return self._seen(published())

    def recommendations(self, today: date) -> pl.DataFrame:
        return self._seen(recommendations())

    def coverage(self, today: date, election: str | None, phase: str | None) -> pl.DataFrame:
        return pl.DataFrame()

    def plan_weeks(self, scope_code: str) -> pl.DataFrame:
        weeks = {
            "week": [CLOCK + timedelta(weeks=1), CLOCK],
            "is_locked": [False, False],
            "result_count": [0, 0],
        }
        return pl.DataFrame(
            weeks if scope_code == "99" else {k: v[:0] for k, v in weeks.items()},
            schema={"week": pl.Date, "is_locked": pl.Boolean, "result_count": pl.Int64},
        )

    def plan(self, scope_code: str, week: date | None = None) -> tuple[dict | None, pl.DataFrame]:
        if not scope_code.startswith("99"):
            return None, plan_items().clear()
        return {
            "id": 7,
            "scope_code": "99",
            "locked_at": None,
            "week": CLOCK + timedelta(weeks=1),
            "team_count": 2,
            "day_count": 5,
            "exploration_share": 0.2,
        }, self._seen(plan_items())

    def cases(self, table: str, region_code: str, since: date | None = None) -> pl.DataFrame:
        if not self.scope.may_see_records:
            return pl.DataFrame()
        return pl.DataFrame(
            [
                {
                    "occurred_on": CLOCK - timedelta(days=9),
                    "opd_name": "Dinas A",
                    "document_name": "rekap.xlsx",
                    "sheet": "Tim 2",
                    "row_no": 14,
                }
            ]
        )

    def shapes(self, level: int, on: date, parents: frozenset[str]) -> None:
        """No boundaries were added."""

    def documents(self) -> pl.DataFrame:
        return pl.DataFrame(
            [
                {
                    "id": 7,
                    "undone_at": None,
                    "name": "rekap-sidak-oktober.xlsx",
                    "kind": "sidak",
                    "region_code": "99.71",
                    "known_on": CLOCK,
                    "outcome": "partial",
                    "record_count": 41,
                    "quarantined_count": 2,
                }
            ]
        )

    def quarantine(self) -> pl.DataFrame:
        return pl.DataFrame(
            [
                {
                    "id": 3,
                    "reason": "opd_unknown",
                    "document_name": "rekap-sidak-oktober.xlsx",
                    "sheet": "Tim 2",
                    "row_no": 14,
                    "message": "OPD “Diknas” tidak dikenal di Kota Wening.",
                }
            ]
        )

    def quality(self) -> pl.DataFrame:
        row = {"region_name": "Kota Wening", "kind": "sidak", "document_count": 4, "record_count": 120}
        counts = {"waiting_count": 2, "odd_count": 6, "last_known_on": CLOCK - timedelta(days=3)}
        return pl.DataFrame([{"region_code": "99.71", **row, **counts}])

    def delays(self) -> pl.DataFrame:
        days = {"event_count": 80, "median_days": 9.0, "p90_days": 31.0, "late_share": 0.4}
        return pl.DataFrame([{"region_code": "99.71", "stream": "netralitas", **days}])

    def runs(self) -> pl.DataFrame:
        return pl.DataFrame([{"as_of": CLOCK, "model_version": "1"}])


def context(*, scope: Scope | None = None, look: Theme = LIGHT, **view: str) -> Context:
    """A request on the hand-made world."""
    asked = View(**view)
    return Context(
        view=asked,
        reader=World(scope),
        words=texts(asked.language),
        look=look,
        reader_name="Uji",
        csrf="x",
        login="uji",
        role="admin",
    )

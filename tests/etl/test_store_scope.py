"""Rights are a set of grants; no read shows a row that no grant reaches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from etl import store
from etl.pipeline import ImportOptions, import_document
from etl.schema import estimate, forecast, model_run, news, plan, plan_item
from etl.store import Grant, Scope
from etl.store.engine import Engine
from etl.store.frames import insert_row, write_rows
from tests.etl.sheets import workbook
from tests.etl.world import EVERYTHING, add_document, add_facts, add_regions

DAY = date(2024, 9, 12)
HEALTH, SOCIAL = "Dinas Kesehatan", "Dinas Sosial"
CASE = {"level": "case", "date_known": "2024-09-10", "status_code": "klarifikasi"}


def _world(engine: Engine) -> dict[str, int]:
    """Two regions with two offices each: cases, inspections, roll-calls, staff, briefings, estimates."""
    add_regions(engine)
    places = [(code, opd) for code in ("99.01", "99.71") for opd in (HEALTH, SOCIAL)]
    cases = [
        {**CASE, "region_code": code, "opd": opd, "reg_no": f"{n}/LP"} for n, (code, opd) in enumerate(places)
    ]
    inspections = [
        {
            "level": "aggregate_opd_day",
            "region_code": c,
            "opd": o,
            "date": "2024-09-02",
            "checked": 9,
            "caught_total": 2,
        }
        for c, o in places
    ]
    calls = [
        {"level": "opd", "region_code": c, "opd": o, "date": "2024-09-02", "total": 30, "unexcused": 1}
        for c, o in places
    ]
    staff = [
        {"level": "opd", "region_code": c, "opd": o, "as_of": "2024-01-01", "pns": 40} for c, o in places
    ]
    advice = [
        {"level": "recommendation", "region_code": c, "opd": o, "rec_no": f"R{n}", "rec_date": "2024-09-03"}
        for n, (c, o) in enumerate(places)
    ]
    briefings = [
        {"level": "event", "region_code": c, "date": "2024-09-04", "opds": [HEALTH, SOCIAL], "opd_count": 2}
        for c in ("99.01", "99.71")
    ]
    told = {
        "pelanggaran": cases, "sidak": inspections, "kehadiran": calls, "pegawai": staff,
        "tindak_lanjut": advice, "pembinaan": briefings,
    }  # fmt: skip
    for kind, rows in told.items():
        add_facts(engine, kind, rows, sha256=kind, known_on=DAY)
    with store.reading(engine) as cx:
        units = store.read_opds(cx, EVERYTHING)
    numbers = {f"{r['region_code']} {r['name']}": r["opd_id"] for r in units.iter_rows(named=True)}
    _results(engine, numbers)
    return numbers


def _results(engine: Engine, units: dict[str, int]) -> None:
    """A run's estimates, forecasts and plan for every region and office, and one story per region."""
    now = datetime(2024, 9, 12)  # noqa: DTZ001 - kept in UTC without a zone
    with store.writing(engine) as cx:
        run = {"as_of": DAY, "scope_code": "99", "model_version": "1", "data_version": "x", "seed": 1}
        run_id = insert_row(cx, model_run, {**run, "status": "ok", "started_at": now, "finished_at": now})
        for measure in ("netralitas_dugaan", "sidak_terjaring"):
            base = {"run_id": run_id, "measure": measure}
            rows: list[dict[str, Any]] = [
                {**base, "fit": "f", "level": "kabkota", "region_code": c, "opd_id": None}
                for c in ("99.01", "99.71")
            ]
            rows += [
                {**base, "fit": "f", "level": "opd", "region_code": place.split()[0], "opd_id": number}
                for place, number in units.items()
            ]
            write_rows(cx, estimate, rows)
            weeks = {"model": "gabungan", "week": date(2024, 9, 16), "horizon_weeks": 1}
            write_rows(cx, forecast, [{**base, **weeks, "region_code": c} for c in ("99.01", "99.71")])
        head = {
            "run_id": run_id,
            "scope_code": "99",
            "week": date(2024, 9, 16),
            "team_count": 1,
            "day_count": 1,
        }
        plan_id = insert_row(cx, plan, {**head, "exploration_share": 0.2, "created_at": now})
        items = [
            {"plan_id": plan_id, "rank": n, "region_code": place.split()[0], "opd_id": number,
             "expected_finds": 1.0, "is_exploration": False, "reason": "x"}
            for n, (place, number) in enumerate(units.items())
        ]  # fmt: skip
        write_rows(cx, plan_item, items)
        for code in ("99.01", "99.71"):
            number = add_document(cx, f"berita{code}", known_on=DAY, kind="berita", region_code=code)
            story = {"document_id": number, "region_code": code, "confidence": 0.9, "needs_review": False}
            write_rows(cx, news, [{**story, "event_type": "netralitas_kasus", "record": {"opd": [HEALTH]}}])


READS: dict[str, Callable[..., pl.DataFrame]] = {
    **{
        f"cases {t}": lambda cx, s, t=t: store.read_cases(cx, s, table=t)
        for t in ("sidak", "attendance", "violation", "recommendation", "headcount")
    },
    **{
        f"panel {m} {level}": lambda cx, s, m=m, level=level: store.read_panel(cx, s, measure=m, level=level)
        for m in ("netralitas_dugaan", "sidak_terjaring", "kehadiran_alpha")
        for level in ("opd", "kabkota", "provinsi")
    },
    **{
        f"estimates {m} {level}": lambda cx, s, m=m, level=level: store.read_estimates(
            cx, s, measure=m, level=level
        )
        for m in ("netralitas_dugaan", "sidak_terjaring")
        for level in ("opd", "kabkota")
    },
    "forecasts": lambda cx, s: store.read_forecasts(cx, s, measure="netralitas_dugaan"),
    "triangle": lambda cx, s: store.read_triangle(cx, s, measure="netralitas_dugaan"),
    "headcount opd": lambda cx, s: store.read_headcount(cx, s, level="opd", on=DAY),
    "headcount kabkota": lambda cx, s: store.read_headcount(cx, s, level="kabkota", on=DAY),
    "headcount provinsi": lambda cx, s: store.read_headcount(cx, s, level="provinsi", on=DAY),
    "recommendations": lambda cx, s: store.read_recommendations(cx, s, today=DAY),
    "coverage": lambda cx, s: store.read_coverage(cx, s, today=DAY),
    "opds": store.read_opds,
    "regions": lambda cx, s: store.read_regions(cx, s).rename({"code": "region_code"}),
    "plan": lambda cx, s: store.read_plan(cx, s, scope_code="99")[1],
    "news": store.read_news,
    "documents": store.read_documents,
}
STREAM = {
    "sidak": ("cases sidak", "panel sidak_terjaring", "estimates sidak_terjaring"),
    "netralitas": (
        "cases violation", "panel netralitas_dugaan", "estimates netralitas", "forecasts", "triangle", "news",
    ),
    "kehadiran": ("cases attendance", "panel kehadiran_alpha"),
    "tindak_lanjut": ("cases recommendation", "recommendations"),
    "pembinaan": ("coverage",),
}  # fmt: skip


def _stream_of(name: str) -> str | None:
    return next((s for s, starts in STREAM.items() if name.startswith(starts)), None)


def _seen(engine: Engine, scope: Scope, name: str) -> set[tuple[str | None, int | None]]:
    """(region, office) of the rows that a read shows; nothing where the stream is refused."""
    try:
        with store.reading(engine) as cx:
            rows = READS[name](cx, scope)
    except store.StoreError:
        return set()
    units = rows["opd_id"] if "opd_id" in rows.columns else pl.Series([None] * rows.height, dtype=pl.Int64)
    return set(zip(rows["region_code"].to_list(), units.to_list(), strict=True))


def _granted(scope: Scope, name: str, place: tuple[str | None, int | None]) -> bool:
    """May a row of this place be shown? Said here once more, without SQL."""
    region, unit = place
    if name == "documents":  # a paper of the province may be known of, not read
        return any(grant.region_code.startswith(region or "-") for grant in scope.grants)
    for grant in scope.grants:
        is_there = grant.region_code == "00" or (region or "").startswith(grant.region_code)
        is_stream = grant.stream is None or grant.stream == _stream_of(name)
        is_listing = name in {"regions", "opds"}
        is_unit = grant.opd_id is None or grant.opd_id == unit or name == "regions"
        if is_there and is_unit and (is_stream or is_listing or _stream_of(name) is None):
            return True
    return False


SCOPES = {
    "one office beside a whole region": lambda u: [Grant("99.71", u[f"99.71 {HEALTH}"]), Grant("99.01")],
    "one office": lambda u: [Grant("99.71", u[f"99.71 {SOCIAL}"])],
    "one stream beside a whole region": lambda u: [Grant("99.71", stream="sidak"), Grant("99.01")],
    "one office in one stream": lambda u: [Grant("99.71", u[f"99.71 {HEALTH}"], "kehadiran")],
    "two streams in two regions": lambda u: [
        Grant("99.71", stream="sidak"),
        Grant("99.01", stream="netralitas"),
    ],
    "nothing": lambda u: [],
}


@pytest.mark.parametrize("name", SCOPES)
def test_no_read_leaks(engine: Engine, name: str) -> None:
    """Every read under every kind of right shows the rows that a grant reaches, and no other."""
    scope = Scope(grants=SCOPES[name](_world(engine)), may_see_records=True)
    for read in READS:
        every, seen = _seen(engine, EVERYTHING, read), _seen(engine, scope, read)
        leaked = {place for place in seen if not _granted(scope, read, place)}
        assert not leaked, (read, leaked)
        if read.startswith(("cases", "estimates", "headcount opd", "panel")) and "provinsi" not in read:
            assert seen == {place for place in every if _granted(scope, read, place)}, read


def test_a_province_is_not_summed_from_one_city(engine: Engine) -> None:
    """Who sees one regency gets no figure of the province, which would be that regency's alone."""
    _world(engine)
    reader = Scope(("99.01",), may_see_records=True)
    with store.reading(engine) as cx:
        assert store.read_panel(cx, reader, measure="sidak_terjaring", level="provinsi").is_empty()
        assert store.read_headcount(cx, reader, level="provinsi", on=DAY).is_empty()
        assert store.read_panel(cx, Scope(("99",)), measure="sidak_terjaring", level="provinsi").height


def test_an_office_sees_that_it_was_briefed(engine: Engine) -> None:
    """A briefing is an event of the region; the office that was there sees it for itself."""
    units = _world(engine)
    reader = Scope(grants=[Grant("99.71", units[f"99.71 {HEALTH}"])], may_see_records=True)
    with store.reading(engine) as cx:
        rows = store.read_coverage(cx, reader, today=DAY)
    assert rows.select("opd_name", "briefed_count").rows() == [(HEALTH, 1)]


def test_rows_that_wait_are_of_who_owns_the_document(loaded: Engine) -> None:
    """A city may know of a province's paper, but not read its neighbours' rows that wait in it."""
    text = """
DAFTAR PEGAWAI TERJARING
Tanggal | Kabupaten/Kota | OPD | Status | Lokasi
@2024-03-07 | Kota Probolinggo | Dinas Kesehatan | PNS | Plaza
@2024-03-07 | Kota Malang | Dinas Ngawur | PNS | Pasar
"""
    options = ImportOptions(region_code="35", kind="sidak", today=date(2024, 4, 30))
    result = import_document(loaded, workbook({"A": text}), name="jatim.xlsx", options=options)
    assert len(result.quarantined) == 1
    city, province = Scope(("35.74",), may_see_records=True), Scope(("35",), may_see_records=True)
    with store.reading(loaded) as cx:
        assert "jatim.xlsx" in store.read_documents(cx, city)["name"].to_list()
        assert store.read_cases(cx, city, table="sidak").height == 1
        for read in (store.read_quarantine, store.read_flags):
            assert read(cx, city, document_id=result.document_id).is_empty()
        assert store.read_quarantine_groups(cx, city) == []
        assert store.read_freshness(cx, city)["open_quarantine_count"] == 0
        assert store.read_quarantine(cx, province, document_id=result.document_id).height == 1


def test_corrections_are_shown_by_region(engine: Engine) -> None:
    """A reader sees the corrections made in his own regions."""
    _world(engine)
    now = datetime(2024, 9, 13)  # noqa: DTZ001 - kept in UTC without a zone
    with store.reading(engine) as cx:
        rows = store.read_cases(cx, EVERYTHING, table="sidak").rows(named=True)
    told = {"reason": "salah ketik", "on": date(2024, 9, 13), "now": now, "by": "uji"}
    for row in rows:
        store.correct_fact(engine, table="sidak", row_id=row["id"], changes={"caught_total": 1}, **told)
    with store.reading(engine) as cx:
        mine = store.read_corrections(cx, Scope(("99.71",), may_see_records=True))
        assert mine.height == 2
        assert store.read_corrections(cx, Scope(("99.71",))).is_empty()
        other = Scope(grants=[Grant("99.71", stream="netralitas")], may_see_records=True)
        assert store.read_corrections(cx, other).is_empty()


def test_accounts_hold_grants(engine: Engine) -> None:
    """What was granted to an account is what its session's scope says, pair by pair."""
    units, now = _world(engine), datetime(2024, 9, 13)  # noqa: DTZ001 - kept in UTC without a zone
    number = store.create_user(
        engine, login="r", display_name="R", role="pengawas", password_hash=None, now=now,
        scopes=[{"region_code": "99.01"}],
    )  # fmt: skip
    grants = [Grant("99.01"), Grant("99.71", units[f"99.71 {HEALTH}"], "kehadiran")]
    store.change_user(engine, number, scopes=grants, by="uji", now=now)
    with store.reading(engine) as cx:
        user = store.find_user(cx, "r")
    assert user is not None
    assert list(user.scope.grants) == grants
    for wrong in (Grant("98"), Grant("99.01", units[f"99.71 {HEALTH}"]), Grant("99", None, "gaji")):
        with pytest.raises(store.StoreError):
            store.change_user(engine, number, scopes=[wrong], by="uji", now=now)
    with store.reading(engine) as cx:
        assert list(store.find_user(cx, "r").scope.grants) == grants


def test_writing_for_a_region_needs_the_region(engine: Engine) -> None:
    """Who was granted one office, or one stream, writes no note and no name for the whole region."""
    units, now = _world(engine), datetime(2024, 9, 13)  # noqa: DTZ001 - kept in UTC without a zone
    office = Scope(grants=[Grant("99.71", units[f"99.71 {HEALTH}"]), Grant("99.01")], may_see_records=True)
    with pytest.raises(store.StoreError):
        store.add_annotation(engine, office, region_code="99.71", on_date=DAY, text="x", by="uji", now=now)
    assert store.add_annotation(engine, office, region_code="99.01", on_date=DAY, text="x", by="uji", now=now)
    with store.reading(engine) as cx:
        row = store.read_cases(cx, EVERYTHING, table="sidak").filter(region_code="99.71").row(0, named=True)
    told = {"reason": "salah ketik", "on": date(2024, 9, 13), "now": now, "by": "uji", "scope": office}
    with pytest.raises(store.StoreError, match="berwenang"):
        store.correct_fact(engine, table="sidak", row_id=row["id"], changes={"caught_total": 1}, **told)

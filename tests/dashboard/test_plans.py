"""A plan made on the page, locked, and its results: they become records, with right and token asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import polars as pl
import pytest

from dashboard import planning
from dashboard.components.markup import to_html
from dashboard.pages import kunjungan, rencana_daftar, tindakan
from dashboard.pages.rencana import build
from etl import store
from etl.store import Scope
from geo import NetraError
from tests.dashboard.conftest import Site
from tests.dashboard.world import context
from tests.etl.world import add_regions

WEEK = date(2024, 10, 28)
EVERYTHING = Scope.everything()
WEEKS = count()  # each test plans a later week: the application is shared


@pytest.fixture(scope="module", autouse=True)
def regions(site: Site) -> None:
    """The simulated province and two of its places."""
    add_regions(site.engine)


def make(site: Site, *, is_locked: bool = True) -> tuple[int, int, date]:
    """A plan of one visit in 99.71; (plan, visit, Monday)."""
    week = WEEK + timedelta(weeks=next(WEEKS))
    head = {"scope_code": "99", "week": week, "team_count": 1, "day_count": 1, "exploration_share": 0.2}
    row = {"rank": 1, "region_code": "99.71", "expected_finds": 2.0, "finds_lower": 0.0, "finds_upper": 5.0}
    row |= {"is_exploration": False, "reason": "terakhir 90 hari lalu", "team_no": 1, "day_no": 2}
    number = store.write_plan(site.engine, head, pl.DataFrame([row]))
    if is_locked:
        store.set_lock(site.engine, EVERYTHING, number, is_locked=True, by="a", now=_now())
    with store.reading(site.engine) as cx:
        plan, items = store.read_plan(cx, EVERYTHING, scope_code="99")
    assert plan is not None
    return number, int(items["id"][0]), week


def _now() -> datetime:
    return datetime.now(UTC)


def send(site: Site, name: str, **fields: object) -> Any:
    """Post a form of the page as the signed-in administrator."""
    client = site.sign_in()
    page = client.get("/rencana?wilayah=99").get_data(as_text=True)
    token = page.split('name="csrf"')[1].split('value="')[1].split('"')[0] if 'name="csrf"' in page else ""
    fields = {"csrf": token, "kembali": "/rencana?wilayah=99", "wilayah": "99", **fields}
    return client.post(f"/tindakan/{name}", data=fields, headers={"Sec-Fetch-Site": "same-origin"})


def test_a_result_becomes_a_record_and_is_corrected_by_entering_it_again(site: Site) -> None:
    """3 of 40 on Tuesday; entered again as 2 of 38, one record says 2 of 38 and the first paper is undone."""
    _, visit, week = make(site)
    day = (week + timedelta(days=1)).isoformat()
    assert send(site, "rencana/hasil", nomor=visit, hari=day, diperiksa=40, terjaring=3).status_code == 303
    assert send(site, "rencana/hasil", nomor=visit, hari=day, diperiksa=38, terjaring=2).status_code == 303
    with store.reading(site.engine) as cx:
        rows = store.read_cases(cx, EVERYTHING, table="sidak", region_code="99.71")
        told = rows.filter(pl.col("document_name").str.contains("Hasil kunjungan"))
        _, items = store.read_plan(cx, EVERYTHING, scope_code="99")
    assert told.select("checked", "caught_total").rows() == [(38, 2)]
    assert items.select("checked", "caught_total").rows() == [(38, 2)]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"terjaring": ""}, "nol juga jawaban"),
        ({"terjaring": "5", "diperiksa": "4"}, "tidak dapat lebih banyak"),
        ({"terjaring": "-1"}, "angka bulat"),
        ({"terjaring": "１"}, "angka bulat"),  # full-width digits are digits to Python, not to an office
        ({"terjaring": "1", "hari": "2019-01-01"}, "di luar pekan"),
        ({"terjaring": "1", "hari": "kemarin"}, "Isi tanggalnya"),
        ({"terjaring": "1", "nomor": "999999"}, "tidak ada"),
    ],
)
def test_a_wrong_entry_is_one_sentence(site: Site, fields: dict, sentence: str) -> None:
    """Nothing is kept, and the way back is the page."""
    _, visit, week = make(site)
    given = {"nomor": visit, "hari": (week + timedelta(days=1)).isoformat(), **fields}
    answer = send(site, "rencana/hasil", **given)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert sentence in text
    assert 'href="/rencana?wilayah=99"' in text


def test_an_open_plan_takes_no_results(site: Site) -> None:
    """Results belong to the list that the teams carried."""
    _, visit, week = make(site, is_locked=False)
    answer = send(site, "rencana/hasil", nomor=visit, hari=week.isoformat(), terjaring=0)
    assert "Kunci rencananya" in answer.get_data(as_text=True)


def test_a_forged_form_is_refused(site: Site) -> None:
    """Without the session's token a lock is a 403 and nothing changes."""
    number, _, _ = make(site, is_locked=False)
    assert send(site, "rencana/kunci", nomor=number, csrf="x").status_code == 403
    assert send(site, "tidak/ada").status_code == 404
    with store.reading(site.engine) as cx:
        plan, _ = store.read_plan(cx, EVERYTHING, scope_code="99")
    assert plan is not None
    assert plan["locked_at"] is None


def test_lock_and_open_are_each_done_once(site: Site) -> None:
    """A second click says how things stand; with results entered a plan stays locked."""
    number, visit, week = make(site)
    with pytest.raises(store.StoreError, match="sudah dikunci"):
        store.set_lock(site.engine, EVERYTHING, number, is_locked=True, by="a", now=_now())
    store.keep_visit(site.engine, visit, {"visited_on": week, "caught_total": 0}, by="a", now=_now())
    with pytest.raises(store.StoreError, match="Hasil sudah diisi"):
        store.set_lock(site.engine, EVERYTHING, number, is_locked=False, by="a", now=_now())
    with pytest.raises(store.StoreError, match="kewenangan"):
        store.set_lock(site.engine, Scope.of("99.01"), number, is_locked=False, by="a", now=_now())


def test_two_plans_are_not_made_at_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one is being made the second is told to wait; a child that fails says why."""
    wish = planning.Wish("99", 1, 1, 0.2)
    assert store.take_lease(site.engine, planning.LEASE, holder="other", now=_now(), seconds=60)
    with pytest.raises(NetraError, match="sedang disusun"):
        planning.make_plan(site.engine, site.settings, wish, today=WEEK)
    store.release_lease(site.engine, planning.LEASE, holder="other")
    monkeypatch.setattr(planning.subprocess, "run", lambda *a, **k: _Done('{"problem": "Belum ada OPD."}'))
    with pytest.raises(NetraError, match="Belum ada OPD"):
        planning.make_plan(site.engine, site.settings, wish, today=WEEK)
    monkeypatch.setattr(planning.subprocess, "run", lambda *a, **k: _Done("Traceback"))
    with pytest.raises(NetraError, match="gagal disusun"):
        planning.make_plan(site.engine, site.settings, wish, today=WEEK)


class _Done:
    def __init__(self, stdout: str) -> None:
        self.stdout = stdout


def test_the_way_back_stays_on_this_site() -> None:
    """A form cannot send its reader elsewhere."""
    assert tindakan.way_back("/tren?wilayah=99") == "/tren?wilayah=99"
    for address in ("https://x.id/", "//x.id", "/\\x.id", "javascript:alert(1)", "/a\nb", "tren"):
        assert tindakan.way_back(address) == "/"


def test_after_a_change_the_reader_lands_where_it_shows() -> None:
    """Back on the view he came from, the new plan's week chosen, at its list."""
    assert tindakan.landing("/tren?wilayah=99", "catatan") == "/tren?wilayah=99#catatan"
    made = tindakan.landing("/rencana?wilayah=99&pekan=2024-10-21", "?pekan=2024-10-28#daftar")
    assert made == "/rencana?wilayah=99&pekan=2024-10-28#daftar"


def test_the_week_in_the_address_is_a_day(site: Site) -> None:
    """Another text gets the friendly page."""
    client = site.sign_in()
    assert "Kembali ke Ringkasan" in client.get("/rencana?wilayah=99&pekan=kapan").get_data(as_text=True)
    assert client.get("/rencana?wilayah=99&pekan=2024-10-28").status_code == 200


def test_weeks_with_plans_are_told(site: Site) -> None:
    """Last week's results stay within reach when next week's plan is made; another region sees none."""
    _, visit, week = make(site)
    store.keep_visit(site.engine, visit, {"visited_on": week, "caught_total": 0}, by="a", now=_now())
    with store.reading(site.engine) as cx:
        own = store.read_plan_weeks(cx, EVERYTHING, scope_code="99").row(0, named=True)
        other = store.read_plan_weeks(cx, Scope.of("35"), scope_code="99")
    assert (own["week"], own["is_locked"], own["result_count"]) == (week, True, 1)
    assert other.is_empty()


def test_the_paper_of_a_visit_reads_as_a_recap() -> None:
    """A heading, the columns, one row; without a named OPD the column is left out."""
    visit = {"plan_id": 7, "rank": 2, "opd_name": None, "team_no": 3}
    result = {"visited_on": WEEK, "checked": None, "caught_total": 0, "note": None}
    lines = kunjungan.paper(visit, result).decode().split("\r\n")
    assert lines[1:3] == ["Tanggal,Tim,Jumlah diperiksa,Terjaring,Keterangan", "2024-10-28,3,,0,"]


def test_readers_without_the_right_see_no_form() -> None:
    """The head of a region reads the plan; making it is others' work."""
    from dataclasses import replace

    own = to_html(build(context(page="rencana", region="99")))
    other = to_html(build(replace(context(page="rencana", region="99"), role="pimpinan")))
    assert "/tindakan/rencana" in own
    assert "/tindakan/" not in other
    assert rencana_daftar.plan_sheet(context(page="rencana", region="99")) is not None

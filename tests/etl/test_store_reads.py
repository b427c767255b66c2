"""What pages ask of the store: clock, calendar edits, runs, plans, published figures, history, stories."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest

from etl import store
from etl.importing import ImportOptions
from etl.pipeline import accept_story, import_document
from etl.resolve import dismiss_quarantine
from etl.schema import document
from etl.store.engine import Engine
from etl.store.news import derived
from etl.store.versions import read_versions
from geo.errors import NetraError
from tests.etl.world import EVERYTHING, add_facts, add_regions

TODAY = date(2024, 10, 28)
RUN = {"as_of": TODAY, "scope_code": "99", "model_version": "1", "data_version": "d", "seed": 1}


def _estimate(rate: float, region: str = "99.71", **more: object) -> pl.DataFrame:
    row = {
        "measure": "sidak_terjaring",
        "fit": "eb",
        "level": "kabkota",
        "region_code": region,
        "rate": rate,
        **more,
    }
    return pl.DataFrame([row])


def test_simulation_has_its_own_clock(engine: Engine) -> None:
    """In province 99 it is the day its documents reach; anywhere else it is today."""
    add_regions(engine)
    add_facts(engine, "sidak", [], sha256="a", known_on=date(2024, 10, 27))
    with store.reading(engine) as cx:
        clock = store.read_clock(cx, "99.71", today=date(2026, 11, 21))
        assert date(2024, 10, 27) <= clock <= date(2024, 10, 28)
        assert store.read_clock(cx, "35.74", today=date(2026, 11, 21)) == date(2026, 11, 21)


def test_user_edits_the_calendar(loaded: Engine) -> None:
    """A vote that a user dates becomes the next vote; a step that ends before it begins is refused."""
    vote = date(2031, 11, 26)
    store.save_election(loaded, code="PILKADA_2031", name="Pilkada 2031", kind="pilkada", vote_on=vote)
    step = {"election_code": "PILKADA_2031", "code": "KAMPANYE", "name": "Kampanye"}
    number = store.save_phase(loaded, **step, start_on=date(2031, 9, 24), end_on=date(2031, 11, 22))
    with store.reading(loaded) as cx:
        calendar = store.read_calendar(cx)
        upcoming = calendar.next_vote(date(2026, 1, 1), "35.74")
    assert upcoming is not None
    assert (upcoming.election_code, upcoming.vote_on) == ("PILKADA_2031", vote)
    assert calendar.primary_phase(date(2031, 10, 1), "35.74") == ("PILKADA_2031", "KAMPANYE")
    with pytest.raises(store.StoreError, match="sebelum dimulai"):
        store.save_phase(loaded, **step, start_on=date(2031, 9, 24), end_on=date(2031, 9, 1))
    with pytest.raises(store.StoreError, match="belum ada"):
        store.save_phase(loaded, election_code="X", code="KAMPANYE", name="K")
    store.save_phase(loaded, phase_id=number, name="Masa kampanye")
    store.delete_phase(loaded, number)
    with store.reading(loaded) as cx:
        assert store.read_calendar(cx).phases_of("PILKADA_2031") == ()


def test_failed_run_leaves_the_last_good_one(engine: Engine) -> None:
    """A fit that fails is noted with its message; pages go on with the one before."""
    add_regions(engine)
    store.write_run(engine, store.RunTables(run=RUN, estimate=_estimate(1.0)))
    store.write_run(engine, store.RunTables(run={**RUN, "status": "failed", "message": "kurang data"}))
    with store.reading(engine) as cx:
        rows = store.read_estimates(cx, EVERYTHING, measure="sidak_terjaring", level="kabkota")
        assert rows.select("rate", "region_name", "as_of").rows() == [(1.0, "Kota Dua", TODAY)]
        assert store.read_runs(cx)["status"].to_list() == ["failed", "ok"]
    store.write_run(engine, store.RunTables(run=RUN, estimate=_estimate(2.0)))
    with store.reading(engine) as cx:
        rows = store.read_estimates(cx, EVERYTHING, measure="sidak_terjaring", level="kabkota")
    assert rows["rate"].to_list() == [2.0]


def test_provincial_run_speaks_before_the_national_one(engine: Engine) -> None:
    """Where both cover a region, the narrower run is shown, and each region once."""
    add_regions(engine)
    store.write_run(engine, store.RunTables(run=RUN, estimate=_estimate(1.0)))
    national = pl.concat([_estimate(5.0), _estimate(6.0, region="99.01")])
    store.write_run(engine, store.RunTables(run={**RUN, "scope_code": "00"}, estimate=national))
    with store.reading(engine) as cx:
        rows = store.read_estimates(cx, EVERYTHING, measure="sidak_terjaring", level="kabkota")
    assert rows.select("region_code", "rate").rows() == [("99.01", 6.0), ("99.71", 1.0)]


def test_estimates_by_phase(engine: Engine) -> None:
    """Empty text asks for the rows over all phases; drivers come back as terms and values."""
    add_regions(engine)
    drivers = [[{"term": "petahana", "value": 0.4}]]
    both = pl.concat(
        [
            _estimate(1.0).with_columns(
                pl.lit(None, pl.String).alias("phase_code"), pl.Series("drivers", drivers)
            ),
            _estimate(2.0).with_columns(
                pl.lit("KAMPANYE").alias("phase_code"), pl.Series("drivers", drivers)
            ),
        ]
    )
    store.write_run(engine, store.RunTables(run=RUN, estimate=both))
    with store.reading(engine) as cx:
        asked = {"measure": "sidak_terjaring", "level": "kabkota"}
        assert store.read_estimates(cx, EVERYTHING, **asked, phase="")["rate"].to_list() == [1.0]
        campaign = store.read_estimates(cx, EVERYTHING, **asked, phase="KAMPANYE")
    assert campaign["rate"].to_list() == [2.0]
    assert campaign["drivers"].to_list() == drivers


def test_plan_is_locked_and_answered(engine: Engine) -> None:
    """The locked plan of a week is the one shown, with what its visits found."""
    add_regions(engine)
    week = date(2024, 10, 28)
    head = {"scope_code": "99", "week": week, "team_count": 2, "day_count": 5, "exploration_share": 0.2}
    item = pl.DataFrame(
        [
            {
                "rank": 1,
                "region_code": "99.71",
                "expected_finds": 2.5,
                "is_exploration": False,
                "reason": "tinggi",
            }
        ]
    )
    first = store.write_plan(engine, {**head, "created_at": datetime(2024, 10, 27)}, item)  # noqa: DTZ001
    store.lock_plan(engine, first)
    store.write_run(engine, store.RunTables(run=RUN, plan=head, plan_item=item))
    with store.reading(engine) as cx:
        plan, items = store.read_plan(cx, EVERYTHING, scope_code="99", week=week)
    assert plan is not None
    assert (plan["id"], items["region_name"].to_list()) == (first, ["Kota Dua"])
    store.write_visit(engine, items["id"][0], visited_on=week, checked=30, caught_total=1)
    with store.reading(engine) as cx:
        _, items = store.read_plan(cx, EVERYTHING, scope_code="99")
        nothing, none = store.read_plan(cx, EVERYTHING, scope_code="35")
    assert items.select("checked", "caught_total").row(0) == (30, 1)
    assert nothing is None
    assert none.is_empty()


def test_history_of_one_case(engine: Engine) -> None:
    """All versions of one case with the file each came from."""
    add_regions(engine)
    case = {"level": "case", "region_code": "99.71", "reg_no": "1", "date_known": "2024-09-10"}
    add_facts(
        engine,
        "pelanggaran",
        [{**case, "status_code": "klarifikasi"}],
        sha256="a",
        known_on=date(2024, 9, 12),
    )
    add_facts(
        engine, "pelanggaran", [{**case, "status_code": "diteruskan"}], sha256="b", known_on=date(2024, 10, 1)
    )
    with store.reading(engine) as cx:
        key = cx.exec_driver_sql("SELECT natural_key FROM violation").scalar()
        rows = read_versions(cx, EVERYTHING, table="violation", natural_key=str(key))
    assert rows.select("document_name", "status_code", "known_to").rows() == [
        ("a.xlsx", "klarifikasi", date(2024, 10, 1)),
        ("b.xlsx", "diteruskan", None),
    ]


def test_data_version_follows_the_documents(engine: Engine) -> None:
    """The same documents give the same version; one more or one less another; other regions do not matter."""
    add_regions(engine)
    with store.reading(engine) as cx:
        empty = store.data_version(cx, store.Scope.of("99"))
    number = add_facts(engine, "sidak", [], sha256="a", known_on=TODAY)
    with store.reading(engine) as cx:
        one = store.data_version(cx, store.Scope.of("99"))
        assert store.data_version(cx, store.Scope.of("35")) == empty
        assert store.fit_is_stale(cx, "99")
    store.write_run(engine, store.RunTables(run={**RUN, "data_version": one}))
    with store.reading(engine) as cx:
        assert not store.fit_is_stale(cx, "99")
    store.undo_document(engine, number, by="uji", now=datetime(2024, 11, 1))  # noqa: DTZ001
    with store.reading(engine) as cx:
        assert store.data_version(cx, store.Scope.of("99")) == empty != one


def test_correction_is_a_version_with_reason(engine: Engine) -> None:
    """A typing error is put right from that day on; undoing it brings the printed number back."""
    add_regions(engine)
    row = {"level": "team", "region_code": "99.71", "date": "2024-03-07", "team": "1", "caught_total": 90}
    add_facts(engine, "sidak", [row], sha256="a", known_on=date(2024, 3, 8), region_code="99.71")
    with store.reading(engine) as cx:
        printed = store.read_cases(cx, EVERYTHING, table="sidak")["id"][0]
    why = {"by": "ani", "on": date(2024, 4, 1), "now": datetime(2024, 4, 1)}  # noqa: DTZ001
    target = {"table": "sidak", "row_id": printed}
    number = store.correct_fact(engine, **target, changes={"caught_total": 9}, reason="salah ketik", **why)
    with store.reading(engine) as cx:
        shown = store.read_cases(cx, EVERYTHING, table="sidak")
        asked = {"measure": "sidak_terjaring"}
        before = store.read_panel(cx, EVERYTHING, **asked, known_on=date(2024, 3, 31))
        made = store.read_corrections(cx, EVERYTHING)
    assert shown.select("caught_total", "document_name").rows() == [(9, "Koreksi atas a.xlsx")]
    assert before["count"].sum() == 90
    assert made.select("field", "old_value", "new_value", "reason").rows() == [
        ("caught_total", "90", "9", "salah ketik")
    ]
    store.undo_document(engine, number, by="ani", now=why["now"])
    with store.reading(engine) as cx:
        assert store.read_cases(cx, EVERYTHING, table="sidak")["caught_total"].to_list() == [90]
    with pytest.raises(store.StoreError, match="tidak ada"):
        store.correct_fact(
            engine, table="sidak", row_id=10**6, changes={"caught_total": 1}, reason="x", **why
        )
    for changes, reason, words in (
        ({"caught_total": 1}, "", "alasan"),
        ({"region_code": "35"}, "x", "dikoreksi"),
    ):
        with pytest.raises(store.StoreError, match=words):
            store.correct_fact(engine, **target, changes=changes, reason=reason, **why)


STORY = {
    "event_type": "sidak_lapangan",
    "region_code": "99.71",
    "date": "2024-03-07",
    "total": 15,
    "asn": 7,
    "non_asn": 8,
    "confidence": 0.9,
    "team_rows": [
        {"level": "team", "team": "1", "caught_total": 0},
        {"level": "team", "team": "2", "caught_total": 9},
    ],
}


def test_story_becomes_an_operation_with_its_teams() -> None:
    """One total and two team rows, never added up; the plan to inspect and an unsure story give nothing."""
    facts = derived(STORY)
    assert [(k, r["level"], r.get("caught_total")) for k, r in facts] == [
        ("sidak", "event", 15),
        ("sidak", "team", 0),
        ("sidak", "team", 9),
    ]
    assert derived({**STORY, "event_type": "rencana_sidak"}) == []
    assert derived({**STORY, "confidence": 0.2}) == []
    assert derived({**STORY, "region_code": None}) == []


def test_participants_are_not_violations() -> None:
    """A briefing of 300 people is a prevention event with 300 participants and no count of anything else."""
    told = {
        "event_type": "pembinaan",
        "region_code": "99.71",
        "date": "2018-02-13",
        "participants": 300,
        "confidence": 0.9,
    }
    (kind, row), *more = derived(told)
    assert (kind, row["participants"], more) == ("pembinaan", 300, [])


def test_story_under_review_counts_when_accepted(loaded: Engine) -> None:
    """A doubtful story waits; a person accepts it and its operation is there."""
    text = "Petugas menjaring 5 ASN di pasar, Kamis (7/3/2024). Kota Probolinggo."
    result = import_document(
        loaded, text.encode(), name="berita.txt", options=ImportOptions(kind="berita", today=TODAY)
    )
    assert result.outcome in {"import", "partial"}
    with store.reading(loaded) as cx:
        stories = store.read_news(cx, EVERYTHING)
    assert stories.height >= 1
    assert accept_story(loaded, stories["id"][0], by="uji") >= 0
    with pytest.raises(NetraError, match="tidak ada"):
        accept_story(loaded, 10**6, by="uji")


def test_dismissed_row_is_settled(loaded: Engine) -> None:
    """A row that holds nothing is dismissed by name and does not come back."""
    with store.reading(loaded) as cx:
        waiting = store.read_quarantine(cx, EVERYTHING)
    dismiss_quarantine(loaded, waiting["id"][0], by="uji")
    with store.reading(loaded) as cx:
        assert store.read_quarantine(cx, EVERYTHING).height == waiting.height - 1
        assert store.read_quarantine(cx, EVERYTHING, status="dismissed")["resolved_by"].to_list() == ["uji"]
    with pytest.raises(NetraError, match="sudah selesai"):
        dismiss_quarantine(loaded, waiting["id"][0], by="uji")


def test_file_is_kept_only_encrypted(loaded: Engine) -> None:
    """With a key the bytes are kept sealed; without one only their hash."""
    csv = b"Tanggal;Tim;Lokasi;Jumlah diperiksa;Terjaring\n07/03/2024;1;Plaza;30;0\n"
    options = ImportOptions(region_code="35.74", kind="sidak", today=TODAY, data_key="rahasia")
    import_document(loaded, csv, name="a.csv", options=options)
    with store.reading(loaded) as cx:
        kept = cx.execute(document.select().where(document.c.name == "a.csv")).mappings().one()
        others = cx.execute(document.select().where(document.c.name == "ikp.csv")).mappings().one()
    assert kept["content"]
    assert b"Plaza" not in kept["content"]
    assert others["content"] is None


def test_fault_of_the_reader_spares_the_server(loaded: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of our own in one file is a sentence, not a traceback, and changes nothing."""
    import etl.reading

    def broken(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(etl.reading, "read_document", broken)
    result = import_document(loaded, b"a;b\n1;2\n", name="a.csv", options=ImportOptions(today=TODAY))
    assert (result.outcome, result.code) == ("reject", "reader_fault")
    assert "kesalahan program" in result.message

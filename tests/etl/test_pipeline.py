"""One document, one transaction: records, versions, quarantine, undo; bad input changes nothing."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from etl import pipeline, store
from etl.pipeline import ImportOptions, import_document, import_many, load_reference, resolve_quarantine, undo
from etl.schema import FACTS, document, sidak
from etl.store.engine import Engine
from etl.store.records import count_rows
from tests.etl.world import EVERYTHING

TODAY = date(2024, 4, 30)
OPTIONS = ImportOptions(region_code="35.74", today=TODAY, hash_key=b"k", imported_by="uji")
PERSONS = replace(OPTIONS, kind="sidak")
RECAP = """Tanggal;Tim;Lokasi;Jumlah diperiksa;Terjaring;ASN;Non ASN
07/03/2024;1;Plaza;30;0;0;0
07/03/2024;2;Alun-alun;25;9;4;5
14/03/2024;1;Pasar Gotong Royong;20;2;2;0
"""
PEOPLE = """Tanggal;Nama;NIP;Status;OPD;Lokasi
07/03/2024;Budi Santoso;198001012005011001;PNS;Dinas Kesehatan;Plaza
07/03/2024;Sri Wahyuni;198203042006042002;PNS;Dinas Xyzzy;Plaza
07/03/2024;Agus Salim;;THL;Dinas Xyzzy;Alun-alun
"""


def _counts(engine: Engine) -> dict[str, int]:
    with store.reading(engine) as cx:
        return {name: count_rows(cx, table) for name, table in (*FACTS.items(), ("document", document))}


def test_reference_loads_through_the_import(loaded: Engine) -> None:
    """Regions, calendar, contests and the published record are documents like any other."""
    with store.reading(loaded) as cx:
        regions = store.read_regions(cx, EVERYTHING)
        calendar = store.read_calendar(cx)
        published = store.read_published(
            cx, EVERYTHING, election="PILKADA_2020", metric="dilaporkan", unit="ASN"
        )
        contests = store.read_candidates(cx, EVERYTHING, election_code="PILKADA_2024")
        kinds = store.read_documents(cx, EVERYTHING)["kind"].unique().sort().to_list()
    assert regions.group_by("level").len().sort("level").rows() == [(0, 1), (1, 38), (2, 514)]
    assert calendar.primary_phase(date(2024, 10, 28), "35.74") == ("PILKADA_2024", "KAMPANYE")
    assert {(369.0, date(2020, 6, 26)), (2034.0, date(2024, 2, 6))} <= set(
        published.select("value", "as_of").rows()
    )
    assert contests.height == 545
    assert kinds == ["kalender", "kandidat", "publikasi", "wilayah"]


def test_reference_again_changes_nothing(loaded: Engine) -> None:
    """The second first start is quick and writes nothing."""
    before = _counts(loaded)
    assert {r.outcome for r in load_reference(loaded, today=TODAY)} == {"known"}
    assert _counts(loaded) == before


def test_every_published_figure_has_its_source(loaded: Engine) -> None:
    """A figure without an address is not shown, so none is entered without one."""
    with store.reading(loaded) as cx:
        rows = store.read_published(cx, EVERYTHING)
    assert rows.filter(pl.col("source_url").is_null()).is_empty()
    assert rows.filter(pl.col("as_of").is_null() & pl.col("note").is_null()).height <= 12


def test_recap_becomes_operations(loaded: Engine) -> None:
    """A delimited recap: three team rows, two operations, zero catches kept, all with their printed row."""
    result = import_document(loaded, RECAP.encode(), name="sidak-maret.csv", options=OPTIONS)
    assert (result.outcome, result.kind, result.record_count) == ("import", "sidak", 3)
    with store.reading(loaded) as cx:
        kept = store.read_cases(cx, EVERYTHING, table="sidak").sort("row_no")
        panel = store.read_panel(cx, store.Scope.of("35"), measure="sidak_terjaring")
    assert kept.select("row_no", "team", "caught_total", "checked").rows() == [
        (2, "1", 0, 30),
        (3, "2", 9, 25),
        (4, "1", 2, 20),
    ]
    assert panel.filter(pl.col("operations") > 0).select("count", "effort").rows() == [(9, 55.0), (2, 20.0)]


def test_same_bytes_change_nothing(loaded: Engine) -> None:
    """The same file under another name is known, and says which document it is."""
    first = import_document(loaded, RECAP.encode(), name="a.csv", options=OPTIONS)
    before = _counts(loaded)
    again = import_document(loaded, RECAP.encode(), name="b.csv", options=OPTIONS)
    assert (again.outcome, again.document_id) == ("known", first.document_id)
    assert "sudah dikenal" in again.message
    assert _counts(loaded) == before


def test_json_has_the_promised_shape(loaded: Engine) -> None:
    """``netra import --json``: these keys and only JSON values."""
    result = import_document(loaded, PEOPLE.encode(), name="daftar.csv", options=PERSONS)
    told = json.loads(json.dumps(result.to_json()))
    keys = ["file", "sha256", "kind", "region_code", "outcome", "records", "quarantined", "flags", "not_data"]
    assert list(told) == [*keys, "message"]
    assert told["outcome"] == "partial"
    assert {"sheet", "row", "reason", "message"} <= set(told["quarantined"][0])
    assert told["records"][0]["level"] == "person"


def test_dry_run_writes_nothing(loaded: Engine) -> None:
    """A preview shows the records; the database is unchanged."""
    before = _counts(loaded)
    preview = ImportOptions(region_code="35.74", today=TODAY, dry_run=True)
    result = import_document(loaded, RECAP.encode(), name="a.csv", options=preview)
    assert (result.outcome, result.record_count, result.document_id) == ("import", 3, None)
    assert _counts(loaded) == before


def test_undo_and_import_again(loaded: Engine) -> None:
    """A document taken back is gone from every figure; the same bytes may come again."""
    before = _counts(loaded)
    result = import_document(loaded, RECAP.encode(), name="a.csv", options=OPTIONS)
    assert result.document_id is not None
    assert undo(loaded, result.document_id, by="uji") == "a.csv"
    assert {**_counts(loaded), "document": before["document"]} == before
    assert import_document(loaded, RECAP.encode(), name="a.csv", options=OPTIONS).outcome == "import"
    with store.reading(loaded) as cx:
        assert store.read_documents(cx, EVERYTHING)["undone_at"].null_count() == before["document"] + 1


def test_reference_is_not_undone(loaded: Engine) -> None:
    """Regions that others rest on are replaced by a better list, never taken away."""
    with store.reading(loaded) as cx:
        number = store.read_documents(cx, EVERYTHING).filter(pl.col("kind") == "wilayah")["id"][0]
    with pytest.raises(store.StoreError, match="acuan"):
        undo(loaded, number, by="uji")


def test_names_never_reach_the_database(loaded: Engine, tmp_path: Path) -> None:
    """Names and NIP of a personal list are nowhere in the file or its log, not even in the quarantine."""
    import_document(loaded, PEOPLE.encode(), name="daftar.csv", options=PERSONS)
    if loaded.dialect.name == "sqlite":
        path = Path(str(loaded.url.database))
        bytes_kept = b"".join(p.read_bytes() for p in path.parent.glob(path.name + "*"))
    else:
        target = tmp_path / "isi.sql"
        store.backup(loaded, target)
        bytes_kept = subprocess.run(
            ["/usr/bin/env", "pg_restore", "-f", "-", str(target)], capture_output=True, check=False
        ).stdout
    for secret in (b"Santoso", b"Wahyuni", b"198001012005011001", b"198203042006042002"):
        assert secret not in bytes_kept


def test_fix_one_fix_alike_and_remember(loaded: Engine) -> None:
    """Two rows wait for the same unknown OPD; one answer settles both, and the next file needs none."""
    result = import_document(loaded, PEOPLE.encode(), name="daftar.csv", options=PERSONS)
    assert (result.record_count, len(result.quarantined)) == (1, 2)
    with store.reading(loaded) as cx:
        waiting = store.read_quarantine(cx, EVERYTHING, document_id=result.document_id)
    assert waiting["reason"].to_list() == ["opd_unknown"] * 2
    count = resolve_quarantine(loaded, waiting["id"][0], value="Dinas Perhubungan", alike=True, by="uji")
    assert count == 2
    with store.reading(loaded) as cx:
        kept = store.read_cases(cx, EVERYTHING, table="sidak").sort("row_no")
        assert store.read_quarantine(cx, EVERYTHING, document_id=result.document_id).is_empty()
    assert kept.select("row_no", "opd_name").rows() == [
        (2, "Dinas Kesehatan"),
        (3, "Dinas Perhubungan"),
        (4, "Dinas Perhubungan"),
    ]
    later = PEOPLE.replace("07/03/2024", "08/03/2024")
    assert import_document(loaded, later.encode(), name="lagi.csv", options=PERSONS).record_count == 3


def test_fix_that_is_still_wrong_changes_nothing(loaded: Engine) -> None:
    """A correction that cannot be read is refused with the reader's own sentence; the row keeps waiting."""
    result = import_document(loaded, PEOPLE.encode(), name="daftar.csv", options=PERSONS)
    with store.reading(loaded) as cx:
        number = store.read_quarantine(cx, EVERYTHING, document_id=result.document_id)["id"][0]
    with pytest.raises(store.StoreError.__mro__[1], match="masih belum terbaca"):
        resolve_quarantine(loaded, number, value="Dinas Qwertyuiop", by="uji")
    with store.reading(loaded) as cx:
        assert store.read_quarantine(cx, EVERYTHING, document_id=result.document_id).height == 2


def test_later_file_flags_what_it_changes(loaded: Engine) -> None:
    """A corrected recap says which earlier file it replaces; equal rows are named once, not counted twice."""
    import_document(loaded, RECAP.encode(), name="a.csv", options=OPTIONS)
    corrected = RECAP.replace("25;9;4;5", "25;8;4;4")
    later = replace(OPTIONS, known_on=date(2024, 5, 2))
    result = import_document(loaded, corrected.encode(), name="b.csv", options=later)
    reasons = [f["reason"] for f in result.flags]
    assert reasons.count("supersedes_earlier_file") == 1
    assert reasons.count("duplicate_across_files") == 1
    with store.reading(loaded) as cx:
        assert store.read_cases(cx, EVERYTHING, table="sidak")["caught_total"].sum() == 10


BAD = {
    "kosong.xlsx": None,
    "rusak.xlsx": b"PK\x03\x04 bukan zip",
    "nol.csv": b"",
    "gambar.xlsx": b"\x89PNG\r\n\x1a\n" + b"\0" * 64,
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_one_sentence(loaded: Engine, name: str, tmp_path: Path) -> None:
    """Empty, truncated or foreign files: a sentence with the name, and an unchanged database."""
    path = tmp_path / name
    content = BAD[name]
    if content is None:
        openpyxl.Workbook().save(path)
    else:
        path.write_bytes(content)
    before = _counts(loaded)
    result = import_document(loaded, path, options=OPTIONS)
    assert result.outcome in {"reject", "empty"}
    assert result.message
    assert "Traceback" not in result.message
    assert _counts(loaded) == before


def test_missing_file_is_one_sentence(loaded: Engine, tmp_path: Path) -> None:
    """A path that does not exist is named; the files after it are still read."""
    good = tmp_path / "a.csv"
    good.write_text(RECAP, encoding="utf-8")
    results = import_many(loaded, [tmp_path / "tidak-ada.csv", good], options=OPTIONS)
    assert [r.outcome for r in results] == ["reject", "import"]
    assert "tidak-ada.csv" in results[0].message


def test_unknown_region_is_one_sentence(loaded: Engine) -> None:
    """A region code that nobody knows keeps every row waiting, or refuses the file; nothing is counted."""
    options = ImportOptions(region_code="98.76", today=TODAY)
    result = import_document(loaded, RECAP.encode(), name="a.csv", options=options)
    assert result.record_count == 0
    with store.reading(loaded) as cx:
        assert count_rows(cx, sidak) == 0


def test_any_order_of_files_gives_the_same_figures(sqlite_engine: Engine, tmp_path: Path) -> None:
    """Recap, correction and personal list in two orders: the same believed records."""
    files = {"a.csv": RECAP, "b.csv": RECAP.replace("25;9;4;5", "25;8;4;4"), "c.csv": PEOPLE}
    states = []
    for order in (("a.csv", "b.csv", "c.csv"), ("c.csv", "b.csv", "a.csv")):
        engine = store.connect(f"sqlite:///{tmp_path / order[0]}.db")
        store.migrate(engine)
        load_reference(engine, today=TODAY)
        for name in order:
            import_document(engine, files[name].encode(), name=name, options=PERSONS)
        with store.reading(engine) as cx:
            rows = store.read_cases(cx, EVERYTHING, table="sidak").drop("id", "document_id", "opd_id")
            states.append(sorted(map(str, rows.rows())))
        engine.dispose()
    assert states[0] == states[1]


def test_news_article_becomes_an_operation(loaded: Engine, shared_data: Path) -> None:
    """The seed article: March 2018, 15 caught, 7 ASN, 8 others; teams 1: 0, 2: 9, 4: 2, 5: 4."""
    for path in sorted((shared_data / "news").glob("*.txt")):
        import_document(loaded, path, options=ImportOptions(today=date(2026, 11, 21)))
    with store.reading(loaded) as cx:
        rows = store.read_cases(cx, EVERYTHING, table="sidak", region_code="35.74")
        sanctions = store.read_cases(cx, EVERYTHING, table="recommendation", region_code="35.09")
    whole = rows.filter(pl.col("level") == "event")
    assert (15, 7, 8) in whole.select("caught_total", "asn", "non_asn").rows()
    teams = dict(rows.filter(pl.col("level") == "team").select("team", "caught_total").rows())
    assert teams == {"1": 0, "2": 9, "4": 2, "5": 4}
    assert 3 in sanctions["persons"].to_list()


def test_pipeline_names() -> None:
    """The doors other parts knock at."""
    for name in (
        "import_document",
        "import_many",
        "load_reference",
        "undo",
        "resolve_quarantine",
        "accept_story",
    ):
        assert callable(getattr(pipeline, name))

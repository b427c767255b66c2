"""Head-counts typed by hand are documents like any other."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from etl import store
from etl.entry import enter_headcount
from etl.pipeline import undo
from etl.store.engine import Engine
from geo import NetraError
from tests.etl.world import EVERYTHING

TODAY = date(2024, 4, 30)


def _enter(engine: Engine, **counts: int) -> int:
    told = {"region_code": "35.74", "as_of": date(2024, 1, 31), "today": TODAY, "by": "uji"}
    return enter_headcount(engine, opd="Dinkes", counts=counts, reason="SK BKPSDM", **told)


def test_entered_counts_are_kept_and_undone(loaded: Engine) -> None:
    """The OPD is found by its usual abbreviation; a later entry counts; undo brings the first one back."""
    _enter(loaded, pns=100, pppk=20)
    second = _enter(loaded, pns=101, pppk=20)
    with store.reading(loaded) as cx:
        rows = store.read_headcount(cx, EVERYTHING, level="opd", on=TODAY)
    assert rows.height == 1
    assert rows.select("opd_name", "asn").row(0)[0] == "Dinas Kesehatan"
    undo(loaded, second, by="uji")
    with store.reading(loaded) as cx:
        rows = store.read_headcount(cx, EVERYTHING, level="opd", on=TODAY)
    assert rows.select("opd_name", "pns", "pppk").rows() == [("Dinas Kesehatan", 100, 20)]


def test_bad_entries_are_one_sentence(loaded: Engine) -> None:
    """No figure, an unknown OPD, another's region: nothing is kept."""
    with pytest.raises(NetraError, match="sekurang-kurangnya"):
        _enter(loaded)
    place = {"region_code": "35.74", "as_of": date(2024, 1, 31), "today": TODAY}
    with pytest.raises(NetraError, match="tidak dikenal"):
        enter_headcount(loaded, opd="Ngawur Xyz", counts={"pns": 1}, **place)
    with pytest.raises(NetraError, match="berwenang"):
        enter_headcount(loaded, opd="Dinkes", counts={"pns": 1}, scope=store.Scope(("35.73",)), **place)
    with store.reading(loaded) as cx:
        assert store.read_headcount(cx, EVERYTHING, level="opd", on=TODAY).is_empty()


def test_a_correction_of_the_same_day_counts(loaded: Engine) -> None:
    """Whatever the hashes say, what a person corrected today comes after today's paper, the last one last."""
    from etl.pipeline import ImportOptions, import_document

    recap = "Tanggal;Tim;Lokasi;Jumlah diperiksa;Terjaring\n07/03/2024;1;Plaza;30;2\n"
    options = ImportOptions(region_code="35.74", kind="sidak", today=TODAY)
    import_document(loaded, recap.encode(), name="a.csv", options=options)
    for n in range(8):
        with store.reading(loaded) as cx:
            row = store.read_cases(cx, EVERYTHING, table="sidak").row(0, named=True)
        now = datetime(2024, 4, 30, 8, n)  # noqa: DTZ001 - kept in UTC without a zone
        store.correct_fact(
            loaded,
            table="sidak",
            row_id=row["id"],
            changes={"caught_total": 10 + n},
            reason="salah ketik",
            on=TODAY,
            now=now,
            by="uji",
        )
        with store.reading(loaded) as cx:
            assert store.read_cases(cx, EVERYTHING, table="sidak")["caught_total"].to_list() == [10 + n]

"""How late and how complete each office's data are."""

from __future__ import annotations

from datetime import date

from etl import pipeline, store
from etl.store import Scope

TODAY = date(2024, 11, 1)
RECAP = "Rekap Sidak ASN Kota Probolinggo\nOPD;Tanggal;Diperiksa;Terjaring\nDinas Kesehatan;{day};40;2\n"


def test_delay_is_counted_from_the_event_to_the_first_document(tmp_path) -> None:
    """Told on day 4 and again, corrected, on day 30: the delay is four days, once."""
    engine = store.connect(f"sqlite:///{tmp_path / 'x.db'}")
    store.migrate(engine)
    pipeline.load_reference(engine, hash_key=b"k", today=TODAY)
    for known_on, caught in ((date(2018, 3, 11), "2"), (date(2018, 4, 6), "3")):
        text = RECAP.format(day="07/03/2018").replace(";2\n", f";{caught}\n")
        options = pipeline.ImportOptions(region_code="35.74", known_on=known_on, today=TODAY)
        result = pipeline.import_document(engine, text.encode(), name="a.csv", options=options)
        assert result.outcome == "import", result.message
    with store.reading(engine) as cx:
        delays = store.read_delays(cx, Scope(("35.74",), may_see_records=True))
        quality = store.read_quality(cx, Scope(("35.74",)))
        elsewhere = store.read_quality(cx, Scope(("35.71",)))
    row = delays.row(0, named=True)
    assert (row["stream"], row["event_count"], row["median_days"], row["late_share"]) == (
        "sidak",
        1,
        4.0,
        0.0,
    )
    mine = quality.filter(quality["region_code"] == "35.74").row(0, named=True)
    assert (mine["document_count"], mine["last_known_on"]) == (2, date(2018, 4, 6))
    assert "35.74" not in elsewhere["region_code"].to_list()

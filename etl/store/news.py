"""What a text said: kept as it is with its spans, and turned into facts where it is sure enough.

Sidak → an operation with its teams; roll-call → attendance; prevention → an event; a sanction → a
recommendation with its persons; cumulative counts → published figures. Alleged, recommended and proven keep
their status in the metric's name. Below ``SURE`` nothing is derived: the story waits in the review list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select, update

from etl.schema import document, news
from etl.store.rows import read_day

SURE = 0.5  # confidence below which a person looks first
NO_EVENT = {"bukan_kejadian", "rencana_sidak"}
PREVENTION = {"pembinaan", "sosialisasi", "bimtek", "ikrar", "webinar", "apel", "rakor", "surat_edaran"}
Record = Mapping[str, Any]
Derived = tuple[str, dict[str, Any]]


def write_news(connection: Connection, records: list[dict[str, Any]], *, document_id: int) -> None:
    """Keep the stories of one document; twins (same region, day, kind and count) are linked to the first."""
    for record in records:
        day = read_day(record.get("date"))
        row = {
            "document_id": document_id,
            "sheet": record.get("sheet"),
            "row_no": record.get("row"),
            "region_code": record.get("region_code"),
            "event_type": str(record.get("event_type") or "bukan_kejadian"),
            "occurred_on": day[0] if day else None,
            "date_precision": day[2] if day else None,
            "confidence": float(record.get("confidence") or 0.0),
            "needs_review": needs_review(record),
            "record": dict(record),
        }
        row["twin_of"] = _twin(connection, row)
        connection.execute(insert(news).values(**row))


def needs_review(record: Record) -> bool:
    """Is it too unsure to count?"""
    if record.get("needs_review") is not None:
        return bool(record["needs_review"])
    return float(record.get("confidence") or 0.0) < SURE


def _twin(connection: Connection, row: Mapping[str, Any]) -> int | None:
    if row["occurred_on"] is None or row["region_code"] is None:
        return None
    query = (
        select(news.c.id, news.c.record)
        .join(document, document.c.id == news.c.document_id)
        .where(
            news.c.region_code == row["region_code"],
            news.c.occurred_on == row["occurred_on"],
            news.c.event_type == row["event_type"],
            news.c.document_id != row["document_id"],
            document.c.undone_at.is_(None),
        )
        .order_by(news.c.id)
    )
    total = row["record"].get("total")
    return next((number for number, told in connection.execute(query) if told.get("total") == total), None)


def accept_news(connection: Connection, news_id: int) -> Mapping[str, Any] | None:
    """A person confirmed a story of the review list; returns its row, None when there is none."""
    connection.execute(update(news).where(news.c.id == news_id).values(needs_review=False))
    row = connection.execute(select(news).where(news.c.id == news_id)).mappings().first()
    return dict(row) if row else None


def derived(record: Record) -> list[Derived]:
    """Facts that follow from a story, as (kind, record); none for a plan, a comment, or an unsure story."""
    event = str(record.get("event_type") or "")
    if event in NO_EVENT or needs_review(record) or not record.get("region_code"):
        return []
    if event in {"sidak_lapangan", "sidak_prokes"}:
        return list(_sidak(record))
    if event == "sidak_kehadiran":
        return list(_attendance(record))
    if event in PREVENTION:
        return [("pembinaan", _prevention(record))]
    if event == "netralitas_sanksi" or record.get("recommended"):
        return [("tindak_lanjut", _recommendation(record)), *_published(record)]
    return list(_published(record))


def _base(record: Record, level: str) -> dict[str, Any]:
    names = ("sheet", "row", "col", "region_code", "date", "date_end", "unit")
    return {"level": level, **{n: record[n] for n in names if record.get(n) is not None}}


def _sidak(record: Record) -> Iterator[Derived]:
    names = {"total": "caught_total", "total_min": "caught_min", "total_max": "caught_max"}
    names |= {n: n for n in ("asn", "non_asn", "checked", "excused_with_letter", "time_start", "time_end")}
    counts = {there: record[here] for here, there in names.items() if record.get(here) is not None}
    event = {**_base(record, "event"), **counts}
    if record.get("sanction"):
        event["follow_up"] = str(record["sanction"])
    yield "sidak", event
    for team in record.get("team_rows") or []:
        yield "sidak", {**_base(record, "team"), **{k: v for k, v in team.items() if v is not None}}


def _attendance(record: Record) -> Iterator[Derived]:
    names = {"population": "total", "present": "present", "total": "unexcused"}
    counts = {there: record[here] for here, there in names.items() if record.get(here) is not None}
    if counts:
        yield "kehadiran", {**_base(record, "event"), **counts}


def _prevention(record: Record) -> dict[str, Any]:
    row = {**_base(record, "event"), "event_type": record["event_type"]}
    places, hosts = record.get("locations") or [], record.get("agencies") or []
    if record.get("place") or places:
        row["place"] = record.get("place") or "; ".join(places)
    if hosts:
        row["host"] = hosts[0]
    if record.get("opd"):
        row["opds"] = list(record["opd"])
        row["opd_count"] = len(record["opd"])
    for name in ("participants", "participants_min", "participants_max"):
        if record.get(name) is not None:
            row[name] = record[name]
    return row


def _recommendation(record: Record) -> dict[str, Any]:
    persons = record.get("recommended") or record.get("total")
    row = {**_base(record, "recommendation"), "rec_date": record.get("date"), "persons": persons}
    agencies = record.get("agencies") or []
    row["agency"] = next(
        (a for a in agencies if a in {"KASN", "BKN", "Bawaslu"}), agencies[0] if agencies else None
    )
    row["sanction_recommended"] = record.get("sanction_code") or _sanction(record.get("sanction"))
    row["status_code"] = "proses"
    return {name: value for name, value in row.items() if value is not None}


def _sanction(text: object) -> str | None:
    lower = str(text or "").lower()
    return next((f"hd_{word}" for word in ("sedang", "berat") if word in lower), None)


def _published(record: Record) -> Iterator[Derived]:
    """Cumulative or summary figures: one per status, in the unit the text uses."""
    if all(record.get(n) is None for n in ("total", "total_min", "total_max")):
        return
    row = {
        **_base(record, "region_count"),
        "metric": "_".join(str(p) for p in (record["event_type"], record.get("status")) if p),
        "count_unit": record.get("count_unit") or "kasus",
        "as_of": record.get("as_of") or record.get("date") or record.get("report_date"),
        "agency": (record.get("agencies") or [None])[0],
        "election_code": record.get("election"),
        "value": record.get("total"),
        "value_min": record.get("total_min"),
        "value_max": record.get("total_max"),
    }
    yield "publikasi", {name: value for name, value in row.items() if value is not None}


def known_day(records: list[dict[str, Any]]) -> date | None:
    """Last day that any figure speaks of: a publication cannot be known before."""
    told = (r.get("report_date") or r.get("as_of") or r.get("date") for r in records)
    days = [day[1] for text in told if (day := read_day(text))]
    return max(days, default=None)


__all__ = ["SURE", "accept_news", "derived", "known_day", "needs_review", "write_news"]

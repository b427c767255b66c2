"""Facts: what documents said, each with place, time, provenance and versions."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    String,
    Table,
    Text,
)

from etl.schema.base import cell, fact_table, identity, metadata

headcount = fact_table(
    "headcount",
    *[Column(c, Integer) for c in ("pns", "pppk", "pppk_part_time", "non_asn", "total")],
)

sidak = fact_table(
    "sidak",
    Column("operation_key", Text, index=True),  # region + date: team rows and person rows of one operation
    Column("time_start", String(5)),
    Column("time_end", String(5)),
    Column("place", Text),
    Column("team", String(40)),
    Column("employment", String(12)),  # PNS PPPK NON_ASN
    *[
        Column(c, Integer)
        for c in (
            "checked",
            "caught_total",
            "caught_min",
            "caught_max",
            "asn",
            "non_asn",
            "excused_with_letter",
        )
    ],
    Column("reason", Text),
    Column("follow_up", Text),
    Column("person_hash", String(64)),
)

attendance = fact_table(
    "attendance",
    *[
        Column(c, Integer)
        for c in ("total", "present", "duty", "leave", "sick", "permit", "study", "unexcused")
    ],
    Column("absent_other_excused", Integer),
    Column("pct_present", Float),  # 0-100 as printed
)

violation = fact_table(
    "violation",
    Column("reg_no", Text),
    Column("source", String(12)),  # temuan laporan
    *[
        Column(c, Date)
        for c in ("date_known", "date_received", "date_registered", "date_occurred", "date_forwarded")
    ],
    Column("position_class", String(16)),
    Column("type_code", String(24)),
    Column("violation", String(32)),  # list id + item: SKB2022:D6
    Column("violation_text", Text),
    Column("status_code", String(24)),
    Column("forwarded_to", Text),
    *[Column(c, Integer) for c in ("persons", "findings", "reports", "cases", "forwarded_persons")],
    Column("as_of", Date),
)

violation_event = Table(
    "violation_event",
    metadata,
    identity(),
    *cell(),
    Column("violation_key", Text, nullable=False, index=True),
    Column("status_code", String(24), nullable=False),
    Column("status_on", Date),
    Column("known_from", Date, nullable=False),
)

recommendation = fact_table(
    "recommendation",
    Column("rec_no", Text),
    Column("rec_date", Date),
    Column("agency", Text),
    Column("persons", Integer),
    Column("sanction_recommended", String(24)),
    Column("decision_no", Text),
    Column("decision_date", Date),
    Column("sanction_given", String(24)),
    Column("idis_date", Date),
    Column("status_code", String(12)),  # belum proses selesai
)

prevention = fact_table(
    "prevention",
    Column("event_type", String(16)),
    Column("place", Text),
    Column("host", Text),
    Column("opds", JSON),
    Column("opd_count", Integer),
    Column("participants", Integer),
    Column("participants_min", Integer),
    Column("participants_max", Integer),
)

published_count = fact_table(
    "published_count",
    Column("election_code", String(32)),
    Column("metric", Text, nullable=False),
    Column("count_unit", String(24), nullable=False),  # kasus laporan ASN persen skor ...
    Column("value", Float),
    Column("value_min", Float),
    Column("value_max", Float),
    Column("category", Text),
    Column("as_of", Date),
    Column("as_of_precision", String(8)),
    Column("agency", Text),
    Column("source_url", Text),
    Column("note", Text),
)

news = Table(  # what a text said, each field with the words it came from
    "news",
    metadata,
    identity(),
    *cell(),
    Column("region_code", String(16)),
    Column("event_type", String(40), nullable=False),
    Column("occurred_on", Date),
    Column("date_precision", String(8)),
    Column("confidence", Float, nullable=False),
    Column("needs_review", Boolean, nullable=False, default=False),
    Column("twin_of", Integer),
    Column("record", JSON, nullable=False),  # includes spans
)

FACTS = {
    t.name: t for t in (headcount, sidak, attendance, violation, recommendation, prevention, published_count)
}

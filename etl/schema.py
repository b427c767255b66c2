"""Tables of the database: one schema for SQLite (WAL) and PostgreSQL 15+.

Every fact carries when it happened (``occurred_on`` with ``date_precision``), when we knew it
(``known_from`` inclusive, ``known_to`` exclusive, NULL = still believed) and where it was printed
(``document_id``, ``sheet``, ``row_no``, ``col_no``): any number on a page leads back to a cell.
Absent is NULL and never 0: zero catches is an answer, no answer is another.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column:
    return Column("id", Integer, primary_key=True, autoincrement=True)


def _document() -> Column:
    return Column("document_id", Integer, ForeignKey("document.id"), nullable=False, index=True)


def _cell() -> list[Column]:
    """Where it was printed: the row a person sees in Excel, 1-based; a column where one row gives several."""
    return [_document(), Column("sheet", Text), Column("row_no", Integer), Column("col_no", Integer)]


def _fact(name: str, *columns: Column) -> Table:
    """A table of facts with place, time, provenance and versions."""
    return Table(
        name,
        metadata,
        _id(),
        *_cell(),
        Column("natural_key", Text, nullable=False),  # same key, later document: a new version
        Column("known_from", Date, nullable=False),
        Column("known_to", Date),
        Column("version_reason", Text),
        Column("level", String(24), nullable=False),
        Column("region_code", String(16), ForeignKey("region.code"), nullable=False),
        Column("opd_id", Integer, ForeignKey("opd.id")),
        Column("unit", Text),  # puskesmas, school, kelurahan below the OPD
        Column("occurred_on", Date),
        Column("occurred_to", Date),
        Column("date_precision", String(8)),  # day | month | year
        *columns,
        Index(f"ix_{name}_key", "natural_key", "known_from"),
        Index(f"ix_{name}_place", "region_code", "occurred_on"),
    )


# --- documents -----------------------------------------------------------------------------------

document = Table(
    "document",
    metadata,
    _id(),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("container", String(16), nullable=False),  # xlsx xls ods csv text html docx pdf
    Column("kind", String(24)),
    Column("region_code", String(16)),
    Column("outcome", String(12), nullable=False),  # import partial empty reject
    Column("message", Text),
    Column("known_on", Date, nullable=False),
    Column("received_at", DateTime, nullable=False),  # UTC
    Column("imported_by", Text),
    Column("source_url", Text),
    Column("is_simulated", Boolean, nullable=False, default=False),
    Column("row_count", Integer, nullable=False, default=0),
    Column("record_count", Integer, nullable=False, default=0),
    Column("quarantined_count", Integer, nullable=False, default=0),
    Column("not_data_count", Integer, nullable=False, default=0),
    Column("undone_at", DateTime),
    Column("content", LargeBinary),  # only when a key is set, and then encrypted
)

quarantine = Table(
    "quarantine",
    metadata,
    _id(),
    *_cell(),
    Column("reason", String(40), nullable=False, index=True),
    Column("message", Text, nullable=False),
    Column("raw", JSON),  # column name -> printed text, personal data already removed
    Column("suggestions", JSON),
    Column("status", String(12), nullable=False, default="open"),  # open fixed dismissed
    Column("resolved_at", DateTime),
    Column("resolved_by", Text),
)

flag = Table(
    "flag",
    metadata,
    _id(),
    *_cell(),
    Column("reason", String(48), nullable=False, index=True),
    Column("message", Text, nullable=False),
)

correction = Table(
    "correction",
    metadata,
    _id(),
    Column("fact_table", String(32), nullable=False),
    Column("natural_key", Text, nullable=False),
    Column("field", String(32), nullable=False),
    Column("old_value", Text),
    Column("new_value", Text),
    Column("reason", Text, nullable=False),
    Column("corrected_at", DateTime, nullable=False),
    Column("corrected_by", Text),
)

column_mapping = Table(  # what a person confirmed for an office's layout
    "column_mapping",
    metadata,
    _id(),
    Column("kind", String(24), nullable=False),
    Column("layout", String(64), nullable=False),  # hash of the header texts
    Column("mapping", JSON, nullable=False),
    Column("confirmed_at", DateTime, nullable=False),
    UniqueConstraint("kind", "layout"),
)

# --- where and when ------------------------------------------------------------------------------

region = Table(
    "region",
    metadata,
    Column("code", String(16), primary_key=True),  # Kemendagri: "35", "35.74", "35.74.01"; "00" = Indonesia
    Column("name", Text, nullable=False),  # "Kota Probolinggo"
    Column("kind", String(12), nullable=False),  # negara provinsi kabupaten kota kecamatan kelurahan
    Column("level", Integer, nullable=False),  # 0 nation, 1 province, 2 kab/kota, 3 kecamatan, 4 kelurahan
    Column("parent_code", String(16)),
    Column("zone", String(4)),  # WIB WITA WIT
    Column("lat", Float),
    Column("lon", Float),
    Column("population", Integer),
    Column("area_km2", Float),
    Column("is_simulated", Boolean, nullable=False, default=False),
)

opd = Table(
    "opd",
    metadata,
    _id(),
    Column("region_code", String(16), ForeignKey("region.code"), nullable=False),
    Column("name", Text, nullable=False),  # canonical, "Dinas Pendidikan dan Kebudayaan"
    Column("opd_kind", String(32)),  # dinas badan sekretariat inspektorat kecamatan rsud kelurahan ...
    Column("valid_from", Date),
    Column("valid_to", Date),
    UniqueConstraint("region_code", "name"),
)

opd_alias = Table(
    "opd_alias",
    metadata,
    _id(),
    Column("region_code", String(16)),  # NULL = everywhere
    Column("alias", Text, nullable=False),  # as folded by etl.opd.fold
    Column("name", Text, nullable=False),  # canonical OPD name it stands for
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("confirmed_by", Text),  # NULL = reference list
)

election = Table(
    "election",
    metadata,
    Column("code", String(32), primary_key=True),  # PILKADA_2024
    Column("name", Text, nullable=False),
    Column("kind", String(12), nullable=False),  # pilkada pemilu ulang
    Column("vote_on", Date),  # NULL = not fixed yet
    Column("note", Text),
)

phase = Table(
    "phase",
    metadata,
    _id(),
    Column("election_code", String(32), ForeignKey("election.code"), nullable=False),
    Column("code", String(40), nullable=False),
    Column("name", Text, nullable=False),
    Column("start_on", Date),
    Column("end_on", Date),
    Column("source_url", Text),
    Column("note", Text),
)

election_region = Table(
    "election_region",
    metadata,
    _id(),
    Column("election_code", String(32), ForeignKey("election.code"), nullable=False),
    Column("region_code", String(16), ForeignKey("region.code"), nullable=False),
    Column("office", String(16), nullable=False),  # gubernur bupati wali_kota
    Column("pair_count", Integer),
    Column("has_incumbent", Boolean),
    Column("has_empty_box", Boolean),
    Column("vote_on", Date),
    UniqueConstraint("election_code", "region_code", "office"),
)

holiday = Table(
    "holiday",
    metadata,
    Column("day", Date, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", String(24), nullable=False),
)

# --- facts ---------------------------------------------------------------------------------------

headcount = _fact(
    "headcount",
    *[Column(c, Integer) for c in ("pns", "pppk", "pppk_part_time", "non_asn", "total")],
)

sidak = _fact(
    "sidak",
    Column("operation_key", Text, index=True),  # region + date: team rows and person rows of one operation
    Column("time_start", String(5)),
    Column("time_end", String(5)),
    Column("place", Text),
    Column("team", String(40)),
    Column("employment", String(12)),  # PNS PPPK NON_ASN
    *[
        Column(c, Integer)
        for c in ("checked", "caught_total", "caught_min", "caught_max", "asn", "non_asn", "excused_with_letter")
    ],
    Column("reason", Text),
    Column("follow_up", Text),
    Column("person_hash", String(64)),
)

attendance = _fact(
    "attendance",
    *[
        Column(c, Integer)
        for c in (
            "total present duty leave sick permit study unexcused absent_other_excused".split()
        )
    ],
    Column("pct_present", Float),  # 0-100 as printed
)

violation = _fact(
    "violation",
    Column("reg_no", Text),
    Column("source", String(12)),  # temuan laporan
    *[Column(c, Date) for c in ("date_known", "date_received", "date_registered", "date_occurred", "date_forwarded")],
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
    _id(),
    *_cell(),
    Column("violation_key", Text, nullable=False, index=True),
    Column("status_code", String(24), nullable=False),
    Column("status_on", Date),
    Column("known_from", Date, nullable=False),
)

recommendation = _fact(
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

prevention = _fact(
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

published_count = _fact(
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
    _id(),
    *_cell(),
    Column("region_code", String(16)),
    Column("event_type", String(40), nullable=False),
    Column("occurred_on", Date),
    Column("date_precision", String(8)),
    Column("confidence", Float, nullable=False),
    Column("needs_review", Boolean, nullable=False, default=False),
    Column("twin_of", Integer),
    Column("record", JSON, nullable=False),  # includes spans
)

# --- what the models wrote -----------------------------------------------------------------------

model_run = Table(
    "model_run",
    metadata,
    _id(),
    Column("started_at", DateTime, nullable=False),
    Column("finished_at", DateTime),
    Column("status", String(10), nullable=False),  # running ok failed
    Column("as_of", Date, nullable=False),
    Column("scope_code", String(16), nullable=False),  # "00" national, "99" a province
    Column("model_version", String(32), nullable=False),
    Column("data_version", String(64), nullable=False),
    Column("seed", Integer, nullable=False),
    Column("message", Text),
)


def _result(name: str, *columns: Column) -> Table:
    return Table(
        name,
        metadata,
        _id(),
        Column("run_id", Integer, ForeignKey("model_run.id", ondelete="CASCADE"), nullable=False),
        Column("measure", String(40), nullable=False),
        *columns,
        Index(f"ix_{name}_run", "run_id", "measure"),
    )


estimate = _result(
    "estimate",
    Column("fit", String(12), nullable=False),  # eb | bym2 | glm
    Column("election_code", String(32)),  # NULL = all observed time
    Column("phase_code", String(40)),  # NULL = all phases
    Column("level", String(12), nullable=False),  # provinsi kabkota opd
    Column("region_code", String(16), nullable=False),
    Column("opd_id", Integer),
    *[
        Column(c, Float)
        for c in (
            "count effort exposure expected rate rate_lower rate_upper rr rr_lower rr_upper"
            " p_above p_worst_tenth rank_mean rank_lower rank_upper"
        ).split()
    ],
    Column("band", String(16)),  # sangat_mungkin mungkin tak_terbedakan lebih_baik tanpa_data
    Column("drivers", JSON),  # [{"term","value"}] on the log scale
)

effect = _result(  # national or scope-wide terms: phase mean rates, elasticities
    "effect",
    Column("fit", String(12), nullable=False),
    Column("term", String(64), nullable=False),
    Column("election_code", String(32)),
    Column("phase_code", String(40)),
    Column("value", Float),
    Column("lower", Float),
    Column("upper", Float),
    Column("p_value", Float),
)

forecast = _result(
    "forecast",
    Column("model", String(24), nullable=False),  # gabungan | utama | persistensi | klimatologi | rerata
    Column("region_code", String(16), nullable=False),
    Column("week", Date, nullable=False),  # Monday
    Column("horizon_weeks", Integer, nullable=False),
    *[Column(c, Float) for c in "mean q025 q05 q10 q25 q50 q75 q90 q95 q975".split()],
    Column("quantiles", JSON),
)

score = _result(
    "score",
    Column("model", String(24), nullable=False),
    Column("horizon_weeks", Integer, nullable=False),
    Column("target_count", Integer, nullable=False),
    *[Column(c, Float) for c in "log_score crps wis coverage_50 coverage_90 bias".split()],
)

plan = Table(
    "plan",
    metadata,
    _id(),
    Column("run_id", Integer, ForeignKey("model_run.id")),
    Column("scope_code", String(16), nullable=False),
    Column("week", Date, nullable=False),
    Column("team_count", Integer, nullable=False),
    Column("day_count", Integer, nullable=False),
    Column("exploration_share", Float, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("locked_at", DateTime),
    Column("expected_finds", Float),
)

plan_item = Table(
    "plan_item",
    metadata,
    _id(),
    Column("plan_id", Integer, ForeignKey("plan.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("rank", Integer, nullable=False),
    Column("region_code", String(16), nullable=False),
    Column("opd_id", Integer),
    Column("expected_finds", Float, nullable=False),
    Column("finds_lower", Float),
    Column("finds_upper", Float),
    Column("days_since_visit", Integer),
    Column("is_exploration", Boolean, nullable=False),
    Column("team_no", Integer),
    Column("day_no", Integer),
    Column("reason", Text, nullable=False),
)

visit_result = Table(
    "visit_result",
    metadata,
    _id(),
    Column("plan_item_id", Integer, ForeignKey("plan_item.id"), nullable=False),
    Column("visited_on", Date, nullable=False),
    Column("checked", Integer),
    Column("caught_total", Integer),
    Column("note", Text),
)

# --- people, mail, work --------------------------------------------------------------------------

app_user = Table(
    "app_user",
    metadata,
    _id(),
    Column("login", String(80), nullable=False, unique=True),
    Column("display_name", Text, nullable=False),
    Column("password_hash", Text),
    Column("role", String(16), nullable=False),  # admin pengelola analis pimpinan pengawas publik
    Column("must_change_password", Boolean, nullable=False, default=False),
    Column("disabled_at", DateTime),
    Column("created_at", DateTime, nullable=False),
)

user_scope = Table(
    "user_scope",
    metadata,
    _id(),
    Column("user_id", Integer, ForeignKey("app_user.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("region_code", String(16), nullable=False),  # this region and all below it
    Column("opd_id", Integer),
    Column("stream", String(24)),  # NULL = all streams
)

session = Table(
    "session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("user_id", Integer, ForeignKey("app_user.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("seen_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False),
    Column("csrf", String(64), nullable=False),
)

login_attempt = Table(
    "login_attempt",
    metadata,
    _id(),
    Column("login", String(80), nullable=False),
    Column("address", String(64), nullable=False),
    Column("attempted_at", DateTime, nullable=False, index=True),
    Column("succeeded", Boolean, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    _id(),
    Column("happened_at", DateTime, nullable=False),
    Column("actor", Text),
    Column("action", String(40), nullable=False),
    Column("subject", Text),
    Column("detail", JSON),
    Column("previous_hash", String(64)),
    Column("hash", String(64), nullable=False),
)

recipient = Table(
    "recipient",
    metadata,
    _id(),
    Column("email", String(254), nullable=False),
    Column("display_name", Text),
    Column("scope_code", String(16), nullable=False),
    Column("language", String(2), nullable=False, default="id"),
    Column("unsubscribe_token", String(64), nullable=False, unique=True),
    Column("unsubscribed_at", DateTime),
    Column("created_at", DateTime, nullable=False),
    UniqueConstraint("email", "scope_code"),
)

edition = Table(
    "edition",
    metadata,
    _id(),
    Column("week", Date, nullable=False),  # Monday of the ISO week it reports on
    Column("scope_code", String(16), nullable=False),
    Column("language", String(2), nullable=False),
    Column("data_version", String(64), nullable=False),
    Column("status", String(10), nullable=False),  # ready refused
    Column("message", Text),
    Column("subject", Text),
    Column("text_body", Text),
    Column("html_body", Text),
    Column("png", LargeBinary),
    Column("pdf", LargeBinary),
    Column("created_at", DateTime, nullable=False),
    UniqueConstraint("week", "scope_code", "language"),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("edition_id", Integer, ForeignKey("edition.id"), nullable=False),
    Column("recipient_id", Integer, ForeignKey("recipient.id"), nullable=False),
    Column("message_id", String(160), nullable=False),
    Column("status", String(10), nullable=False),  # queued leased sent dead
    Column("attempt_count", Integer, nullable=False, default=0),
    Column("next_attempt_at", DateTime, nullable=False),
    Column("leased_until", DateTime),
    Column("sent_at", DateTime),
    Column("last_error", Text),
    UniqueConstraint("edition_id", "recipient_id"),
)

job = Table(
    "job",
    metadata,
    _id(),
    Column("name", String(40), nullable=False),
    Column("requested_at", DateTime, nullable=False),
    Column("requested_by", Text),
    Column("started_at", DateTime),
    Column("finished_at", DateTime),
    Column("status", String(10), nullable=False),  # queued running ok failed
    Column("arguments", JSON),
    Column("message", Text),
)

lease = Table(
    "lease",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", String(80), nullable=False),
    Column("expires_at", DateTime, nullable=False),
)

setting = Table(
    "setting",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", JSON),
)

FACTS = {t.name: t for t in (headcount, sidak, attendance, violation, recommendation, prevention, published_count)}

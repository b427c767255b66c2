"""Documents, quarantine, flags, corrections, remembered column names."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from etl.schema.base import cell, identity, metadata

document = Table(
    "document",
    metadata,
    identity(),
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
    Column("replaces_sha256", String(64), index=True),  # of the document whose corrected copy this is
)

quarantine = Table(
    "quarantine",
    metadata,
    identity(),
    *cell(),
    Column("reason", String(40), nullable=False, index=True),
    Column("message", Text, nullable=False),
    Column("raw", JSON),  # column name -> printed text, personal data already removed
    Column("suggestions", JSON),
    Column("kind", String(24)),  # of the row's sheet, where it is not the document's
    Column("field", String(40)),  # what the reason is about: opd, date, checked ...
    Column("title", Text),  # printed title of its column; NULL where the table has none
    Column("inherited", JSON),  # {"fields": what titles above said, "columns": {printed title: field}}
    Column("status", String(12), nullable=False, default="open"),  # open fixed dismissed moved
    Column("fix", JSON),  # {"changes": {title: text}, "facts": {table: [ids]}, "remembered": {...}}
    Column("settled_document_id", Integer),  # the corrected workbook that settled it
    Column("resolved_at", DateTime),
    Column("resolved_by", Text),
)

flag = Table(
    "flag",
    metadata,
    identity(),
    *cell(),
    Column("reason", String(48), nullable=False, index=True),
    Column("message", Text, nullable=False),
)

correction = Table(
    "correction",
    metadata,
    identity(),
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
    identity(),
    Column("kind", String(24), nullable=False),
    Column("layout", String(64), nullable=False),  # hash of the header texts
    Column("mapping", JSON, nullable=False),
    Column("confirmed_at", DateTime, nullable=False),
    Column("confirmed_by", Text),
    UniqueConstraint("kind", "layout"),
)

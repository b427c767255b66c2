"""What people write beside the figures: annotations on a day of a region's trend."""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, ForeignKey, Index, String, Table, Text

from etl.schema.base import identity, metadata

annotation = Table(
    "annotation",
    metadata,
    identity(),
    Column("region_code", String(16), ForeignKey("region.code"), nullable=False),
    Column("on_date", Date, nullable=False),  # the day on the figure, in the region's own zone
    Column("text", Text, nullable=False),
    Column("created_by", Text, nullable=False),  # login
    Column("created_at", DateTime, nullable=False),
    Column("removed_by", Text),
    Column("removed_at", DateTime),  # NULL = shown; nothing is ever deleted
    Index("ix_annotation_place", "region_code", "on_date"),
)

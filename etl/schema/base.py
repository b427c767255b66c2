"""What all tables share: naming, identity, provenance, the shape of a fact."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def identity() -> Column:
    """The row's own number."""
    return Column("id", Integer, primary_key=True, autoincrement=True)


def source_document() -> Column:
    """The document it was printed in."""
    return Column("document_id", Integer, ForeignKey("document.id"), nullable=False, index=True)


def cell() -> list[Column]:
    """Where it was printed: the row a person sees in Excel, 1-based; a column where one row gives several."""
    return [source_document(), Column("sheet", Text), Column("row_no", Integer), Column("col_no", Integer)]


def fact_table(name: str, *columns: Column) -> Table:
    """A table of facts with place, time, provenance and versions."""
    return Table(
        name,
        metadata,
        identity(),
        *cell(),
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

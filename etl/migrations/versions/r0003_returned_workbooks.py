"""Fixes that can be taken back, corrected workbooks that replace their original, remembered region names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Plain ADD and DROP COLUMN, as in 0002: remaking `document` would break the keys of every fact on SQLite.
ADDED = {
    "document": (("replaces_sha256", sa.String(64)),),
    "quarantine": (
        ("kind", sa.String(24)),
        ("field", sa.String(40)),
        ("title", sa.Text),
        ("inherited", sa.JSON),
        ("fix", sa.JSON),
        ("settled_document_id", sa.Integer),
    ),
    "column_mapping": (("confirmed_by", sa.Text),),
}


def upgrade() -> None:
    """Add the columns, and ``region_alias``."""
    op.create_table(
        "region_alias",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("alias", sa.Text, nullable=False),
        sa.Column("region_code", sa.String(16), nullable=False),
        sa.Column("confirmed_by", sa.Text),
        sa.Column("confirmed_at", sa.DateTime),
    )
    for table, columns in ADDED.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind))
    op.create_index("ix_document_replaces_sha256", "document", ["replaces_sha256"])


def downgrade() -> None:
    """Take them out again; documents, facts and rows that wait stay."""
    op.drop_index("ix_document_replaces_sha256", "document")
    for table, columns in ADDED.items():
        for name, _ in columns:
            op.drop_column(table, name)
    op.drop_table("region_alias")

"""Annotations on trends; who made and locked a plan, how far teams travel; who entered a visit's result."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Plain ADD and DROP COLUMN: remaking `plan` would empty `plan_item` through its cascading key on SQLite.
ADDED = {
    "plan": (
        ("travel_limit_hours", sa.Float),
        ("base_code", sa.String(16)),
        ("created_by", sa.Text),
        ("locked_by", sa.Text),
    ),
    "plan_item": (("travel_hours", sa.Float),),
    "visit_result": (
        ("document_id", sa.Integer),
        ("recorded_by", sa.Text),
        ("recorded_at", sa.DateTime),
    ),
}


def upgrade() -> None:
    """Create ``annotation`` and add what later pages write."""
    op.create_table(
        "annotation",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("region_code", sa.String(16), sa.ForeignKey("region.code"), nullable=False),
        sa.Column("on_date", sa.Date, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("removed_by", sa.Text),
        sa.Column("removed_at", sa.DateTime),
    )
    op.create_index("ix_annotation_place", "annotation", ["region_code", "on_date"])
    for table, columns in ADDED.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind))


def downgrade() -> None:
    """Take them out again; plans and results of before stay."""
    for table, columns in ADDED.items():
        for name, _ in columns:
            op.drop_column(table, name)
    op.drop_index("ix_annotation_place", "annotation")
    op.drop_table("annotation")

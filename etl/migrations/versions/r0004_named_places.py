"""Places that a region knows by name: in which kecamatan a market or a square stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create ``place``."""
    op.create_table(
        "place",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("region_code", sa.String(16), sa.ForeignKey("region.code"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("kind", sa.Text),
        sa.Column("kecamatan_code", sa.String(16)),
        sa.Column("lat", sa.Float),
        sa.Column("lon", sa.Float),
        sa.Column("source_url", sa.Text),
        sa.UniqueConstraint("region_code", "name_key"),
    )


def downgrade() -> None:
    """Take it out again; inspections keep the words they name a place with."""
    op.drop_table("place")

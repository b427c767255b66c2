"""First tables: places, documents, facts, results, people and mail, as frozen in r0001_tables.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SPEC = Path(__file__).with_suffix(".toml")
TYPES = {
    "integer": sa.Integer,
    "text": sa.Text,
    "float": sa.Float,
    "boolean": sa.Boolean,
    "date": sa.Date,
    "datetime": sa.DateTime,
    "json": sa.JSON,
    "binary": sa.LargeBinary,
    "string": sa.String,
}
COLUMN = re.compile(
    r"^(?P<name>\w+) (?P<type>[a-z]+)(?:\((?P<length>\d+)\))?(?P<pk> pk)?(?P<required> required)?"
    r"(?: -> (?P<target>[\w.]+)(?P<cascade> cascade)?)?$"
)


def upgrade() -> None:
    """Create every table of the spec, parents before children."""
    tables().create_all(op.get_bind(), checkfirst=False)


def downgrade() -> None:
    """Drop them again; the database is then as empty as before."""
    tables().drop_all(op.get_bind(), checkfirst=False)


def tables() -> sa.MetaData:
    """Tables of the spec; names of keys and indexes are frozen there too."""
    metadata = sa.MetaData(
        naming_convention={
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    for name, spec in tomllib.loads(SPEC.read_text(encoding="utf-8")).items():
        sa.Table(
            name,
            metadata,
            *[_column(text) for text in spec["columns"]],
            *[sa.UniqueConstraint(*names) for names in spec.get("unique", [])],
            *[sa.Index(index, *names) for index, names in spec.get("indexes", {}).items()],
        )
    return metadata


def _column(text: str) -> sa.Column:
    found = COLUMN.match(text)
    assert found, text
    part = found.groupdict()
    kind = TYPES[part["type"]]
    keys = (
        [sa.ForeignKey(part["target"], ondelete="CASCADE" if part["cascade"] else None)]
        if part["target"]
        else []
    )
    return sa.Column(
        part["name"],
        kind(int(part["length"])) if part["length"] else kind(),
        *keys,
        primary_key=bool(part["pk"]),
        nullable=not (part["required"] or part["pk"]),
    )

"""People, mail and work: users, sessions, audit, editions, outbox, jobs, leases."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from etl.schema.base import identity, metadata

app_user = Table(
    "app_user",
    metadata,
    identity(),
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
    identity(),
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
    identity(),
    Column("login", String(80), nullable=False),
    Column("address", String(64), nullable=False),
    Column("attempted_at", DateTime, nullable=False, index=True),
    Column("succeeded", Boolean, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    identity(),
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
    identity(),
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
    identity(),
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
    identity(),
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
    identity(),
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

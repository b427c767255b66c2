"""Accounts, scopes, sessions, sign-in attempts, and the audit log with its chain of hashes.

Tokens are kept as SHA-256 only: who reads the database cannot sign in with what he finds.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, RowMapping, delete, func, insert, select, update

from etl.schema import app_user, audit, login_attempt, session, user_scope
from etl.store.engine import StoreError, is_sqlite, naive_utc, writing
from etl.store.frames import insert_row, read_frame
from etl.store.scope import Grant, Scope

ROLES = ("admin", "pengelola", "analis", "pimpinan", "pengawas", "publik")
RECORD_ROLES = {"admin", "pengelola", "pengawas"}  # who may read single records within their scope
SESSION_HOURS = 12
AUDIT_LOCK = 0x4E455452  # "NETR": PostgreSQL's advisory lock, so that the chain has one next link


@dataclass(frozen=True)
class User:
    """An account with what it may see; ``password_hash`` is checked by the dashboard, not here."""

    id: int
    login: str
    display_name: str
    role: str
    password_hash: str | None
    must_change_password: bool
    is_disabled: bool
    scope: Scope


@dataclass(frozen=True)
class Session:
    """A signed-in browser."""

    user: User
    csrf: str
    expires_at: datetime


def create_user(
    engine: Engine, *, login: str, display_name: str, role: str, password_hash: str | None, **options: Any
) -> int:
    """Add an account.

    Args:
        options: ``scopes`` (rows of ``region_code, opd_id, stream``; default the whole country for admin,
            nothing otherwise), ``must_change_password``, ``by``, ``now`` (UTC, required).

    Raises:
        StoreError: the role is unknown or the login is taken.
    """
    if role not in ROLES:
        raise StoreError(f"Peran {role!r} tidak dikenal; pilih {', '.join(ROLES)}.", code="role_unknown")
    scopes = options.get("scopes") or ([{"region_code": "00"}] if role == "admin" else [])
    with writing(engine) as connection:
        if connection.execute(select(app_user.c.id).where(app_user.c.login == login)).first():
            raise StoreError(f"Nama masuk {login!r} sudah dipakai.", code="login_taken")
        values = {
            "login": login,
            "display_name": display_name,
            "role": role,
            "password_hash": password_hash,
            "must_change_password": bool(options.get("must_change_password", False)),
            "created_at": naive_utc(options["now"]),
        }
        user_id = insert_row(connection, app_user, values)
        write_scopes(connection, user_id, scopes)
        detail = {"role": role, "scopes": [dict(row) for row in scopes]}
        now = naive_utc(options["now"])
        append_audit(
            connection, action="user", actor=options.get("by"), now=now, subject=login, detail=detail
        )
    return user_id


def update_user(engine: Engine, user_id: int, *, scopes: Sequence[Any] | None = None, **fields: Any) -> None:
    """Change ``display_name, role, password_hash, must_change_password, disabled_at`` and scopes.

    A new password is its owner's own unless ``must_change_password`` says that somebody else made it; with
    either a new password or ``disabled_at`` every session of the account ends.
    """
    if "password_hash" in fields:
        fields.setdefault("must_change_password", False)
    with writing(engine) as connection:
        if fields:
            connection.execute(update(app_user).where(app_user.c.id == user_id).values(**fields))
        if scopes is not None:
            connection.execute(delete(user_scope).where(user_scope.c.user_id == user_id))
            write_scopes(connection, user_id, scopes)
        if "password_hash" in fields or fields.get("disabled_at"):
            connection.execute(delete(session).where(session.c.user_id == user_id))


def write_scopes(connection: Connection, user_id: int, scopes: Sequence[Any]) -> None:
    """Add rows of rights (``region_code, opd_id, stream``) to an account."""
    for row in scopes:
        connection.execute(insert(user_scope).values(user_id=user_id, **row))


def find_user(connection: Connection, login: str) -> User | None:
    """The account of that login, disabled ones too."""
    row = connection.execute(select(app_user).where(app_user.c.login == login)).mappings().first()
    return _user(connection, row) if row else None


def read_users(connection: Connection) -> pl.DataFrame:
    """Accounts for the admin page, without hashes: ``id, login, display_name, role, regions`` …"""
    columns = [c for c in app_user.c if c.name != "password_hash"]
    users = read_frame(connection, select(*columns))
    scopes = read_frame(connection, select(user_scope.c.user_id, user_scope.c.region_code))
    regions = scopes.group_by("user_id").agg(pl.col("region_code").unique().sort().alias("regions"))
    return users.join(regions, left_on="id", right_on="user_id", how="left").sort("login")


def _user(connection: Connection, row: RowMapping) -> User:
    scopes = connection.execute(select(user_scope).where(user_scope.c.user_id == row["id"])).mappings().all()
    grants = [Grant(s["region_code"], s["opd_id"], s["stream"]) for s in scopes]
    scope = Scope(grants=grants, may_see_records=row["role"] in RECORD_ROLES)
    return User(
        id=row["id"],
        login=row["login"],
        display_name=row["display_name"],
        role=row["role"],
        password_hash=row["password_hash"],
        must_change_password=row["must_change_password"],
        is_disabled=row["disabled_at"] is not None,
        scope=scope,
    )


def open_session(
    engine: Engine, user_id: int, *, now: datetime, hours: int = SESSION_HOURS
) -> tuple[str, str]:
    """Start a session; returns (token for the cookie, CSRF token). Expired sessions are swept on the way."""
    now = naive_utc(now)
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    values = {
        "token_hash": _hash(token),
        "user_id": user_id,
        "created_at": now,
        "seen_at": now,
        "expires_at": now + timedelta(hours=hours),
        "csrf": csrf,
    }
    with writing(engine) as connection:
        connection.execute(delete(session).where(session.c.expires_at < now))
        connection.execute(insert(session).values(**values))
    return token, csrf


def read_session(connection: Connection, token: str, *, now: datetime) -> Session | None:
    """The session of a cookie; None when unknown, expired or its account is disabled."""
    now = naive_utc(now)
    found = (
        connection.execute(
            select(app_user, session.c.csrf, session.c.expires_at)
            .join(session, session.c.user_id == app_user.c.id)
            .where(
                session.c.token_hash == _hash(token),
                session.c.expires_at > now,
                app_user.c.disabled_at.is_(None),
            )
        )
        .mappings()
        .first()
    )
    return Session(_user(connection, found), found["csrf"], found["expires_at"]) if found else None


def close_session(engine: Engine, token: str) -> None:
    """Sign out; the cookie is worthless from now on."""
    with writing(engine) as connection:
        connection.execute(delete(session).where(session.c.token_hash == _hash(token)))


def record_attempt(engine: Engine, *, login: str, address: str, succeeded: bool, now: datetime) -> None:
    """Note a sign-in attempt; a success clears the failures of that login from that address."""
    now = naive_utc(now)
    with writing(engine) as connection:
        if succeeded:
            mine = (login_attempt.c.login == login) & (login_attempt.c.address == address)
            connection.execute(delete(login_attempt).where(mine, ~login_attempt.c.succeeded))
        connection.execute(
            insert(login_attempt).values(login=login, address=address, attempted_at=now, succeeded=succeeded)
        )


def recent_failures(connection: Connection, *, login: str, address: str, since: datetime) -> tuple[int, int]:
    """Failed attempts since then: (for this login, from this address)."""
    failed = (login_attempt.c.attempted_at >= naive_utc(since)) & ~login_attempt.c.succeeded
    count = select(func.count()).select_from(login_attempt)
    by_login = connection.execute(count.where(failed, login_attempt.c.login == login)).scalar_one()
    by_address = connection.execute(count.where(failed, login_attempt.c.address == address)).scalar_one()
    return int(by_login), int(by_address)


def append_audit(
    connection: Connection,
    *,
    action: str,
    actor: str | None,
    now: datetime,
    subject: str | None = None,
    detail: dict[str, Any] | None = None,
) -> str:
    """Add a line to the log; its hash covers the line before, so that none can be changed or taken out.

    Call it inside the transaction it reports on.
    """
    now = naive_utc(now)
    if not is_sqlite(connection):
        connection.execute(select(func.pg_advisory_xact_lock(AUDIT_LOCK)))
    last = connection.execute(select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)).scalar()
    line = {"happened_at": now, "actor": actor, "action": action, "subject": subject, "detail": detail}
    chained = _chain(last, line)
    connection.execute(insert(audit).values(previous_hash=last, hash=chained, **line))
    return chained


def check_audit(connection: Connection) -> int | None:
    """Id of the first line that does not fit the chain; None when the whole log is sound."""
    previous = None
    for row in connection.execute(select(audit).order_by(audit.c.id)).mappings():
        line = {name: row[name] for name in ("happened_at", "actor", "action", "subject", "detail")}
        if row["previous_hash"] != previous or row["hash"] != _chain(previous, line):
            return int(row["id"])
        previous = row["hash"]
    return None


def read_audit(connection: Connection, *, limit: int = 200) -> pl.DataFrame:
    """The log, newest first."""
    return read_frame(connection, select(audit).order_by(audit.c.id.desc()).limit(limit))


def _chain(previous: str | None, line: dict[str, Any]) -> str:
    text = json.dumps({**line, "happened_at": line["happened_at"].isoformat()}, sort_keys=True, default=str)
    return hashlib.sha256(f"{previous or ''}\n{text}".encode()).hexdigest()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


__all__ = [
    "ROLES",
    "Session",
    "User",
    "append_audit",
    "check_audit",
    "close_session",
    "create_user",
    "find_user",
    "open_session",
    "read_audit",
    "read_session",
    "read_users",
    "recent_failures",
    "record_attempt",
    "update_user",
    "write_scopes",
]

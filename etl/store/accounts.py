"""Changing accounts (role, rights, password, disabling); each change is one transaction with its log line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, delete, func, select, update

from etl.schema import app_user, opd, region, session, user_scope
from etl.store.engine import StoreError, naive_utc, writing
from etl.store.frames import read_frame
from etl.store.people import ROLES, append_audit, write_scopes
from etl.store.scope import STREAMS, Grant


def change_user(engine: Engine, user_id: int, *, by: str | None, now: datetime, **changes: Any) -> None:
    """Change an account.

    Args:
        changes: any of ``display_name``, ``role``, ``password_hash``, ``must_change_password``, ``disabled``
            (bool) and ``scopes`` (rows of ``region_code, opd_id, stream``, or ``Grant``).

    Raises:
        StoreError: there is no such account, role, region, OPD or stream, or it is the last active admin.
    """
    now, scopes = naive_utc(now), changes.pop("scopes", None)
    fields = dict(changes)
    if "disabled" in fields:
        fields["disabled_at"] = now if fields.pop("disabled") else None
    with writing(engine) as connection:
        found = connection.execute(select(app_user).where(app_user.c.id == user_id)).mappings().first()
        if found is None:
            raise StoreError(f"Akun no. {user_id} tidak ada.", code="login_unknown")
        _check_role(connection, dict(found), fields)
        if fields:
            connection.execute(update(app_user).where(app_user.c.id == user_id).values(**fields))
        if scopes is not None:
            rows = check_scopes(connection, scopes)
            connection.execute(delete(user_scope).where(user_scope.c.user_id == user_id))
            write_scopes(connection, user_id, rows)
        if {"password_hash", "disabled_at", "role"} & fields.keys():  # whoever is signed in signs in anew
            connection.execute(delete(session).where(session.c.user_id == user_id))
        detail = _told(fields, scopes)
        append_audit(connection, action="user", actor=by, now=now, subject=found["login"], detail=detail)


def _check_role(connection: Connection, known: dict[str, Any], fields: Mapping[str, Any]) -> None:
    role = fields.get("role", known["role"])
    if role not in ROLES:
        raise StoreError(f"Peran {role!r} tidak dikenal; pilih {', '.join(ROLES)}.", code="role_unknown")
    stays = role == "admin" and fields.get("disabled_at", known["disabled_at"]) is None
    if known["role"] == "admin" and known["disabled_at"] is None and not stays:
        active = (app_user.c.role == "admin") & app_user.c.disabled_at.is_(None)
        others = select(func.count()).select_from(app_user).where(active, app_user.c.id != known["id"])
        if not connection.execute(others).scalar_one():
            raise StoreError(
                "Ini admin aktif yang terakhir; jadikan orang lain admin lebih dahulu.", code="last_admin"
            )


def check_scopes(connection: Connection, scopes: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows of rights whose region, OPD and stream exist; an OPD must lie within its region.

    Raises:
        StoreError: one does not.
    """
    rows = [_row(scope) for scope in scopes]
    for row in rows:
        code, number, stream = row["region_code"], row["opd_id"], row["stream"]
        if not connection.execute(select(region.c.code).where(region.c.code == code)).first():
            raise StoreError(f"Wilayah {code} tidak ada.", code="region_unknown")
        place = connection.execute(select(opd.c.region_code).where(opd.c.id == number)).scalar()
        if number is not None and (place is None or not Grant(code).reaches(place)):
            raise StoreError(f"OPD no. {number} tidak ada di wilayah {code}.", code="opd_unknown")
        if stream is not None and stream not in STREAMS.values():
            names = ", ".join(STREAMS.values())
            raise StoreError(f"Jenis catatan {stream!r} tidak ada; pilih {names}.", code="stream_unknown")
    return rows


def _row(scope: Any) -> dict[str, Any]:
    names = ("region_code", "opd_id", "stream")
    if isinstance(scope, Grant):
        return {name: getattr(scope, name) for name in names}
    return {name: scope.get(name) for name in names}


def _told(fields: Mapping[str, Any], scopes: Sequence[Any] | None) -> dict[str, Any]:
    """What changed, in words for the log: never a password, not even its hash."""
    told = {k: str(v) if v is not None else None for k, v in fields.items() if k != "password_hash"}
    if "password_hash" in fields:
        told |= {"password": "diganti"}
    if scopes is not None:
        told["scopes"] = ", ".join(describe_grant(Grant(**_row(s))) for s in scopes)
    return told


def describe_grant(grant: Grant) -> str:
    """A right as the terminal writes it: region[:OPD number][:stream]."""
    parts = [grant.region_code, "" if grant.opd_id is None else str(grant.opd_id), grant.stream or ""]
    return ":".join(parts).rstrip(":")


def read_rights(connection: Connection) -> pl.DataFrame:
    """Every right: ``user_id, login, region_code, region_name, opd_id, opd_name, stream``, by login."""
    query = (
        select(
            user_scope.c.user_id,
            app_user.c.login,
            user_scope.c.region_code,
            region.c.name.label("region_name"),
            user_scope.c.opd_id,
            opd.c.name.label("opd_name"),
            user_scope.c.stream,
        )
        .join(app_user, app_user.c.id == user_scope.c.user_id)
        .outerjoin(region, region.c.code == user_scope.c.region_code)
        .outerjoin(opd, opd.c.id == user_scope.c.opd_id)
    )
    return read_frame(connection, query).sort("login", "region_code", "opd_id", "stream", nulls_last=False)


__all__ = ["change_user", "check_scopes", "describe_grant", "read_rights"]

"""Accounts at the door: passwords (argon2id), new accounts, and the scope that each query is asked with."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from etl import store
from etl.store import Scope, people
from etl.store.engine import Connection, Engine
from geo import NetraError

SHORTEST_PASSWORD = 10
_WORDS = "abcdefghjkmnpqrstuvwxyz23456789"  # no letters that look alike on paper: i l o 0 1


class AccountError(NetraError):
    """An account that cannot be made or changed as asked."""


def scope_of(user: people.User) -> Scope:
    """What a reader may see; it is also part of every cache key."""
    return user.scope


def new_user(
    engine: Engine,
    login: str,
    *,
    role: str,
    scope_code: str = "00",
    reset: bool = False,
    **options: Any,
) -> str:
    """Make an account (or, with ``reset``, give it a new password); returns the password, shown once.

    Args:
        options: ``must_change`` (its owner is asked for an own password at the first sign-in; default True,
            not in a demonstration), ``name``, ``scopes`` (rows of ``region_code, opd_id, stream``), ``by``.

    Raises:
        AccountError: the login is taken (without ``reset``) or does not exist (with it).
        StoreError: the role is unknown.
    """
    password = first_password()
    kept: dict[str, Any] = {
        "password_hash": hash_password(password),
        "must_change_password": options.get("must_change", True),
        "by": options.get("by"),
        "now": datetime.now(UTC).replace(tzinfo=None),
    }
    with store.reading(engine) as cx:
        user = people.find_user(cx, login)
    if reset:
        if user is None:
            raise AccountError(f"Akun “{login}” tidak ada.", code="login_unknown")
        store.change_user(engine, user.id, **kept)
        return password
    scopes = options.get("scopes") or [{"region_code": scope_code}]
    name = options.get("name") or login.capitalize()
    people.create_user(engine, login=login, display_name=name, role=role, scopes=scopes, **kept)
    return password


def first_password() -> str:
    """Three groups of four signs, easy to read out and to copy from paper."""
    return "-".join("".join(secrets.choice(_WORDS) for _ in range(4)) for _ in range(3))


def check_password(connection: Connection, login: str, password: str) -> people.User | None:
    """The account when login and password fit; the work is the same when the login does not exist."""
    user = people.find_user(connection, login)
    kept = user.password_hash if user and user.password_hash else _nobody()
    try:
        fits = bool(_hasher().verify(kept, password))
    except (Argon2Error, InvalidHashError):
        fits = False
    return user if user and fits and user.password_hash and not user.is_disabled else None


def hash_password(password: str) -> str:
    """argon2id hash to keep in place of the password."""
    return _hasher().hash(password)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # argon2id, RFC 9106 low-memory profile: 64 MiB, 3 passes


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_hex(16))

"""Accounts, sessions, throttling, the outbox under leases, jobs and the worker's lease, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from etl import store
from etl.store.engine import Engine
from tests.etl.world import EVERYTHING, add_regions

NOW = datetime(2024, 10, 28, 6, 0, tzinfo=UTC)


def _user(engine: Engine, login: str = "ani", role: str = "pengawas", **more: object) -> int:
    options = {"scopes": [{"region_code": "99.71"}], "now": NOW, **more}
    return store.create_user(engine, login=login, display_name="A", role=role, password_hash="h", **options)


def test_user_has_the_scope_that_was_granted(engine: Engine) -> None:
    """An inspector of one city sees its records and nothing of the regency beside it."""
    _user(engine)
    with store.reading(engine) as cx:
        user = store.find_user(cx, "ani")
    assert user is not None
    assert user.scope == store.Scope(regions=("99.71",), may_see_records=True)
    assert user.scope.covers("99.71.01")
    assert not user.scope.covers("99.01")


def test_public_role_never_sees_records(engine: Engine) -> None:
    """Publik and pimpinan read sums only."""
    _user(engine, "umum", role="publik")
    with store.reading(engine) as cx:
        user = store.find_user(cx, "umum")
    assert user is not None
    assert not user.scope.may_see_records


def test_a_login_is_given_once(engine: Engine) -> None:
    """The second account of that name is refused in a sentence, and so is an unknown role."""
    _user(engine)
    with pytest.raises(store.StoreError, match="sudah dipakai"):
        _user(engine)
    with pytest.raises(store.StoreError, match="Peran"):
        _user(engine, "budi", role="raja")


def test_session_ends(engine: Engine) -> None:
    """A cookie works until sign-out, until it expires, or until its password changes."""
    number = _user(engine)
    token, csrf = store.open_session(engine, number, now=NOW)
    with store.reading(engine) as cx:
        session = store.read_session(cx, token, now=NOW)
        assert session is not None
        assert (session.user.login, session.csrf) == ("ani", csrf)
        assert store.read_session(cx, token, now=NOW + timedelta(hours=13)) is None
        assert store.read_session(cx, token + "x", now=NOW) is None
    store.close_session(engine, token)
    again, _ = store.open_session(engine, number, now=NOW)
    store.update_user(engine, number, password_hash="new")
    with store.reading(engine) as cx:
        assert store.read_session(cx, token, now=NOW) is None
        assert store.read_session(cx, again, now=NOW) is None


def test_failures_are_counted_per_login_and_address(engine: Engine) -> None:
    """Three wrong passwords are remembered; a right one clears them."""
    for _ in range(3):
        store.record_attempt(engine, login="ani", address="10.0.0.1", succeeded=False, now=NOW)
    since = NOW - timedelta(minutes=15)
    with store.reading(engine) as cx:
        assert store.recent_failures(cx, login="ani", address="10.0.0.2", since=since) == (3, 0)
        assert store.recent_failures(cx, login="budi", address="10.0.0.1", since=since) == (0, 3)
    store.record_attempt(engine, login="ani", address="10.0.0.1", succeeded=True, now=NOW)
    with store.reading(engine) as cx:
        assert store.recent_failures(cx, login="ani", address="10.0.0.1", since=since) == (0, 0)


def _edition(engine: Engine, status: str = "ready") -> int:
    columns = {"week": date(2024, 10, 21), "scope_code": "99", "language": "id", "data_version": "v"}
    return store.write_edition(engine, **columns, status=status, subject="s", created_at=NOW)


def _two_recipients(engine: Engine) -> None:
    for name in ("a", "b"):
        store.add_recipient(engine, email=f"{name}@contoh.go.id", scope_code="99", now=NOW)


def test_each_recipient_is_promised_one_message(engine: Engine) -> None:
    """The Monday tick may run many times; the outbox keeps one message per edition and recipient."""
    _two_recipients(engine)
    number = _edition(engine)
    assert store.enqueue(engine, number, domain="netra.id", now=NOW) == 2
    assert store.enqueue(engine, number, domain="netra.id", now=NOW) == 0
    with store.reading(engine) as cx:
        ids = store.read_outbox(cx)["message_id"].to_list()
    assert len(set(ids)) == 2
    assert all(i.startswith("<netra.2024-W43.99.id.") for i in ids)


def test_a_ready_edition_is_never_replaced(engine: Engine) -> None:
    """A refused edition may be made anew; a ready one stays as it was sent."""
    first = _edition(engine, status="refused")
    assert _edition(engine) == first
    assert _edition(engine, status="refused") == first
    with store.reading(engine) as cx:
        kept = store.read_edition(cx, week=date(2024, 10, 21), scope_code="99")
    assert kept is not None
    assert kept["status"] == "ready"


def test_lease_of_a_dead_worker_runs_out(engine: Engine) -> None:
    """A message taken by a worker that dies is taken again after its lease, with the same Message-ID."""
    store.add_recipient(engine, email="a@contoh.go.id", scope_code="99", now=NOW)
    store.enqueue(engine, _edition(engine), domain="netra.id", now=NOW)
    first = store.lease_next(engine, now=NOW, seconds=60)
    assert first is not None
    assert store.lease_next(engine, now=NOW + timedelta(seconds=30)) is None
    second = store.lease_next(engine, now=NOW + timedelta(seconds=61))
    assert second is not None
    assert (second["message_id"], second["attempt_count"]) == (first["message_id"], 2)
    store.mark_sent(engine, second["id"], now=NOW)
    assert store.lease_next(engine, now=NOW + timedelta(days=1)) is None


def test_retries_stretch_and_end(engine: Engine) -> None:
    """After 1, 5, 15, 60 and 240 minutes (± 20 %) a message is dead; the button brings it back."""
    store.add_recipient(engine, email="a@contoh.go.id", scope_code="99", now=NOW)
    store.enqueue(engine, _edition(engine), domain="netra.id", now=NOW)
    moment, status, waits = NOW, "queued", []
    while status == "queued":
        row = store.lease_next(engine, now=moment)
        assert row is not None
        status = store.mark_failed(engine, row["id"], error="451 nanti", now=moment)
        with store.reading(engine) as cx:
            due = store.read_outbox(cx)["next_attempt_at"][0].replace(tzinfo=UTC)
        waits.append((due - moment).total_seconds() / 60)
        moment = max(due, moment) + timedelta(seconds=1)
    assert status == "dead"
    for wait, minutes in zip(waits, (1, 5, 15, 60, 240), strict=False):
        assert 0.8 * minutes <= wait <= 1.2 * minutes
    store.retry_dead(engine, row["id"], now=moment)
    assert store.lease_next(engine, now=moment) is not None


def test_who_left_gets_nothing(engine: Engine) -> None:
    """One click leaves; a queued message is not sent any more, and coming back is possible."""
    store.add_recipient(engine, email="a@contoh.go.id", scope_code="99", now=NOW)
    store.enqueue(engine, _edition(engine), domain="netra.id", now=NOW)
    with store.reading(engine) as cx:
        token = store.read_recipients(cx)["unsubscribe_token"][0]
    assert store.unsubscribe(engine, token, now=NOW)
    assert not store.unsubscribe(engine, "tidak ada", now=NOW)
    assert store.lease_next(engine, now=NOW) is None
    store.add_recipient(engine, email="a@contoh.go.id", scope_code="99", now=NOW)
    assert store.lease_next(engine, now=NOW) is not None


def test_one_worker_at_a_time(engine: Engine) -> None:
    """A second worker waits until the first gives the lease back or is gone too long."""
    assert store.take_lease(engine, "worker", holder="a", now=NOW, seconds=60)
    assert store.take_lease(engine, "worker", holder="a", now=NOW, seconds=60)
    assert not store.take_lease(engine, "worker", holder="b", now=NOW, seconds=60)
    assert store.take_lease(engine, "worker", holder="b", now=NOW + timedelta(seconds=61), seconds=60)
    store.release_lease(engine, "worker", holder="a")
    assert not store.take_lease(engine, "worker", holder="a", now=NOW + timedelta(seconds=62), seconds=60)
    store.release_lease(engine, "worker", holder="b")
    assert store.take_lease(engine, "worker", holder="a", now=NOW, seconds=60)


def test_jobs_are_taken_in_order(engine: Engine) -> None:
    """A page asks, the worker does, and the answer is kept."""
    number = store.request_job(engine, "fit", now=NOW, by="ani", scope_code="99")
    job = store.take_job(engine, now=NOW)
    assert job is not None
    assert (job["id"], job["arguments"]) == (number, {"scope_code": "99"})
    assert store.take_job(engine, now=NOW) is None
    store.finish_job(engine, number, status="failed", now=NOW, message="kurang data")
    with store.reading(engine) as cx:
        assert store.read_jobs(cx)["message"].to_list() == ["kurang data"]


def test_settings_keep_json(engine: Engine) -> None:
    """What an administrator sets is there after a restart."""
    store.write_setting(engine, "batas", {"hari": 14})
    store.write_setting(engine, "batas", {"hari": 7})
    with store.reading(engine) as cx:
        assert store.read_setting(cx, "batas") == {"hari": 7}
        assert store.read_setting(cx, "lain", default=1) == 1


def test_backup_and_restore(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A backup taken while open brings everything back, and is never written over another file."""
    add_regions(engine)
    _user(engine)
    path = tmp_path_factory.mktemp("cadangan") / "netra.cadangan"
    store.backup(engine, path)
    with pytest.raises(store.StoreError, match="sudah ada"):
        store.backup(engine, path)
    _user(engine, "budi")
    store.restore(engine, path)
    with store.reading(engine) as cx:
        assert store.find_user(cx, "ani") is not None
        assert store.find_user(cx, "budi") is None
        assert store.read_regions(cx, EVERYTHING).height == 4
        assert all(fact["is_fine"] for fact in store.doctor_facts(cx)[:3])


def test_restore_of_something_else_changes_nothing(engine: Engine, tmp_path: object) -> None:
    """A workbook or a missing file is no backup; the database stays."""
    from pathlib import Path

    add_regions(engine)
    wrong = Path(str(tmp_path)) / "x.xlsx"
    wrong.write_bytes(b"PK\x03\x04")
    for path in (wrong, wrong.with_name("tidak-ada")):
        with pytest.raises(store.StoreError):
            store.restore(engine, path)
    with store.reading(engine) as cx:
        assert store.read_regions(cx, EVERYTHING).height == 4

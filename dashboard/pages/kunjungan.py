"""What the page of plans changes: a new plan, its lock, and what a visit found, which becomes a record.

A result is kept as a small document of its own (one row of a sidak recap), read by the same reader as the
offices' files: it has a lineage, can be undone, and counts in the panel like any other.
"""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from dashboard.pages.hak import PLAN_ROLES
from dashboard.planning import Wish, make_plan
from etl import store
from geo import NetraError

if TYPE_CHECKING:
    from dashboard.pages.tindakan import Act, Change

MOST_TEAMS, MOST_DAYS = 20, 7
SHARES = (10, 15, 20, 25, 30)  # per cent drawn at random; DOMAIN 9 asks for 15–20
HOURS = (1, 2, 3, 4, 6)
HEADS = ("Tanggal", "OPD", "Tim", "Jumlah diperiksa", "Terjaring", "Keterangan")
LATEST_DAYS = 60  # a result entered later than that belongs to a file of the office


def new_plan(act: Act) -> str:
    """Ask for a plan of the coming week."""
    share, hours = act.number("jelajah") or SHARES[2], act.number("jam")
    if share not in SHARES or (hours and hours not in HOURS):
        raise NetraError("Pilihan itu tidak dikenal; pilih dari daftar.")
    _require_scope(act)
    wish = Wish(
        scope_code=act.region,
        team_count=act.number("tim", least=1, most=MOST_TEAMS) or 1,
        day_count=act.number("hari", least=1, most=MOST_DAYS) or 1,
        exploration_share=share / 100,
        base_code=act.text("berangkat", 16) or None,
        travel_limit_hours=float(hours) if hours else None,
    )
    engine = act.screen.engine
    with store.reading(engine) as cx:
        today = store.read_clock(cx, act.region, today=act.screen.settings.day())
        held, _ = store.read_plan(cx, act.user.scope, scope_code=act.region, week=week_of(today))
    if held and held["locked_at"]:
        raise NetraError("Rencana pekan ini sudah dikunci. Buka kuncinya lebih dahulu.")
    plan_id = make_plan(engine, act.screen.settings, wish, today=today)
    store.claim_plan(engine, plan_id, by=act.user.login, now=act.now)
    return f"?pekan={week_of(today)}#daftar-kunjungan"


def week_of(today: date) -> date:
    """Monday of the week that is planned: on a Monday the one that begins."""
    return today + timedelta(days=-today.weekday() % 7)


def _require_scope(act: Act) -> None:
    if not act.region or not act.user.scope.covers(act.region):
        raise NetraError("Wilayah itu tidak ada, atau di luar kewenangan akun ini.")


def lock(act: Act) -> str:
    """From now on this is what the teams carry."""
    _set_lock(act, is_locked=True)
    return "daftar-kunjungan"


def unlock(act: Act) -> str:
    """Open it again while nothing has been entered."""
    _set_lock(act, is_locked=False)
    return "daftar-kunjungan"


def _set_lock(act: Act, *, is_locked: bool) -> None:
    number = act.number("nomor", most=2**31 - 1) or 0
    scope = act.user.scope
    store.set_lock(act.screen.engine, scope, number, is_locked=is_locked, by=act.user.login, now=act.now)


def enter_result(act: Act) -> str:
    """What a visit found; entered again it corrects what was entered before."""
    item = act.number("nomor", most=2**31 - 1) or 0
    with store.reading(act.screen.engine) as cx:
        visit = store.read_visit(cx, act.user.scope, item)
        today = store.read_clock(cx, visit["region_code"], today=act.screen.settings.day())
    result = _result(act, visit, today)
    result["document_id"] = _into_records(act, visit, result, today)
    store.keep_visit(act.screen.engine, item, result, by=act.user.login, now=act.now)
    return f"kunjungan-{item}"


def _result(act: Act, visit: dict[str, Any], today: date) -> dict[str, Any]:
    on, caught = act.day("hari"), act.number("terjaring", most=10_000)
    checked = act.number("diperiksa", most=100_000)
    if visit["locked_at"] is None:
        raise NetraError("Kunci rencananya lebih dahulu: hasil diisi pada rencana yang dibawa tim.")
    week_end = visit["week"] + timedelta(days=LATEST_DAYS)
    if not visit["week"] <= on <= max(today, visit["week"] + timedelta(days=6)) or on > week_end:
        raise NetraError("Tanggal kunjungan berada di luar pekan rencana sampai hari ini.")
    if caught is None:
        raise NetraError("Isi jumlah yang terjaring; nol juga jawaban.")
    if checked is not None and caught > checked:
        raise NetraError("Yang terjaring tidak dapat lebih banyak daripada yang diperiksa.")
    return {
        "visited_on": on,
        "checked": checked,
        "caught_total": caught,
        "note": act.text("catatan", 300) or None,
    }


def _into_records(act: Act, visit: dict[str, Any], result: dict[str, Any], today: date) -> int | None:
    """The result as a document of the region; an earlier one of the same visit is taken back."""
    from etl.importing import ImportOptions
    from etl.pipeline import import_document

    engine, settings = act.screen.engine, act.screen.settings
    options = ImportOptions(
        region_code=visit["region_code"],
        kind="sidak",
        known_on=max(today, result["visited_on"]),
        imported_by=act.user.login,
        is_simulated=bool(visit["is_simulated"]),
        today=max(today, result["visited_on"]),
        hash_key=settings.secret_key(),
        data_key=settings.data_key.get_secret_value() or None,
        now=act.now,
    )
    name = f"Hasil kunjungan, rencana {visit['plan_id']}, urut {visit['rank']}.csv"
    told = import_document(engine, paper(visit, result), name=name, options=options)
    if told.outcome not in {"import", "known", "partial"}:
        raise NetraError(f"Hasil tidak dapat dicatat: {told.message}")
    before = visit["document_id"]
    if before and before != told.document_id:
        why = "hasil kunjungan diisi ulang"
        store.undo_document(engine, before, by=act.user.login, now=act.now, reason=why)
    return told.document_id


def paper(visit: dict[str, Any], result: dict[str, Any]) -> bytes:
    """One row of a sidak recap; a region without a named OPD is written without one."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([f"Hasil kunjungan rencana nomor {visit['plan_id']} urut {visit['rank']}"])
    has_unit = visit["opd_name"] is not None
    cells = [
        result["visited_on"].isoformat(),
        visit["opd_name"],
        visit["team_no"] or 1,
        "" if result["checked"] is None else result["checked"],
        result["caught_total"],
        result["note"] or "",
    ]
    kept = [i for i in range(len(HEADS)) if i != 1 or has_unit]
    writer.writerow([HEADS[i] for i in kept])
    writer.writerow([cells[i] for i in kept])
    return text.getvalue().encode()


CHANGES: dict[str, tuple[frozenset[str], Change]] = {
    "rencana": (PLAN_ROLES, new_plan),
    "rencana/kunci": (PLAN_ROLES, lock),
    "rencana/buka": (PLAN_ROLES, unlock),
    "rencana/hasil": (PLAN_ROLES, enter_result),
}

"""Jejak audit: who changed what, whether the chain of hashes holds, and work asked of the worker."""

from __future__ import annotations

from typing import Any

from flask import Response

from dashboard.pages.data.desk import Desk, Door
from dashboard.pages.data.orang import _users
from etl import store

MOST_LINES = 300
JOB = "fit"


def install(door: Door) -> None:
    """Routes of this panel."""
    door.get("/jejak", right="jejak")(show)
    door.post("/hitung", right="hitung")(calculate)


def show(desk: Desk, problem: str = "") -> Response:
    """The newest lines, the check of the chain, the latest jobs."""
    broken = desk.read(store.check_audit)
    lines = desk.read(store.read_audit, limit=MOST_LINES).rows(named=True)
    jobs: list[dict[str, Any]] = desk.read(store.read_jobs, limit=8).rows(named=True)
    if not desk.scope.is_national:
        own = {u["login"] for u in _users(desk)} | {desk.session.user.login}
        lines = [line for line in lines if line["actor"] in own]
        jobs = [job for job in jobs if job["requested_by"] in own]
    runs = desk.read(store.read_runs, limit=1)
    last = runs.row(0, named=True) if runs.height else None
    return desk.page(
        "jejak", panel="jejak", problem=problem, lines=lines, broken=broken, jobs=jobs, last=last,
        can_calculate=desk.may("hitung"),
    )  # fmt: skip


def calculate(desk: Desk) -> Response:
    """Ask the worker to fit now; a page never fits models itself."""
    author = desk.author()
    store.request_job(desk.engine, JOB, now=author.now, by=author.login)
    store.note(desk.engine, author, "job", JOB)
    path = "/jejak" if desk.may("jejak") else ""
    return desk.go(path, said="hitung_diminta")

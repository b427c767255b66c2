"""A plan of visits made on demand, in a process of its own: scipy would cost a web worker 3 s and 100 MB.

The page asks ``make_plan``; a child reads what is asked as JSON, writes the plan into the database and
answers with its number, or with the sentence that says why there is none.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from dashboard.config import Settings
from etl import store
from etl.store.engine import Engine
from geo import NetraError

LEASE = "rencana"
LONGEST_SECONDS = 80  # gunicorn waits 120


@dataclass(frozen=True)
class Wish:
    """What the form asks for; ``base_code`` None = travel is not counted."""

    scope_code: str
    team_count: int
    day_count: int
    exploration_share: float
    base_code: str | None = None
    travel_limit_hours: float | None = None


def make_plan(engine: Engine, settings: Settings, wish: Wish, *, today: date) -> int:
    """Make a plan beside earlier ones and return its id.

    Raises:
        NetraError: nothing to plan from, nothing in reach, or another plan is being made.
    """
    holder = secrets.token_hex(8)
    if not store.take_lease(engine, LEASE, holder=holder, now=datetime.now(UTC), seconds=LONGEST_SECONDS):
        raise NetraError("Rencana lain sedang disusun; coba lagi sebentar lagi.")
    try:
        return _ask_child(settings, wish, today)
    finally:
        store.release_lease(engine, LEASE, holder=holder)


def _ask_child(settings: Settings, wish: Wish, today: date) -> int:
    asked = {"url": settings.database_url(), "today": today.isoformat(), "wish": asdict(wish)}
    try:
        done = subprocess.run(  # the address travels by stdin: it may hold a password
            [sys.executable, "-m", "dashboard.planning"],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NetraError("Penyusunan rencana terlalu lama; kurangi tim atau hari, lalu ulangi.") from error
    try:
        answer = json.loads(done.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError) as error:
        raise NetraError("Rencana gagal disusun; lihat catatan server.") from error
    if "plan_id" not in answer:
        raise NetraError(answer["problem"])
    return int(answer["plan_id"])


def main() -> None:
    """The child: JSON in, a plan in the database, JSON out."""
    from dashboard.config import calm_threads

    calm_threads()
    from models.run import plan_scope

    asked = json.load(sys.stdin)
    wish = Wish(**asked["wish"])
    try:
        plan_id = plan_scope(
            store.connect(asked["url"]),
            wish.scope_code,
            today=date.fromisoformat(asked["today"]),
            teams=wish.team_count,
            days=wish.day_count,
            exploration_share=wish.exploration_share,
            base_code=wish.base_code,
            travel_limit_hours=wish.travel_limit_hours,
        )
        print(json.dumps({"plan_id": plan_id}))
    except NetraError as problem:
        print(json.dumps({"problem": problem.message}))


if __name__ == "__main__":
    main()

"""First start: a database with the published record, and the fictional province 99 as a demonstration.

Everything enters through the same import as an office's own files; nothing is written by a side door.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from dashboard.config import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

SEED = 99
_DEMO_LOGINS = ("admin", "pimpinan", "pengawas")
Step = Callable[[int, int, str], AbstractContextManager[list[str]]]


def prepare(config: Settings, *, with_simulation: bool, step: Step) -> None:
    """Create, load and (for a demonstration) simulate and fit; a step already done is quick.

    Raises NetraError in a sentence when the folder or the database cannot be used.
    """
    from etl import pipeline, store

    total = 6 if with_simulation else 3
    config.var_dir.mkdir(parents=True, exist_ok=True)
    database = store.connect(config.database_url())
    with step(1, total, "Menyiapkan basis data") as said:
        store.migrate(database)
        said.append(_without_password(config.database_url()))
    with step(2, total, "Memuat wilayah, kalender, dan catatan publik beserta sumbernya") as said:
        results = pipeline.load_reference(database, hash_key=config.secret_key(), today=config.day())
        said.append(_summary(results))
    if with_simulation:
        with step(3, total, "Menulis provinsi simulasi 99 sebagai dokumen") as said:
            files = _simulated_files(config.var_dir / "simulasi")
            said.append(f"{len(files)} dokumen SIMULASI")
        with step(4, total, "Memuat dokumen simulasi lewat jalur yang sama dengan berkas kantor") as said:
            said.append(_import_simulated(database, config, files))
        with step(5, total, "Menghitung laju, risiko, prakiraan, dan rencana") as said:
            said.append(_fit(database, config))
    with step(total, total, "Menyiapkan pengguna") as said:
        said.append(_users(database, config, with_simulation=with_simulation))


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return url.replace(f":{parts.password}@", ":…@") if parts.password else url


def borrow(folder: Path) -> Settings:
    """The demonstration in ``folder``, to measure or try on: a copy of the kept one, else made afresh."""
    from etl import store

    kept, own = Settings(), Settings(var_dir=folder, db="")
    if (kept.var_dir / "netra.db").is_file():
        store.backup(store.connect(f"sqlite:///{(kept.var_dir / 'netra.db').resolve()}"), folder / "netra.db")
        store.migrate(store.connect(own.database_url()))
    else:
        prepare(own, with_simulation=True, step=lambda *_said: nullcontext([]))
    return own


def _simulated_files(folder: Path) -> list[Path]:
    """The simulation's documents in their order, written once; deleting the folder writes them anew."""
    manifest = folder / "manifest.csv"
    if manifest.is_file():
        with manifest.open(newline="", encoding="utf-8") as file:
            written = [folder / row["file"] for row in csv.DictReader(file)]
        if all(path.is_file() for path in written):
            return written
    from etl.simulate import simulate

    return list(simulate(folder, seed=SEED).paths)


def _import_simulated(database: Engine, config: Settings, files: list[Path]) -> str:
    from etl import pipeline

    options = pipeline.ImportOptions(
        is_simulated=True, imported_by="demo", today=config.day(), hash_key=config.secret_key()
    )
    return _summary(pipeline.import_many(database, files, options=options))


def _summary(results: list) -> str:
    records = sum(r.record_count for r in results)
    waiting = sum(len(r.quarantined) for r in results)
    known = sum(r.outcome == "known" for r in results)
    old = f", {known} sudah dikenal" if known else ""
    return f"{len(results)} dokumen{old}, {records} catatan, {waiting} di karantina"


def _fit(database: Engine, config: Settings) -> str:
    from etl import store

    with store.reading(database) as cx:
        stale = [code for code in store.read_scopes(cx) if store.fit_is_stale(cx, code)]
    if not stale:
        return "hitungan terakhir masih berlaku"
    from models.run import fit_scope  # brings statsmodels: only when there is something to fit

    reports = [fit_scope(database, code, today=config.day(), seed=1) for code in stale]
    return "; ".join(f"{r.scope_code}: {r.message.split('. ')[0].rstrip('.')}" for r in reports)


def _users(database: Engine, config: Settings, *, with_simulation: bool) -> str:
    from dashboard.auth import new_user
    from etl import store

    path = password_file(config)
    with store.reading(database) as cx:
        missing = [x for x in _DEMO_LOGINS[: 3 if with_simulation else 1] if store.find_user(cx, x) is None]
    lines = []
    for login in missing:
        scope = "00" if login == "admin" else "99"
        first = new_user(  # visitors of a demonstration look round at once
            database, login, role=login, scope_code=scope, must_change=not with_simulation
        )
        lines.append(f"{login} {first}\n")
    if lines:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
            file.writelines(lines)
    return f"{len(missing)} pengguna baru" if missing else "pengguna sudah ada"


def password_file(config: Settings) -> Path:
    """Where the first passwords wait to be changed; readable to the owner alone."""
    return config.var_dir / "sandi-awal.txt"


def sign_in_hint(config: Settings) -> str:
    """One line that says how to sign in on first start."""
    path = password_file(config)
    if not path.is_file():
        return "Masuk dengan akun Anda (buat akun: netra user NAMA)."
    login, password = path.read_text().split()[:2]
    return f"Masuk sebagai {login}, sandi {password} (tersimpan di {path}; hapus berkas itu sesudah diganti)."

"""Signal 9 at any moment of an import, a hundred times on both databases: whole documents or nothing."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

from sqlalchemy import func, select, text

from etl import store
from etl.pipeline import import_many
from etl.schema import audit, document, sidak
from etl.store.engine import Engine
from tests.etl.killed_import import OPTIONS

KILLS = 100
ROWS, FILES = 60, 400
LONGEST = 0.05  # seconds after the first import begins; one import takes about 0.02 on an idle machine
PATIENCE = 8  # kills that no import survived, before a busy machine gets more time
ROOT = Path(__file__).resolve().parents[2]


def _files(folder: Path) -> list[Path]:
    folder.mkdir()
    for n in range(FILES):
        day = f"{1 + n % 28:02d}/{1 + n // 28 % 12:02d}/{2019 + n // 336}"
        lines = [f"{day};{i};Titik {i};10;{i % 3}" for i in range(ROWS)]
        head = "Tanggal;Tim;Lokasi;Jumlah diperiksa;Terjaring\n"
        (folder / f"{n:03d}.csv").write_text(head + "\n".join(lines), encoding="utf-8")
    return sorted(folder.glob("*.csv"))


def _whole_documents(engine: Engine, before: int) -> int:
    """How many documents of the test are in; every one of them with all its rows and its line in the log."""
    with store.reading(engine) as cx:
        counted = select(sidak.c.document_id, func.count()).group_by(sidak.c.document_id)
        rows = dict(map(tuple, cx.execute(counted)))
        kept = cx.execute(select(document.c.id).where(document.c.kind == "sidak")).scalars().all()
        lines = cx.execute(select(func.count()).select_from(audit)).scalar_one()
    assert rows == dict.fromkeys(kept, ROWS), "a part of a document was kept"
    assert lines == before + len(kept), "the log tells of another number of imports"
    return len(kept)


def test_hundred_kills_leave_whole_documents(loaded: Engine, tmp_path: Path) -> None:
    """After each kill only whole documents are in; the rerun loads the rest, each row once."""
    files = _files(tmp_path / "berkas")
    address = loaded.url.render_as_string(hide_password=False)
    with store.reading(loaded) as cx:
        before = cx.execute(select(func.count()).select_from(audit)).scalar_one()
    dice, done, longest, unlucky = random.Random(9), 0, LONGEST, 0
    command = [sys.executable, "-m", "tests.etl.killed_import", address, str(tmp_path / "berkas")]
    settings = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}
    with subprocess.Popen(
        command, cwd=ROOT, env=settings, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for _ in range(KILLS):
            program.stdin.write(f"{dice.uniform(0, longest)} {done}\n")
            program.stdin.flush()
            assert program.stdout.readline() == "gone\n"
            before_kill, done = done, _whole_documents(loaded, before)
            unlucky = unlucky + 1 if done == before_kill else 0
            if unlucky == PATIENCE:
                longest, unlucky = longest * 1.5, 0
        program.stdin.close()
    assert 0 < done < FILES, "kills between the first file and the last"
    results = import_many(loaded, files[max(0, done - 2) : done + 10], options=OPTIONS)
    assert [r.outcome for r in results] == ["known"] * min(2, done) + ["import"] * 10
    assert _whole_documents(loaded, before) == done + 10
    if loaded.dialect.name == "sqlite":
        with store.reading(loaded) as cx:
            assert cx.execute(text("PRAGMA integrity_check")).scalar() == "ok"

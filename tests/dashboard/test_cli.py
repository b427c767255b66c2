"""The terminal with bad input: one clear sentence, an exit code above 0, an unchanged database."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from dashboard import bench, cli
from dashboard.config import Settings
from etl import store
from tests.dashboard.test_mail import free_port

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(demo_copy: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> Run:
    """Type a ``netra`` command over a copy of the demonstration: exit code, output, errors."""
    monkeypatch.setenv("NETRA_VAR_DIR", str(demo_copy.var_dir))
    monkeypatch.setenv("COLUMNS", "400")

    def type_command(*words: object, **settings: str) -> tuple[int, str, str]:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.argv", ["netra", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return type_command


def state(config: Settings) -> tuple[str, int]:
    """What the database holds, as its data version and number of documents."""
    with store.connect(config.database_url()).connect() as cx:
        scope = store.Scope.everything()
        return store.data_version(cx, scope), store.read_documents(cx, scope, limit=None).height


def is_one_sentence(text: str) -> bool:
    return "Traceback" not in text and len([line for line in text.splitlines() if line.strip()]) == 1


def an_empty_workbook(folder: Path) -> Path:
    Workbook().save(folder / "kosong.xlsx")
    return folder / "kosong.xlsx"


def a_broken_workbook(folder: Path) -> Path:
    (folder / "rusak.xlsx").write_bytes(b"PK\x03\x04 bukan zip yang utuh")
    return folder / "rusak.xlsx"


def a_missing_file(folder: Path) -> Path:
    return folder / "tidak-ada.xlsx"


def a_folder(folder: Path) -> Path:
    return folder


@pytest.mark.parametrize("make", [an_empty_workbook, a_broken_workbook, a_missing_file, a_folder])
def test_a_file_that_cannot_be_read(run: Run, demo_copy: Settings, tmp_path: Path, make: Callable) -> None:
    """Missing, empty, broken, a folder: named in a sentence, refused, nothing written."""
    before = state(demo_copy)
    path = make(tmp_path)
    code, out, err = run("import", path)
    assert code > 0
    assert path.name in out + err
    assert "Traceback" not in out + err
    assert state(demo_copy) == before


def test_a_refused_file_does_not_stop_the_next(run: Run, tmp_path: Path) -> None:
    """Two files, the first is missing: the second is imported, the exit code still says that one was not."""
    good = tmp_path / "pembinaan.csv"
    good.write_text(
        "PEMBINAAN ASN KOTA PROBOLINGGO\nTanggal;Tempat;Penyelenggara;Peserta\n7 Maret 2024;Aula;BKPSDM;120\n"
    )
    code, out, _ = run("import", "--json", "--region", "35.74", tmp_path / "tidak-ada.xlsx", good)
    answers = [json.loads(line) for line in out.splitlines()]
    assert code > 0
    assert [a["outcome"] for a in answers] == ["reject", "import"]
    assert answers[1]["records"][0]["participants"] == 120


@pytest.mark.parametrize(
    "words",
    [
        ("briefing", "98"),
        ("snapshot", "--scope", "xx"),
        ("headcount", "--region", "35.99"),
        ("fit", "--scope", "98"),
        ("plan", "--scope", "98"),
    ],
)
def test_an_unknown_region(run: Run, demo_copy: Settings, words: tuple) -> None:
    """The code is named, and what to type instead."""
    before = state(demo_copy)
    code, _, err = run(*words)
    assert code > 0
    assert is_one_sentence(err)
    assert words[-1] in err
    assert state(demo_copy) == before


def test_an_import_for_an_unknown_region(run: Run, demo_copy: Settings, tmp_path: Path) -> None:
    """--region 98.99 is refused before the file is read."""
    before = state(demo_copy)
    (tmp_path / "a.csv").write_text("Tanggal;Peserta\n7 Maret 2024;120\n")
    code, out, err = run("import", "--region", "98.99", tmp_path / "a.csv")
    assert code > 0
    assert "98.99" in out + err
    assert state(demo_copy) == before


def test_a_mail_server_that_does_not_answer(run: Run, tmp_path: Path) -> None:
    """The files are written all the same; the sentence names the server and the setting."""
    server = f"smtp://127.0.0.1:{free_port()}"
    code, out, err = run("snapshot", "--to", tmp_path, "--send", "pj@kota.go.id", NETRA_SMTP_URL=server)
    assert code > 0
    assert is_one_sentence(err)
    assert "tidak menjawab" in err
    assert "NETRA_SMTP_URL" in err
    assert len(list(tmp_path.glob("netra-99-*.pdf"))) == 1
    assert "netra-99-2024-W44.html" in out


def test_a_port_in_use(run: Run) -> None:
    """Said before anything is started, with a way out."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, err = run("serve", NETRA_PORT=str(port))
    assert code > 0
    assert is_one_sentence(err)
    assert f"127.0.0.1:{port}" in err
    assert f"NETRA_PORT={port + 1}" in err


def test_no_database_yet(run: Run, tmp_path: Path) -> None:
    """Nobody has run init: the sentence says so."""
    code, _, err = run("fit", NETRA_VAR_DIR=str(tmp_path / "baru"))
    assert code > 0
    assert "netra init" in err
    assert not (tmp_path / "baru" / "netra.db").exists()


@pytest.mark.parametrize("words", [("fit",), ("serve",), ("quarantine",), ("briefing", "99"), ("init",)])
def test_a_database_server_that_does_not_answer(run: Run, words: tuple) -> None:
    """One sentence without the password, whatever was asked."""
    address = f"postgresql://netra:rahasia@127.0.0.1:{free_port()}/netra"
    code, out, err = run(*words, NETRA_DB=address, NETRA_PORT=str(free_port()))
    assert code > 0
    assert "PostgreSQL tidak menjawab" in err
    assert "Traceback" not in err
    assert "rahasia" not in out + err


@pytest.mark.parametrize("settings", [{"NETRA_PORT": "delapan"}, {"NETRA_TODAY": "kemarin"}])
def test_an_unreadable_setting(run: Run, settings: dict[str, str]) -> None:
    """The variable is named."""
    code, _, err = run("serve", **settings)
    assert code > 0
    assert is_one_sentence(err)
    assert next(iter(settings)) in err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("import",), "Argumen FILES belum diisi"),
        (("plan", "--teams", "dua"), "Isi opsi --teams tidak sesuai"),
        (("plan", "--tem", "2"), "Opsi --tem tidak ada"),
        (("impor", "a.xlsx"), "netra --help"),
        (("calendar", "--day", "kemarin"), "2024-10-28"),
    ],
)
def test_a_mistyped_command(run: Run, words: tuple, sentence: str) -> None:
    """One Indonesian sentence with what to type instead."""
    code, _, err = run(*words)
    assert code > 0
    assert is_one_sentence(err)
    assert sentence in err


def test_bench_without_reference_data_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What needs ../shared is not measured, and the command does not end as if it had been."""
    monkeypatch.setattr(bench, "ROOT", tmp_path / "netra")
    monkeypatch.setattr(bench, "SOURCES", {"geo": ()})
    monkeypatch.chdir(tmp_path)
    with pytest.raises(bench.NetraError, match=r"\.\./shared/data tidak ada"):
        bench.main([])


def test_the_plan_keeps_its_budget(run: Run) -> None:
    """Two teams on three days: a list under that budget, for the week that begins."""
    code, out, err = run("plan", "--teams", 2, "--days", 3)
    assert code == 0, err
    assert "Rencana pekan 2024-10-28: 2 tim, 3 hari" in out

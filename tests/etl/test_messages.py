"""One table holds every sentence in two languages; each names where, what was met and what to do."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from etl import store
from etl.messages import fault, reasons, sentence, spoken, summary
from etl.pipeline import ImportOptions, import_document
from etl.store.engine import Engine
from geo import NetraError
from tests.etl.sheets import workbook

ROOT = Path(__file__).resolve().parents[2]
KINDS = {"quarantine", "flag", "not_data", "document", "error"}
OPTIONS = ImportOptions(region_code="35.74", kind="sidak", today=date(2024, 4, 30), language="en")
# Words that only Indonesian sentences hold.
INDONESIAN = re.compile(
    r"\b(?:tidak|baris|berkas|lembar|kolom|dibaca|tersimpan|menunggu|catatan|karantina|wilayah|tanggal|sudah|atau|"
    r"dengan|untuk|yang|dan|ini|bukan)\b"
)


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("code", sorted(reasons()))
def test_both_languages_say_the_same(code: str) -> None:
    """A kind, two sentences with the same details, each a sentence or a phrase of its own language."""
    entry = reasons()[code]
    assert entry["is"] in KINDS
    assert _fields(entry["id"]) == _fields(entry["en"])
    assert entry["id"].strip() == entry["id"]
    assert not INDONESIAN.search(re.sub(r"“.*?”|'.*?'|\".*?\"", "", entry["en"]).lower()), entry["en"]


@pytest.mark.parametrize(
    "code", sorted(c for c, e in reasons().items() if e["is"] in {"quarantine", "flag", "document"})
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_sentence_names_its_place(code: str, language: str) -> None:
    """File, sheet, row and column stand first, in both languages; nothing is left unfilled."""
    details = {name: f"<{name}>" for name in _fields(reasons()[code][language])} | {"hint": ""}
    place = {"file": "rekap.xlsx", "sheet": "Maret", "row": 14, "column": "OPD"}
    said = sentence(code, language=language, **{**details, **place})
    words = ("lembar", "baris", "kolom") if language == "id" else ("sheet", "row", "column")
    assert said.startswith(f'rekap.xlsx, {words[0]} "Maret", {words[1]} 14, {words[2]} "OPD": ')
    assert "?" not in re.sub(r"\?$|\? ", "", said)
    assert "{" not in said


@pytest.mark.parametrize("code", sorted(c for c, e in reasons().items() if e["is"] == "quarantine"))
def test_what_waits_says_what_to_do(code: str) -> None:
    """Each reason to wait is at least two parts: what is wrong, and what to do about it."""
    for language in ("id", "en"):
        parts = re.split(r"[.;?!] ?", reasons()[code][language].replace("{hint}", ""))
        assert len([p for p in parts if p.strip()]) >= 2 or "," in reasons()[code][language]


def test_every_code_is_used() -> None:
    """No sentence is left over, and no code of the program lacks its sentence."""
    source = "\n".join(
        p.read_text("utf-8") for folder in ("etl", "dashboard") for p in (ROOT / folder).rglob("*.py")
    )
    tables = "\n".join(
        p.read_text("utf-8") for p in (ROOT / "etl").rglob("*.toml") if p.name != "messages.toml"
    )
    unused = [code for code in reasons() if code not in source and code not in tables and not _is_built(code)]
    assert unused == []
    asked = set(re.findall(r"(?:fault\(\w+, |(?<![\w.])sentence\(\s*)\"(\w+)\"", source))
    assert asked <= set(reasons())


def _is_built(code: str) -> bool:
    """Keys put together from parts."""
    return code.startswith(("summary_", "guide_", "returned_"))


def test_errors_are_spoken_in_the_language_asked_for() -> None:
    """An error raised in Indonesian is told in English at the door, with the same details."""
    error = fault(NetraError, "document_gone", number=7)
    assert (str(error), error.code) == ("Dokumen no. 7 tidak ada atau sudah dibatalkan.", "not_found")
    assert spoken(error, "en") == "Document no. 7 does not exist or was taken back."
    assert spoken(NetraError("apa adanya"), "en") == "apa adanya"


BROKEN = """
Tanggal | Nama | Status | OPD | Lokasi | Alasan
'31/02/2024 | Budi | PNS | Dinas Ngawur | Plaza | belanja
@2024-03-07 | Ani | Pelajar | Dinas Sosial | Plaza | belanja
@2024-03-07 | Sri | PNS | Dinas Sosial | Plaza | belanja
@2024-03-07 | Sri | PNS | Dinas Sosial | Plaza | belanja
"""


def test_an_import_speaks_english(loaded: Engine) -> None:
    """Problems, flags, summary, "known" and refusals: no Indonesian word of ours."""
    data = workbook({"A": BROKEN})
    result = import_document(loaded, data, name="a.xlsx", options=OPTIONS)
    again = import_document(loaded, data, name="a.xlsx", options=OPTIONS)
    said = [result.message, again.message, *(p["message"] for p in (*result.quarantined, *result.flags))]
    assert again.outcome == "known"
    for content, name in ((b"", "kosong.xlsx"), (b"PK\x03\x04 x", "rusak.xlsx"), (b"x" * 50, "apa.txt")):
        said.append(import_document(loaded, content, name=name, options=replace(OPTIONS, kind=None)).message)
    foreign = replace(OPTIONS, scope=store.Scope(("35.73",)))
    other = workbook({"A": BROKEN.replace("Sri", "Sti")})
    said.append(import_document(loaded, other, name="b.xlsx", options=foreign).message)
    assert len(said) > 8
    for text in said:
        bare = re.sub(r'"[^"]*"|\S+\.xlsx', "", text).lower()
        assert not INDONESIAN.search(bare), text
    assert summary("a.csv", "sidak", language="en", records=1).startswith("a.csv: records of sidak read")

"""Which method answers which question: the table behind /panduan/metode, read from ``methods.toml``.

Light on purpose (no numpy): a web worker shows the page. The long form of each method, with its limits, is
the docstring of the module that ``function`` names; a test sees that every name exists.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from geo import NetraError

FILE = Path(__file__).with_name("methods.toml")
LANGUAGES = ("id", "en")


@dataclass(frozen=True)
class Method:
    """``title``, ``what``, ``when_not``: text by language; ``page``: where its numbers are shown."""

    key: str
    function: str
    page: str
    title: dict[str, str]
    what: dict[str, str]
    when_not: dict[str, str]
    formula: str
    papers: tuple[str, ...]


def read_methods(file: Path = FILE) -> tuple[Method, ...]:
    """All methods in the order of reading. Raises NetraError where an entry lacks a field or a language."""
    with file.open("rb") as source:
        entries = tomllib.load(source)["method"]
    return tuple(_method(entry) for entry in entries)


def _method(entry: dict) -> Method:
    missing = set(Method.__dataclass_fields__) - set(entry)
    missing |= {
        f"{name}.{language}"
        for name in ("title", "what", "when_not")
        for language in LANGUAGES
        if language not in entry.get(name, {})
    }
    if missing:
        raise NetraError(f"Metode {entry.get('key', '?')} tanpa {', '.join(sorted(missing))}.", code="method")
    return Method(**{**entry, "formula": entry["formula"].strip(), "papers": tuple(entry["papers"])})


METHODS = read_methods()
